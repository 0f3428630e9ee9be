"""Addresses of cases."""

from django.urls import path

from tickets.views import acting, case

urlpatterns = [
    path("tickets/<str:number>/", case.ticket, name="ticket"),
    path("tickets/<str:number>/<slug:action>/", acting.act, name="act"),
]
