"""Cases as cards of a firm's list: title, the clock it waits for, the unit, the last public line."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from journal.models import Event
from orgs.calendar import WorkCalendar
from tickets.action import Readers
from tickets.actions import BY_VERB
from tickets.chips import Chip, chip
from tickets.models import InfoRequest, Leg, Ticket
from tickets.progress import waited_for
from tickets.queries.rows import clocks_of, with_clocks, with_units
from tickets.statuses import LegRole, Status
from web.prepared import Among, prepared

PUBLIC_VERBS = [verb for verb, action in BY_VERB.items() if action.readers is Readers.FIRM_AND_UNITS]


@dataclass(frozen=True, slots=True)
class Card:
    """One case of a list. `asked` is what waits for the firm itself, in the words of who asks."""

    ticket: Ticket
    chip: Chip | None
    unit: str
    last: str
    last_at: datetime
    asked: str


def cards(tickets: Sequence[Ticket], *, now: datetime, calendar: WorkCalendar) -> list[Card]:
    """Cards of cases that were read `with_row`; four queries more, however many there are."""
    if not tickets:
        return []
    with_clocks(tickets)
    with_units(tickets)
    latest, questions = _latest(tickets), _questions(tickets)
    return [
        Card(
            ticket=ticket,
            chip=chip(waited_for(ticket, clocks_of(ticket)), now=now, calendar=calendar),
            unit=_unit(ticket),
            last=str(BY_VERB[latest[ticket.pk].verb].firm_reads) if ticket.pk in latest else "",
            last_at=latest[ticket.pk].at if ticket.pk in latest else ticket.submitted_at,
            asked=_asked(ticket, questions),
        )
        for ticket in tickets
    ]


def _unit(ticket: Ticket) -> str:
    legs: Sequence[Leg] = ticket.live_legs
    return next((leg.department.display_name for leg in legs if leg.role == LegRole.LEAD), "")


def _questions(tickets: Sequence[Ticket]) -> dict[int, str]:
    """What the firm was asked and has not answered yet, by case."""
    return dict(_open_questions(cases=[ticket.pk for ticket in tickets]))


@prepared("cases")
def _open_questions(*, cases: list[int]) -> QuerySet[InfoRequest, tuple[int, str]]:
    asked = InfoRequest.objects.filter(Among(F("ticket"), cases), answered_at=None, lapsed_at=None)
    return asked.values_list("ticket", "body")


def _asked(ticket: Ticket, questions: dict[int, str]) -> str:
    if ticket.status == Status.NEED_INFO and ticket.pk in questions:
        return _("请补充：%(what)s") % {"what": " ".join(questions[ticket.pk].split())}
    return _("请您确认结果，说说解决没有") if ticket.status == Status.REVISITING else ""


def _latest(tickets: Sequence[Ticket]) -> dict[int, Event]:
    """The newest event of each case that its firm may read."""
    return {event.subject_id: event for event in _newest(cases=[ticket.pk for ticket in tickets])}


@prepared("cases")
def _newest(*, cases: list[int]) -> QuerySet[Event]:
    events = Event.objects.filter(
        Among(F("subject_id"), cases), subject_type=Ticket.JOURNAL_NAME, verb__in=PUBLIC_VERBS
    )
    return events.order_by("subject_id", "-seq").distinct("subject_id")
