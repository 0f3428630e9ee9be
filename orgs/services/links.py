"""Addresses that leave the house in messages: whole ones, from the configured beginning, never from a request."""

from django.conf import settings
from django.urls import reverse


def absolute(name: str, *arguments: object) -> str:
    """The whole address of a page."""
    return f"{settings.BASE_URL}{reverse(name, args=arguments)}"
