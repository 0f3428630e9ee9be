"""How often one person may write or ask for what is costly, and one address those who have not signed in (V2.4.1).

A person is counted wherever they sit, so that an office behind one address shares nothing; strangers share what theirs
may do, and lock nobody out who has signed in. The counts lie in Valkey: they cost no write of the database and hold for
a minute. While Valkey is away nothing is counted and nobody is refused; a line of the log says so. What must hold all
the same, as guesses and text messages, is counted in PostgreSQL, where it happens (`orgs.limits`).
"""

import logging
import math
import time
from collections.abc import Callable
from typing import Any, Final

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.urls import ResolverMatch
from django.utils.crypto import salted_hmac

from web.errors import too_often

logger = logging.getLogger(__name__)
WINDOW: Final = 60
"""Seconds over which is counted."""
_READS: Final = frozenset({"GET", "HEAD"})


class RateMiddleware:
    """Answers 429 with `Retry-After` and a sentence where a minute's share is used up; typed text is shown again."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponse | None:
        """Count before the view runs, where there is something to count."""
        kind = kind_of(request)
        if not kind:
            return None
        person = request.user.pk if request.user.is_authenticated else None
        name = kind if person is not None else settings.COUNTED.strangers[kind]
        who = f"person {person}" if person is not None else f"address {request.META.get('REMOTE_ADDR', '')}"
        wait = seconds_to_wait(name, who)
        return too_often(request, math.ceil(wait / 60)) if wait else None


def kind_of(request: HttpRequest) -> str:
    """Which share a request takes from; empty: none."""
    match: ResolverMatch | None = request.resolver_match
    name = match.view_name if match else ""
    if request.method in _READS:
        return "COSTLY_READS" if name in settings.COUNTED.reads or request.GET.get("q") else ""
    if name in settings.COUNTED.elsewhere:
        return ""
    kind: str = settings.COUNTED.writes.get(name, "WRITES")
    return kind


def seconds_to_wait(name: str, who: str) -> int:
    """Count one of `who`; how long until the next one is answered, 0 for at once."""
    now = _seconds()
    whose = salted_hmac("web.rates", f"{name} {who}").hexdigest()
    done: int = cache.count(f"rate:{whose}:{now // WINDOW}", within=WINDOW)  # type: ignore[attr-defined]  # `config.cache`
    most: int = settings.RATES[name]
    if done <= most or not settings.RATES_REFUSE:
        return 0
    if done == most + 1:
        logger.warning("rate: %s used up by %s", name, who)
    return WINDOW - now % WINDOW


def _seconds() -> int:
    """The machine's: a product clock that is moved gives nobody another share."""
    return int(time.time())
