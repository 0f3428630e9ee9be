"""Addresses for tests of posts and sign-in: this app's own, and pages that say who acts."""

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from orgs.access import post_required
from orgs.middleware import PostRequest
from orgs.statuses import Role
from web.access import public


@public
def home(request: PostRequest) -> HttpResponse:
    return HttpResponse(str(request.post))


@post_required(Role.DEPT_LIAISON, Role.HANDLER)
def queue(request: PostRequest) -> HttpResponse:
    return HttpResponse("queue")


@post_required()
def anything(request: HttpRequest) -> HttpResponse:
    return HttpResponse("inside")


urlpatterns = [
    path("", home, name="home"),
    path("start/", home, name="start"),
    path("queue/", queue),
    path("anything/", anything),
    path("", include("web.urls")),
    path("", include("orgs.urls")),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
]
