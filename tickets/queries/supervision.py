"""The board of the county office (督办看板): what to watch, units by stage, the list beneath. Bounded by open cases."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import Count, Exists, F, FilteredRelation, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from orgs.models import Organisation, Post
from tickets.models import Deadline, Leg, SupervisionOrder, Ticket
from tickets.models.querysets import TicketQuerySet
from tickets.models.supervision import OPEN_ORDER
from tickets.queries.rows import with_clocks, with_units
from tickets.queries.visibility import Reader, Reads, at_home, tickets_for
from tickets.statuses import LIVE_LEGS, OPEN, DeadlineKind, LegRole, LegStatus, Status
from tickets.urging import MANY
from web.counting import Counted
from web.paging import Listing, Page
from web.prepared import Among, prepared

PAGE: Final = 25
TO_WATCH: Final = ("unsigned", "today", "overdue", "paused", "returning")
"""The five numbers on top."""
OF_ORDERS: Final = ("ordered", "late", "answered", "urged")
"""Lists of supervision itself, and of cases that their firms have urged often."""
ON_LEDGER: Final = ("ledger", "ledger_late")
"""Cases on the ledger (挂账), and those whose target or monthly report is late."""
FILTERS: Final = (*TO_WATCH, *OF_ORDERS, *ON_LEDGER)
STAGES: Final = ("desk", "pending", "working", "returning", "paused", "replied", "revisiting", "over")
"""The columns of the matrix; “over” counts cases that stand in one of the others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moments:
    """The instants that the filters ask about: now, the end of today, and since when a pause counts as long."""

    now: datetime
    tonight: datetime
    long_since: datetime


def _live(kind: DeadlineKind, **when: Any) -> QuerySet[Deadline]:
    return Deadline.objects.filter(kind=kind, met_at=None, voided_at=None, **when)


def _running(kind: DeadlineKind, **when: Any) -> QuerySet[Deadline]:
    return _live(kind, paused_at=None, **when)


def _orders(**how: Any) -> Exists:
    return Exists(SupervisionOrder.objects.filter(OPEN_ORDER, ticket=OuterRef("pk"), **how))


def _with(seen: TicketQuerySet, clocks: QuerySet[Deadline]) -> TicketQuerySet:
    return seen.filter(pk__in=clocks.values("ticket"))


def _found(reader: Reads, name: str, *, now: Any, tonight: Any, long_since: Any) -> TicketQuerySet:
    """The open cases of one filter that the reader may see."""
    seen: TicketQuerySet = tickets_for(reader).filter(status__in=OPEN)
    if name == "unsigned":
        return _with(seen, _running(DeadlineKind.SIGN, due_at__lte=now))
    if name in {"today", "overdue"}:
        when = {"due_at__lte": now} if name == "overdue" else {"due_at__gt": now, "due_at__lte": tonight}
        return _with(seen, _running(DeadlineKind.RESOLVE, **when))
    if name == "paused":
        held = seen.exclude(status=Status.ON_LEDGER)  # what is on the ledger has lists of its own
        return _with(held, _live(DeadlineKind.RESOLVE, paused_at__lte=long_since))
    if name == "returning":
        returned = Leg.objects.filter(ticket=OuterRef("pk"), status=LegStatus.RETURNING)
        return seen.filter(Exists(returned), status=Status.HANDLING, waits_for=DeadlineKind.RULING)
    return _of_orders(seen, name, now=now)


def _of_orders(seen: TicketQuerySet, name: str, *, now: Any) -> TicketQuerySet:
    if name in ON_LEDGER:
        listed = seen.filter(status=Status.ON_LEDGER)
        if name == "ledger":
            return listed
        kinds = (DeadlineKind.LEDGER, DeadlineKind.MONTHLY)
        return _with(listed, Deadline.objects.filter(kind__in=kinds, met_at=None, voided_at=None, due_at__lte=now))
    if name == "urged":
        return seen.filter(urgings__gte=MANY)
    under = seen.filter(supervised__gt=0)
    if name == "answered":
        return under.filter(_orders(answered_at__isnull=False))
    late = {"due_at__lte": now} if name == "late" else {}
    return under.filter(_orders(answered_at=None, **late))


def answered(reader: Reads) -> TicketQuerySet:
    """Cases whose unit has answered: the office rules next."""
    return _of_orders(tickets_for(reader).filter(at_home(reader), status__in=OPEN), "answered", now=None)


# --- the numbers on top -----------------------------------------------------------------------------------------------


def counts(post: Post, moments: Moments) -> Mapping[str, int]:
    """How many cases each filter has, up to `counting.MOST` and one, in one statement."""
    (found,) = _counts(post.role, organisation=post.organisation_id, person=post.person_id, **_given(moments))
    return dict(zip(FILTERS, found, strict=True))


@prepared("organisation", "person", "now", "tonight", "long_since", replanned=True)
def _counts(role: str, *, organisation: int, person: int, **when: Any) -> QuerySet[Organisation, tuple[int, ...]]:
    reader = Reader(role, organisation, person)
    parts = [Counted(_found(reader, name, **when)) for name in FILTERS]
    return Organisation.objects.filter(pk=organisation).order_by().values_list(*parts)


def _given(moments: Moments) -> dict[str, datetime]:
    return {"now": moments.now, "tonight": moments.tonight, "long_since": moments.long_since}


# --- units by stage ---------------------------------------------------------------------------------------------------

_LEAD: Final = Q(legs__role=LegRole.LEAD, legs__status__in=LIVE_LEGS)
_CLOCK: Final = Q(
    deadlines__kind=DeadlineKind.RESOLVE,
    deadlines__met_at=None,
    deadlines__voided_at=None,
    deadlines__paused_at=None,
)
_HANDLED: Final = Q(status=Status.HANDLING)
_GOES_ON: Final = _HANDLED & ~Q(lead_leg__paused=True)
_STAGES: Final[Mapping[str, Q]] = {
    "desk": Q(status__in=[Status.SUBMITTED, Status.ACCEPTED]),
    "pending": _GOES_ON & Q(lead_leg__status=LegStatus.PENDING),
    "working": _GOES_ON & Q(lead_leg__status__in=[LegStatus.SIGNED, LegStatus.DONE]) | Q(status=Status.ON_LEDGER),
    "returning": _HANDLED & Q(lead_leg__status=LegStatus.RETURNING),
    "paused": Q(status=Status.NEED_INFO) | _HANDLED & Q(lead_leg__paused=True),
    "replied": Q(status=Status.REPLIED),
    "revisiting": Q(status=Status.REVISITING),
}


def _by_holder(reader: Reads) -> Any:
    """Open cases with the unit that leads each, or its desk while none does, and the clock of its handling."""
    seen: TicketQuerySet = tickets_for(reader).filter(status__in=OPEN)
    holder = Coalesce("lead_leg__department", "committee")
    return seen.annotate(
        lead_leg=FilteredRelation("legs", condition=_LEAD), running=FilteredRelation("deadlines", condition=_CLOCK)
    ).annotate(holder=holder)


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A row of the matrix: a unit, how many of its cases stand in each stage, and all of them."""

    unit: Organisation
    stages: Sequence[tuple[str, int]]
    total: int


def matrix(post: Post, moments: Moments) -> list[UnitLine]:
    """Every unit that holds an open case; the most overdue first, then by how much it has. Two statements."""
    rows = _matrix(post.role, organisation=post.organisation_id, person=post.person_id, now=moments.now)
    units = Organisation.objects.select_related("county").in_bulk([row[0] for row in rows])
    lines = [UnitLine(units[unit], list(zip(STAGES, counted, strict=True)), total) for unit, total, *counted in rows]
    return sorted(lines, key=lambda line: (-line.stages[-1][1], -line.total, line.unit.pinyin, line.unit.pk))


@prepared("organisation", "person", "now", replanned=True)
def _matrix(role: str, *, organisation: int, person: int, now: Any) -> QuerySet[Ticket, tuple[int, ...]]:
    stages = {f"in_{name}": Count("pk", filter=stage) for name, stage in _STAGES.items()}
    late = Count("pk", filter=Q(running__due_at__lte=now))
    counted = _by_holder(Reader(role, organisation, person)).order_by().values("holder")
    rows: QuerySet[Ticket, tuple[int, ...]] = counted.annotate(total=Count("pk"), **stages, in_over=late).values_list(
        "holder", "total", *stages, "in_over"
    )
    return rows


# --- the list beneath -------------------------------------------------------------------------------------------------


def board_page(
    post: Post, *, name: str, unit: int | None, stage: str, moments: Moments, after: str | None
) -> Page[Ticket]:
    """One page of a filter, or of a cell of the matrix, by what runs out first. Rows have `order` where one stands."""
    shape = (post.role, "" if unit else name, stage if unit else "")
    shown = _LISTED.page(
        *shape,
        after=after,
        size=PAGE,
        organisation=post.organisation_id,
        person=post.person_id,
        unit=unit or 0,
        **_given(moments),
    )
    with_clocks(shown.items)
    with_units(shown.items)
    with_orders(shown.items)
    return shown


def _rows(
    role: str, name: str, stage: str, *, organisation: int, person: int, unit: int, **when: Any
) -> TicketQuerySet:
    reader = Reader(role, organisation, person)
    if name:
        return _shown(_found(reader, name, **when))
    held = _by_holder(reader).filter(holder=unit)
    if stage == "over":
        return _shown(held.filter(running__due_at__lte=when["now"]))
    return _shown(held.filter(_STAGES[stage]) if stage in _STAGES else held)


def _shown(found: Any) -> TicketQuerySet:
    shown: TicketQuerySet = found.select_related("firm", "committee", "county")
    return shown


_LISTED: Final = Listing(
    _rows, "organisation", "person", "unit", "now", "tonight", "long_since", order=("due_at", "id"), replanned=True
)


def picked(post: Post, ids: Sequence[int]) -> list[Ticket]:
    """Some cases of the list again, as far as the post may see them, by what runs out first."""
    found = list(_shown(tickets_for(post).filter(pk__in=ids)).order_by("due_at", "pk"))
    with_clocks(found)
    with_units(found)
    with_orders(found)
    return found


def with_orders(tickets: Sequence[Ticket]) -> None:
    """Give each case its `open_order`, in one statement where any stands under one."""
    cases = [ticket.pk for ticket in tickets if ticket.supervised]
    found: defaultdict[int, SupervisionOrder | None] = defaultdict(lambda: None)
    for order in _open_orders(cases=cases) if cases else ():
        found[order.ticket_id] = order
    for ticket in tickets:
        ticket.open_order = found[ticket.pk]


@prepared("cases")
def _open_orders(*, cases: list[int]) -> QuerySet[SupervisionOrder]:
    return SupervisionOrder.objects.filter(OPEN_ORDER, Among(F("ticket"), cases)).select_related("unit")
