"""Rating by a link that needs no account (凭链接评价): for one case and one round, for as long as the round is asked.

The link goes to the firm alone. It carries 128 bits that only this installation can make and opens nothing else: it
shows the answer of its round and takes one rating. What it cannot show is who holds it, so the record names nobody.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.urls import reverse
from django.utils.http import base36_to_int, int_to_base36

from journal import clock
from journal.models import Event
from tickets.exceptions import NotPossibleNow
from tickets.models import Reply, Revisit, Ticket
from tickets.services import links, revisiting, tracking
from tickets.services.changing import changing
from tickets.statuses import RevisitWay, Status

LASTS: Final = timedelta(days=30)
_PURPOSE: Final = "tickets.rating"
_TOKEN: Final = re.compile(r"([0-9a-z]{1,12})-([0-9a-z]{1,3})-[A-Za-z0-9_-]{22}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a link asks about: a case in one round, its answer, and what has been said of it already."""

    ticket: Ticket
    round: int
    reply: Reply | None
    recorded: Revisit | None
    is_open: bool


def address_of(case_id: int, *, county_id: int, round_: int) -> str:
    """The whole address, as a message carries it."""
    return f"{settings.BASE_URL}{reverse('rate', args=[_token(case_id, county_id, round_, settings.SECRET_KEY)])}"


def asked_by(token: str, *, address: str) -> Asked:
    """What the link asks. Raises links.NoSuchLink, tracking.TooManyTries."""
    now = clock.now()
    tracking.hold_back_guesser(address, now=now)
    found = _TOKEN.fullmatch(token)
    case, round_ = (base36_to_int(found[1]), base36_to_int(found[2])) if found else (0, 0)
    ticket: Ticket | None = Ticket.objects.filter(pk=case).select_related("firm", "county", "committee").first()
    # A row that is not there is compared all the same: the clock tells nothing.
    named = (ticket.pk, ticket.county_id, round_) if ticket else (0, 0, 0)
    if not links.is_ours(token, lambda key: _token(*named, key)) or ticket is None:
        tracking.count_guess(address, now=now)
        raise links.NoSuchLink
    return _asked(ticket, round_, now=now)


def _asked(ticket: Ticket, round_: int, *, now: datetime) -> Asked:
    reply = Reply.objects.filter(ticket=ticket, round=round_, review__passed=True).select_related("review").first()
    if reply is None or now >= reply.review.at + LASTS:
        return Asked(ticket, round_, None, None, is_open=False)
    recorded = Revisit.objects.filter(ticket=ticket, round=round_, valid=True).first()
    waits = ticket.status == Status.REVISITING and ticket.round == round_ and recorded is None
    return Asked(ticket, round_, reply if waits or recorded else None, recorded, is_open=waits)


def rate(ticket_id: int, *, round_: int, verdict: revisiting.Verdict) -> Event:
    """Take the rating of whoever holds the link of this round; the post of nobody stands on it.

    Raises NotPossibleNow where the round is over or has been rated, Busy.
    """
    with changing(ticket_id, action="rate", actor=None) as change:
        if change.ticket.round != round_ or not _asked(change.ticket, round_, now=change.now).is_open:
            raise NotPossibleNow(change.ticket)
        revisiting.take(change, verdict, way=RevisitWay.LINK)
    return change.event


def _token(case_id: int, county_id: int, round_: int, key: str) -> str:
    mark = links.mark(_PURPOSE, f"{county_id}:{case_id}:{round_}", key)
    return f"{int_to_base36(case_id)}-{int_to_base36(round_)}-{mark}"
