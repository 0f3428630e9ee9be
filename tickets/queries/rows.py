"""What a row of a list shows beside its case: the clocks that run and the units, in one statement each."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import F, QuerySet

from tickets.models import Deadline, Leg, Ticket
from tickets.statuses import LIVE_LEGS
from web.prepared import Among, prepared


def with_clocks(tickets: Iterable[Ticket]) -> None:
    """Give each case its `live_deadlines`, soonest first."""
    _hang(tickets, _clocks, "live_deadlines")


def with_units(tickets: Iterable[Ticket]) -> None:
    """Give each case its `live_legs`, lead first, as the case itself would read them one by one."""
    _hang(tickets, _units, "live_legs")


@prepared("cases")
def _clocks(*, cases: list[int]) -> QuerySet[Deadline]:
    return Deadline.objects.filter(Among(F("ticket"), cases), met_at=None, voided_at=None).order_by("due_at")


@prepared("cases")
def _units(*, cases: list[int]) -> QuerySet[Leg]:
    legs = Leg.objects.filter(Among(F("ticket"), cases), status__in=LIVE_LEGS)
    return legs.select_related("department", "signed_by").order_by("-role", "pk")


def _hang(tickets: Iterable[Ticket], ask: Any, name: str) -> None:
    shown = list(tickets)
    by_id = {ticket.pk: ticket for ticket in shown}
    found: defaultdict[int, list[Any]] = defaultdict(list)
    for row in ask(cases=list(by_id)) if by_id else ():
        row.ticket = by_id[row.ticket_id]
        found[row.ticket_id].append(row)
    for ticket in shown:
        setattr(ticket, name, found[ticket.pk])


def clocks_of(ticket: Ticket) -> Sequence[Deadline]:
    """What `with_clocks` has given. Raises AttributeError for a case that it was not asked for."""
    clocks: Sequence[Deadline] = ticket.live_deadlines  # type: ignore[attr-defined]  # put there by `with_clocks`
    return clocks
