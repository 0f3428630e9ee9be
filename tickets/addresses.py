"""Addresses of cases, cheaply: a list writes a hundred, and the URL patterns take their time over each."""

from functools import cache

from django.urls import reverse

_SAMPLE = "0"


def address_of(number: str, action: str = "") -> str:
    """Where a case is, or where an action on it is done. Numbers are digits and hyphens: nothing to be quoted."""
    return f"{_cases()}{number}/{action}/" if action else f"{_cases()}{number}/"


@cache
def _cases() -> str:
    return reverse("ticket", args=[_SAMPLE]).removesuffix(f"{_SAMPLE}/")
