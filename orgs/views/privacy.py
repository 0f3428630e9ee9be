"""The privacy notice: open to everybody, and shown once a version to people of firms."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from orgs.middleware import PostRequest
from orgs.models import Person
from orgs.queries import home_county
from orgs.services import privacy as notices
from orgs.statuses import ToldHow
from web.access import public, signed_in
from web.pages import local_path, page

PAGE = "orgs/joining/privacy.html"


@public
@require_safe
def privacy(request: PostRequest) -> HttpResponse:
    """`/privacy/`: the version in force, of the county of whoever reads it."""
    post = getattr(request, "post", None)
    county = post.organisation.county if post else home_county()
    return page(request, PAGE, {"notice": notices.in_force(county)}, part=PAGE)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def privacy_read(request: PostRequest) -> HttpResponse:
    """`/privacy/read/`: shown after a sign-in; pressing on is what is recorded. It stops nobody."""
    person, onward = _person(request), _onward(request)
    if request.post is None:
        return HttpResponseRedirect(onward)
    county = request.post.organisation.county
    if request.method == "POST":
        notices.record_notice(county.pk, how=ToldHow.SCREEN, person_id=person.pk, actor=None)
        return HttpResponseRedirect(onward, status=303)
    context = {"notice": notices.in_force(county), "onward": onward, "to_read": True}
    return page(request, PAGE, context, part=PAGE)


@signed_in
@require_POST
def consent(request: PostRequest) -> HttpResponse:
    """`/privacy/consent/`: give the consent, or take it back."""
    person = _person(request)
    if request.POST.get("give") == "1":
        county = request.post.organisation.county if request.post else home_county()
        notices.give_consent(person.pk, version=notices.in_force(county).version)
        messages.success(request, _("已记下您的同意。"))
    else:
        notices.withdraw_consent(person.pk)
        messages.success(request, _("已撤回同意。"))
    return HttpResponseRedirect(_onward(request), status=303)


def _person(request: HttpRequest) -> Person:
    if not isinstance(request.user, Person):
        raise Http404
    return request.user


def _onward(request: HttpRequest) -> str:
    start = resolve_url("start")
    asked = request.POST.get("next") or request.GET.get("next") or start
    return local_path(asked, request=request, default=start)
