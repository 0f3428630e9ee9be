"""双考核: after a whistle both sides rate each other, once, within five working days (DOMAIN §2.7).

Neither reads the other's word before both have spoken or the time is over: nobody pays back.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from journal.models import Event
from orgs.models import Post
from tickets import whistle_policies as policies
from tickets.chips import wall_words
from tickets.exceptions import OutOfTime, StaleWrite
from tickets.models import CheckIn, Ticket, WhistleRating
from tickets.services.changing import Change, changing
from tickets.whistle_kinds import Side


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One rating: of which check-in, the grade, and why; the worst grade says why."""

    call_id: int
    grade: int
    words: str = ""


def rate_units(ticket_id: int, *, marks: Sequence[Mark], actor: Post) -> Event:
    """The side that blew rates units that came, some or all of them at once.

    Raises StaleWrite (rated meanwhile), OutOfTime, PermissionDenied.
    """
    with changing(ticket_id, action="rate_units", actor=actor) as change:
        rated = [_write(change, mark, policies.rates(change.ticket, actor), Side.WHISTLER) for mark in marks]
        change.data |= {"calls": [call.pk for call in rated], "called": [call.unit_id for call in rated]}
    return change.event


def rate_whistle(ticket_id: int, *, mark: Mark, actor: Post) -> Event:
    """A unit that came rates the whistle: was it justified, was it clear. Raises as `rate_units` does."""
    with changing(ticket_id, action="rate_whistle", actor=actor) as change:
        call = _write(change, mark, policies.rates_back(change.ticket, actor), Side.CALLED)
        change.data |= {"call": call.pk, "unit": call.unit_id, "whistler": call.whistle.whistler_id}
    return change.event


def _write(change: Change, mark: Mark, among: Sequence[CheckIn], side: Side) -> CheckIn:
    call = next((each for each in among if each.pk == mark.call_id), None)
    if call is None:
        raise StaleWrite(change.ticket)
    if late := too_late(call.whistle.rate_until, now=change.now):
        raise late
    WhistleRating.objects.create(
        check_in=call,
        side=side,
        by=change.post,
        by_person_id=change.post.person_id,
        at=change.now,
        grade=mark.grade,
        words=mark.words,
    )
    change.erasable[f"words{call.pk}"] = mark.words
    return call


def too_late(until: datetime | None, *, now: datetime) -> OutOfTime | None:
    """Why a rating is not taken any more."""
    if until is None or now <= until:
        return None
    words = _("评价最晚到 %(until)s，已经过了，记作“未评价”，不会当成好评。")
    return OutOfTime(words % {"until": wall_words(until)})


def all_too_late(ticket: Ticket, post: Post, *, now: datetime) -> OutOfTime | None:
    """Whether nothing is left that this post could still rate in time, and since when."""
    open_calls = [*policies.rates(ticket, post), *policies.rates_back(ticket, post)]
    reasons = [too_late(call.whistle.rate_until, now=now) for call in open_calls]
    return reasons[0] if reasons and all(reasons) else None
