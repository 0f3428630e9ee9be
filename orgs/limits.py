"""How often something may be done: every limit of this app in one place. Counting knows no names, only keyed hashes."""

import hashlib
import hmac
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import connection, transaction

from orgs.models import CountedAct


@dataclass(frozen=True, slots=True)
class Limit:
    """At most so many within so long."""

    most: int
    within: timedelta


_MINUTE, _HOUR, _DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)

CODES_TO_A_NUMBER: Final = (Limit(1, _MINUTE), Limit(5, _HOUR), Limit(10, _DAY))
# Many phones of one village share an address of their operator.
CODES_FROM_AN_ADDRESS: Final = (Limit(20, _HOUR), Limit(100, _DAY))
GUESSES_FROM_AN_ADDRESS: Final = (Limit(50, _HOUR),)
# An office behind one address is never locked out by one colleague's typing; a machine that tries accounts is.
WRONG_PASSWORDS_FROM_AN_ADDRESS: Final = (Limit(100, timedelta(minutes=15)),)
# Of sign-ins elsewhere that have not come back: an office signs in at once in the morning; a machine only begins.
OUTSIDE_FROM_AN_ADDRESS: Final = (Limit(200, timedelta(minutes=15)),)
# From wherever: a hundred machines that share the work. Where its person has signed in lately it stays open.
WRONG_PASSWORDS_OF_AN_ACCOUNT: Final = (Limit(30, _HOUR), Limit(100, _DAY))
# At a window that stands open: whoever sits there does not know the password.
GUESSES_OF_A_PASSWORD: Final = (Limit(5, timedelta(minutes=15)),)
# Six digits, after the right password. Signing in counts as well.
GUESSES_OF_A_SECOND_FACTOR: Final = (Limit(10, timedelta(minutes=5)), Limit(60, _DAY))
CLAIMS_OF_A_PERSON: Final = (Limit(5, _DAY),)
INVITATIONS_TO_A_NUMBER: Final = (Limit(1, _MINUTE), Limit(5, _DAY))
# A rating is one press of the button; what is over that is no person.
RATINGS_BY_A_LINK: Final = (Limit(20, _HOUR),)
# A unit thinks better of it a few times before a meeting.
ANSWERS_BY_A_LINK: Final = (Limit(20, _HOUR),)
# Whoever has the link tries user names until one is free; what is over that is no person.
TRIES_OF_A_STAFF_LINK: Final = (Limit(20, _HOUR),)
INVITATIONS_OF_A_POST: Final = (Limit(60, _DAY),)
# Refusals that are noted: of one address, as a page asks that polls, and of one person in all.
SAME_REFUSAL: Final = (Limit(3, _HOUR),)
REFUSALS_OF_A_PERSON: Final = (Limit(60, _HOUR), Limit(300, _DAY))
LOCKOUTS: Final = (Limit(5, _HOUR), Limit(50, _DAY))
NOTES_OF_MORE: Final = (Limit(1, _HOUR),)
LONGEST: Final = _DAY
"""What is older counts nowhere any more."""


class TooOften(Exception):
    """The limit is reached: `minutes` until the next one may be done."""

    def __init__(self, minutes: int) -> None:
        super().__init__("too often")
        self.minutes = minutes


def count(what: str, who: str, limits: Sequence[Limit], *, now: datetime) -> None:
    """Count one act of `who`. Raises TooOften, and then does not count it: waiting helps.

    Acts of one key are counted one after the other, so that many at once cannot slip through together.
    """
    key = keyed(what, who)
    with transaction.atomic():
        one_at_a_time(key)
        _refuse(key, limits, now=now)
        CountedAct.objects.create(key=key, at=now)


def refuse(what: str, who: str, limits: Sequence[Limit], *, now: datetime) -> None:
    """Count nothing. Raises TooOften where the limit is reached already."""
    _refuse(keyed(what, who), limits, now=now)


def take_back(what: str, who: str) -> None:
    """Count one act less, the newest: what was counted beforehand and has turned out well."""
    newest = CountedAct.objects.filter(key=keyed(what, who)).order_by("-at", "-pk").values("pk")[:1]
    CountedAct.objects.filter(pk__in=newest).delete()


def _refuse(key: str, limits: Sequence[Limit], *, now: datetime) -> None:
    longest = max(limit.within for limit in limits)
    acts = CountedAct.objects.filter(key=key, at__gt=now - longest).order_by("-at")
    done = list(acts.values_list("at", flat=True)[: max(limit.most for limit in limits)])
    free_at = max((_free_at(limit, done, now) for limit in limits), default=now)
    if free_at > now:
        raise TooOften(math.ceil((free_at - now) / _MINUTE))


def forget(now: datetime) -> int:
    """Delete what no limit looks at any more."""
    deleted, _rows = CountedAct.objects.filter(at__lte=now - LONGEST).delete()
    return deleted


def _free_at(limit: Limit, done: Sequence[datetime], now: datetime) -> datetime:
    """When one more is allowed; `done` is newest first."""
    within = [at for at in done if at > now - limit.within]
    return within[limit.most - 1] + limit.within if len(within) >= limit.most else now


def one_at_a_time(key: str) -> None:
    """Hold a keyed hash until the transaction ends; two that share a number only wait for each other."""
    number = int(key[:15], 16)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])


def keyed(what: str, who: str) -> str:
    """A keyed hash: what is counted names nobody."""
    return hmac.new(settings.SECRET_KEY.encode(), f"{what}\n{who}".encode(), hashlib.sha256).hexdigest()
