"""Links that show how a case stands without an account: behind the code on a receipt, in a message to the firm.

A link names the case's row and carries 128 bits that only this installation can make. Nothing of it is stored, so no
copy of the database opens a case; it ends with the key that made it (`QIHU_SECRET_KEY_FALLBACKS`).
"""

import re
from base64 import urlsafe_b64encode
from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.http import base36_to_int, int_to_base36

from journal import clock
from tickets.models import Ticket
from tickets.services import tracking

BYTES: Final = 16
# The row in base 36, below what a row's id can be; the mark in URL-safe base 64 without its padding.
_TOKEN: Final = re.compile(r"([0-9a-z]{1,12})[A-Za-z0-9_-]{22}", re.ASCII)


class NoSuchLink(Exception):
    """No link of ours, or one whose key has been retired: one answer for both."""


def link_of(ticket: Ticket) -> str:
    """The path of the case's page for whoever holds the link."""
    return reverse("tracked", args=[_token(ticket.pk, ticket.county_id, settings.SECRET_KEY)])


def address_of(ticket: Ticket) -> str:
    """The whole address, as a code on paper or a message carries it."""
    return f"{settings.BASE_URL}{link_of(ticket)}"


def ticket_of(token: str, *, address: str) -> Ticket:
    """Return the case of a link. Raises NoSuchLink, tracking.TooManyTries."""
    now = clock.now()
    tracking.hold_back_guesser(address, now=now)
    ticket = _named(token)
    # A row that is not there is compared all the same: the clock tells nothing.
    named = (ticket.pk, ticket.county_id) if ticket else (0, 0)
    if not is_ours(token, lambda key: _token(*named, key)) or ticket is None:
        tracking.count_guess(address, now=now)
        raise NoSuchLink
    return ticket


def _named(token: str) -> Ticket | None:
    found = _TOKEN.fullmatch(token)
    row = base36_to_int(found[1]) if found else 0
    ticket: Ticket | None = Ticket.objects.filter(pk=row).select_related("firm", "county", "committee").first()
    return ticket


def _token(case_id: int, county_id: int, key: str) -> str:
    return int_to_base36(case_id) + mark("tickets.links", f"{county_id}:{case_id}", key)


def mark(purpose: str, words: str, key: str) -> str:
    """128 bits that say, for one purpose, that this installation has written these words."""
    digest = salted_hmac(purpose, words, secret=key, algorithm="sha256").digest()[:BYTES]
    return urlsafe_b64encode(digest).decode().rstrip("=")


def is_ours(token: str, made: Callable[[str], str]) -> bool:
    """Whether a token is what one of our keys makes; all are tried, so that the clock tells nothing."""
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    right = [constant_time_compare(token, made(key)) for key in keys]
    return any(right)
