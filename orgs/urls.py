"""Addresses of this app."""

from django.urls import path

from orgs.views import posts

urlpatterns = [
    path("accounts/post/", posts.switch_post, name="switch_post"),
]
