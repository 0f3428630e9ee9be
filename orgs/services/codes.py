"""Codes by phone: asked for by one browser, good once, ten minutes, five tries. Knows no person: only numbers.

Whether anybody has the number is not looked up here, so that asking takes the same steps for every number (V6.3.8).
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import F

from journal import clock
from orgs import limits
from orgs.models import PhoneCode
from orgs.services import messages

GOOD_FOR: Final = timedelta(minutes=10)
TRIES: Final = 5
KEPT_FOR: Final = timedelta(days=1)


class WrongCode(Exception):
    """Wrong, run out, used before, tried too often, or asked for by another browser: one answer for all."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the browser's session keeps: which code it asked for, and the secret that proves it was this browser."""

    id: int
    secret: str


def ask(phone: str, *, address: str, county_id: int | None) -> Asked:
    """Make a code and write the message with it. Raises limits.TooOften."""
    now = clock.now()
    limits.count("code from an address", address, limits.CODES_FROM_AN_ADDRESS, now=now)
    limits.count("code to a number", phone, limits.CODES_TO_A_NUMBER, now=now)
    code, secret = f"{secrets.randbelow(1_000_000):06d}", secrets.token_urlsafe(16)
    expires_at = now + GOOD_FOR
    with transaction.atomic():
        row = PhoneCode(phone=phone, asked_by=_digest("browser", secret), made_at=now, expires_at=expires_at)
        row.digest = _digest("code", secret, code)
        row.save(force_insert=True)
        messages.queue(
            "sign_in",
            number=phone,
            fields={"验证码": code},
            county_id=county_id,
            now=now,
            expires_at=expires_at,
        )
    return Asked(row.pk, secret)


def take(asked: Asked, typed: str, *, address: str) -> str:
    """Use a code up and return the number that it proves. Raises WrongCode, limits.TooOften."""
    now = clock.now()
    # Counted before it is compared and committed by itself: no two guesses share a try, and no error gives one back.
    mine = PhoneCode.objects.filter(pk=asked.id, asked_by=_digest("browser", asked.secret))
    open_ = mine.filter(used_at=None, expires_at__gt=now, tries__lt=TRIES)
    if not open_.update(tries=F("tries") + 1):
        raise WrongCode
    limits.count("guess from an address", address, limits.GUESSES_FROM_AN_ADDRESS, now=now)
    row = mine.get()
    if not hmac.compare_digest(row.digest, _digest("code", asked.secret, "".join(typed.split()))):
        raise WrongCode
    if not PhoneCode.objects.filter(pk=row.pk, used_at=None).update(used_at=now):
        raise WrongCode
    return row.phone


def phone_of(asked: Asked) -> str:
    """The number that this browser asked a code for; empty when it did not. For showing, masked."""
    found = PhoneCode.objects.filter(pk=asked.id, asked_by=_digest("browser", asked.secret)).first()
    return found.phone if found else ""


def forget(now: datetime) -> int:
    """Delete codes that ran out a day ago."""
    deleted, _rows = PhoneCode.objects.filter(expires_at__lte=now - KEPT_FOR).delete()
    return deleted


def _digest(*parts: str) -> str:
    """A keyed hash: six digits could be tried out against a plain one in a second."""
    return hmac.new(settings.SECRET_KEY.encode(), "\n".join(parts).encode(), hashlib.sha256).hexdigest()
