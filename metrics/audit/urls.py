"""Addresses of this app."""

from django.urls import path

from metrics.audit import views

urlpatterns = [
    path("audit/", views.audit, name="audit"),
    path("audit/day/", views.day, name="audit_day"),
]
