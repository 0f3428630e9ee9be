"""What needs a leader in person (需要您出面的): at most seven cases, the worst first, each with one verb that works."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from metrics.counting import Scope
from orgs.calendar import WorkCalendar
from orgs.models import Post
from roundtable.kinds import Why
from roundtable.queries.candidates import candidates
from tickets.chips import Chip, chip, next_deadline
from tickets.instruction_policies import leads
from tickets.masking import as_read, firm_name
from tickets.models import Deadline, Ticket
from tickets.models.querysets import TicketQuerySet
from tickets.policies import settles
from tickets.queries import tickets_for
from tickets.queries.rows import clocks_of, with_clocks, with_units
from tickets.statuses import OPEN, DeadlineKind

MOST: Final = 7
_LATE_BY: Final = 3  # working days, as the chip counts them
_OVERDUE_SHOWN: Final = 4  # the rest of the seven is for what no date shows
_WHYS: Final = (Why.RETURNED_TWICE, Why.REDONE_TWICE, Why.BAD_TWICE, Why.SUPERVISED, Why.LEDGER_LATE, Why.RED_CARD)


@dataclass(frozen=True, slots=True)
class Need:
    """One case: why it is here, whose it is, and what the reader may do about it."""

    ticket: Ticket
    firm: str
    unit: str
    why: Promise | str  # empty where the chip says it: overdue
    chip: Chip | None
    verb: Promise
    url: str
    alert: bool


def needs(post: Post, *, now: datetime, calendar: WorkCalendar) -> list[Need]:
    """Overdue by three working days first, then what was returned twice, rated badly twice, ordered in vain."""
    late = _late(post, since=calendar.subtract_working_days(now, _LATE_BY))
    hard = [(each.ticket, each.reasons) for each in candidates(post, now=now, only=_WHYS)[0]]
    known = {ticket.pk for ticket in late}
    others = [
        (ticket, next(why for why in _WHYS if why in reasons))
        for ticket, reasons in hard
        if ticket.pk not in known and set(_WHYS) & set(reasons)
    ]
    shown: list[tuple[Ticket, Why | None]] = [
        (ticket, None) for ticket in late[: max(_OVERDUE_SHOWN, MOST - len(others))]
    ]
    shown += others[: MOST - len(shown)]
    tickets = [ticket for ticket, _why in shown]
    with_clocks(tickets)
    with_units(tickets)
    return [_need(ticket, why, post, now=now, calendar=calendar) for ticket, why in shown]


def _late(post: Post, *, since: datetime) -> list[Ticket]:
    running = Deadline.objects.filter(
        kind=DeadlineKind.RESOLVE, met_at=None, voided_at=None, paused_at=None, due_at__lte=since
    )
    seen = tickets_for(post).filter(status__in=OPEN, county=post.county_id, pk__in=running.values("ticket"))
    return list(seen.with_row().select_related("firm__profile").order_by("due_at", "pk")[:MOST])


def _need(ticket: Ticket, why: Why | None, post: Post, *, now: datetime, calendar: WorkCalendar) -> Need:
    firm = firm_name(ticket, post)
    unit = ticket.lead.department.display_name if ticket.lead else ticket.committee.display_name
    verb, action, alert = _act(ticket, post)
    address = reverse("act", args=[ticket.number, action]) + f"#act-{action}" if action else ""
    return Need(
        ticket=as_read(ticket, post),
        firm=firm,
        unit=unit,
        why=why.label if why else "",
        chip=None if why else chip(next_deadline(clocks_of(ticket)), now=now, calendar=calendar),
        verb=verb,
        url=address or reverse("ticket", args=[ticket.number]),
        alert=alert,
    )


def _act(ticket: Ticket, post: Post) -> tuple[Promise, str, bool]:
    """The verb, the action behind it, and whether it is a sharp one."""
    if settles(ticket, post) and not ticket.supervised:
        return _("督办"), "order_supervision", True
    if leads(ticket, post):
        return _("批示"), "instruct", False
    return _("查看"), "", False


def overdue_by_town(county_id: int, *, now: datetime) -> dict[int, int]:
    """How many open cases of each town are overdue now: bounded by what runs."""
    running = _overdue(county_id, now)
    return dict(running.order_by().values_list("ticket__town").annotate(count=Count("ticket", distinct=True)))


def _overdue(county_id: int, now: datetime) -> QuerySet[Deadline]:
    return Deadline.objects.filter(
        kind=DeadlineKind.RESOLVE,
        met_at=None,
        voided_at=None,
        paused_at=None,
        due_at__lte=now,
        ticket__county=county_id,
    )


def _overdue_cases(scope: Scope, now: datetime) -> TicketQuerySet:
    """Those of the scope's town, or of the county: a number of now, whatever the period."""
    late = _overdue(scope.county_id, now)
    return scope.of(late if scope.town_id is None else late.filter(ticket__town=scope.town_id))


LISTS: Final[Mapping[str, Callable[[Scope, datetime], TicketQuerySet]]] = {"overdue": _overdue_cases}
TITLES: Final[Mapping[str, Promise]] = {"overdue": _("现在超期的")}
