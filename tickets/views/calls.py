"""Rows of the queue's tabs of whistles: which case calls the unit, from whom, until when, and what to do next."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from orgs.calendar import WorkCalendar
from orgs.models import Post
from tickets.addresses import address_of
from tickets.chips import Chip, chip
from tickets.masking import as_read, firm_name
from tickets.models import CheckIn
from tickets.queries.rows import clocks_of
from tickets.whistle_cards import Light, light

NAMES: Final = {"called": gettext_lazy("吹哨待报到"), "came": gettext_lazy("已报到")}


@dataclass(frozen=True, slots=True)
class CallRow:
    """A call as the table shows it: first of all what to do with it."""

    call: CheckIn
    firm: str
    light: Light
    chip: Chip | None
    verb: str
    url: str
    case_url: str


def call_row(call: CheckIn, post: Post, *, now: datetime, calendar: WorkCalendar) -> CallRow:
    """What the unit does next with a call, and until when."""
    verb, action = _next(call, now=now)
    clock = next((each for each in clocks_of(call.ticket) if each.check_in_id == call.pk), None)
    return CallRow(
        call=call,
        firm=firm_name(as_read(call.ticket, post), post, leads=False),
        light=light(call, now=now),
        chip=chip(clock, now=now, calendar=calendar),
        verb=verb,
        url=address_of(call.ticket.number, action),
        case_url=address_of(call.ticket.number),
    )


def _next(call: CheckIn, *, now: datetime) -> tuple[str, str]:
    if call.waits:
        return _("报到"), "check_in"
    until = call.whistle.rate_until
    if until is not None and now <= until and not getattr(call, "rated", True):
        return _("评价吹哨"), "rate_whistle"
    return _("查看"), ""
