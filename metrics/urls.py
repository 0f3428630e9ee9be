"""Addresses of figures."""

from django.urls import path

from metrics import views

urlpatterns = [
    path("statistics/", views.statistics, name="statistics"),
    path("statistics/<slug:figure>/", views.statistics_cases, name="statistics_cases"),
]
