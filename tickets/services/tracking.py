"""Looking a case up by number and code, without an account (查进度)."""

import hashlib
import hmac
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.contrib.auth.hashers import check_password, is_password_usable
from django.db import transaction

from journal import clock
from orgs.limits import one_at_a_time
from tickets.models import Ticket, TrackingAttempt
from tickets.services import numbers

WINDOW: Final = timedelta(minutes=15)
# Per number and address, per number (a guesser with many addresses), per address.
LIMITS: Final = (5, 20, 30)


class WrongCode(Exception):
    """No such number, or the code is wrong: one answer for both. `left` tries remain."""

    def __init__(self, left: int) -> None:
        super().__init__("number or code is wrong")
        self.left = left


class TooManyTries(Exception):
    """Guessing is over for a while: `minutes` to wait."""

    def __init__(self, minutes: int) -> None:
        super().__init__("too many tries")
        self.minutes = minutes


def find(typed_number: str, typed_code: str, *, address: str) -> Ticket:
    """Return the case. Raises WrongCode, TooManyTries; takes equally long for both (V6.3.8)."""
    now = clock.now()
    number = numbers.canonical(typed_number)
    keys = [_key(number, address), _key(number), _key(address)]
    # Counted one after the other and before the slow comparison, so that guesses side by side share no count; a right
    # one is taken back.
    with transaction.atomic():
        for key in sorted(keys):
            one_at_a_time(key)
        tried = [TrackingAttempt.objects.filter(key=key, at__gt=now - WINDOW).count() for key in keys]
        if any(count >= limit for count, limit in zip(tried, LIMITS, strict=True)):
            raise TooManyTries(int(WINDOW.total_seconds() // 60))
        mine = TrackingAttempt.objects.bulk_create(TrackingAttempt(key=key, at=now) for key in keys)
    ticket: Ticket | None = Ticket.objects.filter(number=number).select_related("firm", "county", "committee").first()
    code = "".join(typed_code.split()).upper()
    # A case without a code (of another channel's list) reads like one that is absent, and takes as long.
    has_code = ticket is not None and is_password_usable(ticket.tracking_hash)
    right = check_password(code, ticket.tracking_hash) if ticket and has_code else _waste_time(code)
    if ticket is None or not right:
        raise WrongCode(LIMITS[0] - tried[0] - 1)
    TrackingAttempt.objects.filter(pk__in=[attempt.pk for attempt in mine]).delete()
    return ticket


def hold_back_guesser(address: str, *, now: datetime) -> None:
    """Raise TooManyTries for an address that has guessed too often lately, numbers or links."""
    if TrackingAttempt.objects.filter(key=_key(address), at__gt=now - WINDOW).count() >= LIMITS[2]:
        raise TooManyTries(int(WINDOW.total_seconds() // 60))


def count_guess(address: str, *, now: datetime) -> None:
    """A link that is none of ours counts against the address it came from."""
    TrackingAttempt.objects.create(key=_key(address), at=now)


def _waste_time(code: str) -> bool:
    """Hash as long as for a case that exists, so that the clock tells nothing."""
    numbers.hash_code(code)
    return False


def _key(*parts: str) -> str:
    """A keyed hash: neither addresses nor numbers are kept in clear."""
    return hmac.new(settings.SECRET_KEY.encode(), "\n".join(parts).encode(), hashlib.sha256).hexdigest()


def forget_old_attempts() -> int:
    """Delete attempts that no limit looks at any more; the sweep calls it."""
    deleted, _rows = TrackingAttempt.objects.filter(at__lt=clock.now() - WINDOW).delete()
    return deleted
