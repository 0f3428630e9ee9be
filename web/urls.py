"""Addresses that every part of the system shares."""

from django.urls import path

from web import views

urlpatterns = [
    path("look/", views.look, name="look"),
    path("bell/", views.bell, name="bell"),
    path("health/live", views.health_live, name="health_live"),
    path("health/ready", views.health_ready, name="health_ready"),
]
