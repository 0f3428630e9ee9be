"""Addresses of sockets."""

from django.urls import path

from notifications.consumers import Hints

websocket_urlpatterns = [path("ws/", Hints.as_asgi())]
