"""Addresses of this app."""

from django.urls import path

from metrics.audit import views

urlpatterns = [path("audit/", views.audit, name="audit")]
