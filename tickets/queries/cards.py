"""Cases as cards of a firm's list: title, the clock it waits for, the unit, the last public line."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from journal.models import Event
from orgs.working_days import calendar_for
from tickets.actions import BY_VERB, Readers
from tickets.chips import Chip, chip
from tickets.models import InfoRequest, Leg, Ticket
from tickets.progress import waited_for
from tickets.queries.rows import clocks_of, with_clocks, with_units
from tickets.statuses import LegRole, Status

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


def cards(tickets: Sequence[Ticket], *, now: datetime) -> list[Card]:
    """Cards of cases that were read `with_row`; five queries more, however many there are."""
    if not tickets:
        return []
    with_clocks(tickets)
    with_units(tickets)
    calendar, latest, questions = calendar_for(tickets[0].county_id), _latest(tickets), _questions(tickets)
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
    asked = InfoRequest.objects.filter(ticket__in=[ticket.pk for ticket in tickets], answered_at=None, lapsed_at=None)
    return dict(asked.values_list("ticket", "body"))


def _asked(ticket: Ticket, questions: dict[int, str]) -> str:
    if ticket.status == Status.NEED_INFO and ticket.pk in questions:
        return _("请补充：%(what)s") % {"what": " ".join(questions[ticket.pk].split())}
    return _("请您确认结果，说说解决没有") if ticket.status == Status.REVISITING else ""


def _latest(tickets: Sequence[Ticket]) -> dict[int, Event]:
    """The newest event of each case that its firm may read."""
    newest = (
        Event.objects.filter(
            subject_type=Ticket.JOURNAL_NAME, subject_id__in=[ticket.pk for ticket in tickets], verb__in=PUBLIC_VERBS
        )
        .order_by("subject_id", "-seq")
        .distinct("subject_id")
    )
    return {event.subject_id: event for event in newest}
