"""The work lists of staff: desk, unit queue, revisits. Every list starts from `tickets_for` and has a fixed cost."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from django.db.models import (
    Case,
    CharField,
    Count,
    DateTimeField,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from orgs.models import Post
from orgs.statuses import Role
from tickets.models import Attachment, Deadline, Leg, Rejection, Revisit, Ticket
from tickets.models.querysets import TicketQuerySet
from tickets.queries.rows import clocks_of, with_clocks, with_units
from tickets.queries.visibility import Reader, Reads, seen_through, tickets_for
from tickets.statuses import OPEN, WORKING_LEGS, DeadlineKind, LegRole, LegStatus, Status
from web.paging import Listing, Page
from web.prepared import prepared

PAGE: Final = 25
_LIVE: Final = Q(met_at=None, voided_at=None)

# Tab of the desk → statuses and the clock that counts there. A case with a proposal to reject waits for the
# ruling, wherever it stands otherwise.
DESK_TABS: Final[Mapping[str, tuple[frozenset[Status], DeadlineKind | None]]] = {
    "submitted": (frozenset({Status.SUBMITTED}), DeadlineKind.ACCEPT),
    "accepted": (frozenset({Status.ACCEPTED}), DeadlineKind.DISPATCH),
    "need_info": (frozenset({Status.NEED_INFO}), DeadlineKind.INFO),
    "rulings": (frozenset({Status.SUBMITTED, Status.ACCEPTED}), DeadlineKind.RULING),
    "replied": (frozenset({Status.REPLIED}), DeadlineKind.REVIEW),
}
QUEUE_TABS: Final = ("lead", "assist", "done")
_DESK_STATUSES: Final = frozenset[Status]().union(*(statuses for statuses, _kind in DESK_TABS.values()))
Counts = QuerySet[Any, tuple[str, int]]


def desk_tab_of(ticket: Ticket) -> str:
    """The tab of the desk in which a case stands; the first one for a case that is elsewhere."""
    if ticket.status in {Status.SUBMITTED, Status.ACCEPTED} and ticket.open_rejection is not None:
        return "rulings"
    return str(ticket.status) if ticket.status in DESK_TABS else "submitted"


def _at_desk(reader: Reader) -> TicketQuerySet:
    """Open cases of this desk; the office watches all desks of the county."""
    seen = tickets_for(reader).filter(status__in=OPEN)
    seen = seen if reader.role == Role.SUPERVISOR else seen.filter(committee=reader.organisation_id)
    at_desk: TicketQuerySet = seen.annotate(proposed=open_proposals())
    return at_desk


def open_proposals() -> Exists:
    """Whether somebody has proposed not to take the case on and nobody has ruled yet."""
    return Exists(Rejection.objects.filter(ticket=OuterRef("pk"), ruled_at=None))


def _in_tab(tab: str) -> Q:
    statuses, _kind = DESK_TABS[tab]
    return Q(status__in=statuses) & (Q() if tab in {"need_info", "replied"} else Q(proposed=tab == "rulings"))


def _desk_counts(reader: Reader) -> Counts:
    """Tab of the desk → how many cases stand there."""
    waits = When(proposed=True, status__in=DESK_TABS["rulings"][0], then=Value("rulings"))
    return (
        _at_desk(reader)
        .filter(status__in=_DESK_STATUSES)
        .values_list(Case(waits, default="status", output_field=CharField()))
        .annotate(Count("pk"))
    )


def desk_page(post: Post, *, tab: str, after: str | None) -> Page[Ticket]:
    """One page of a tab, soonest deadline first. `due` and `photos` are annotations."""
    shown = _AT_DESK.page(post.role, tab, after=after, size=PAGE, organisation=post.organisation_id)
    with_clocks(shown.items)
    return shown


def _desk_rows(role: Role, tab: str, *, organisation: int) -> TicketQuerySet:
    kind = DESK_TABS[tab][1]
    due = _due(OuterRef("pk"), kind) if kind else Coalesce("accepted_at", "submitted_at")
    rows: TicketQuerySet = _at_desk(Reader(role, organisation)).filter(_in_tab(tab))
    return rows.with_row().annotate(photos=_photos(), due=due)


_AT_DESK: Final = Listing(_desk_rows, "organisation", order=("due", "id"))


def _due(ticket: OuterRef, kind: DeadlineKind) -> Coalesce:
    live = Deadline.objects.filter(_LIVE, ticket=ticket, kind=kind).order_by("due_at")
    return Coalesce(Subquery(live.values("due_at")[:1]), F("submitted_at"), output_field=DateTimeField())


def _photos() -> Coalesce:
    kept = Attachment.objects.filter(ticket=OuterRef("pk"), removed_at=None).order_by().values("ticket")
    return Coalesce(Subquery(kept.annotate(n=Count("pk")).values("n")), Value(0), output_field=IntegerField())


def latest_call(post: Post) -> Ticket | None:
    """The last call that came to this desk: an empty list says when that was."""
    seen = tickets_for(post)
    if post.role != Role.SUPERVISOR:
        seen = seen.filter(committee=post.organisation_id)
    return seen.order_by("-submitted_at").first()


def legs_for(post: Reads) -> QuerySet[Leg]:
    """Legs of the post's organisation in cases that it may see."""
    return Leg.objects.filter(seen_through(post), department=post.organisation_id)


def _queue_counts(reader: Reader) -> Counts:
    """The unit's part, lead or assist → how many legs it has to work on."""
    return legs_for(reader).filter(status__in=WORKING_LEGS).order_by().values_list(F("role")).annotate(Count("pk"))


def queue_page(post: Post, *, tab: str, after: str | None) -> Page[Leg]:
    """One page of the unit's legs: soonest deadline first, paused ones last; what is done newest first."""
    listing = _DONE if tab == "done" else _WORKING
    shown = listing.page(post.role, tab, after=after, size=PAGE, organisation=post.organisation_id)
    with_clocks(leg.ticket for leg in shown.items)
    return shown


def _legs(role: Role, *, organisation: int) -> QuerySet[Leg]:
    return legs_for(Reader(role, organisation)).select_related("ticket__firm", "ticket__town")


def _done_rows(role: Role, _tab: str, *, organisation: int) -> QuerySet[Leg]:
    return _legs(role, organisation=organisation).filter(status=LegStatus.DONE)


def _working_rows(role: Role, tab: str, *, organisation: int) -> QuerySet[Leg]:
    clocks = Q(leg=OuterRef("pk"))
    if tab == "lead":
        clocks |= Q(kind=DeadlineKind.RESOLVE)
    live = Deadline.objects.filter(_LIVE & clocks, ticket=OuterRef("ticket")).order_by("due_at").values("due_at")[:1]
    return (
        _legs(role, organisation=organisation)
        .filter(status__in=WORKING_LEGS, role=LegRole(tab))
        .annotate(
            due=Coalesce(Subquery(live), F("dispatched_at"), output_field=DateTimeField()),
            paused=Case(When(ticket__status=Status.NEED_INFO, then=1), default=0, output_field=IntegerField()),
        )
    )


_DONE: Final = Listing(_done_rows, "organisation", order=("-dispatched_at", "-id"))
_WORKING: Final = Listing(_working_rows, "organisation", order=("paused", "due", "id"))


def deadlines_of_leg(leg: Leg) -> list[Deadline]:
    """The live clocks that a unit works against, out of what `queue_page` has loaded."""
    return [
        clock
        for clock in clocks_of(leg.ticket)
        if clock.leg_id == leg.pk or (leg.role == LegRole.LEAD and clock.kind == DeadlineKind.RESOLVE)
    ]


def _revisits(reader: Reader) -> TicketQuerySet:
    calling = Deadline.objects.filter(_LIVE, ticket=OuterRef("pk"), kind=DeadlineKind.CALLS)
    waiting: TicketQuerySet = tickets_for(reader).filter(status=Status.REVISITING).annotate(calling=Exists(calling))
    return waiting


def _revisit_counts(reader: Reader) -> Counts:
    """Firms to be called (`calls`), and firms that still have time to answer (`asked`)."""
    turn = Case(When(calling=True, then=Value("calls")), default=Value("asked"), output_field=CharField())
    return _revisits(reader).order_by().values_list(turn).annotate(Count("pk"))


_COUNTS: Final[Mapping[str, Callable[[Reader], Counts]]] = {
    "desk": _desk_counts,
    "queue": _queue_counts,
    "revisits": _revisit_counts,
}


def work_counts(post: Post, lists: Iterable[str]) -> Mapping[str, int]:
    """How much stands in every part of these lists, in one query; a part without work is 0."""
    return Counter(dict(_counts(post.role, *lists, organisation=post.organisation_id)))


@prepared("organisation")
def _counts(role: Role, *lists: str, organisation: int) -> Counts:
    first, *others = [_COUNTS[name](Reader(role, organisation)) for name in lists]
    return first.union(*others, all=True) if others else first


def revisit_page(post: Post, *, after: str | None) -> Page[Ticket]:
    """Cases that wait for the firm's word: calls that are due first, then those still in their seven days."""
    shown = _WAITING.page(post.role, after=after, size=PAGE, organisation=post.organisation_id)
    with_clocks(shown.items)
    with_units(shown.items)
    return shown


def _revisit_rows(role: Role, *, organisation: int) -> TicketQuerySet:
    waits = Q(kind__in=[DeadlineKind.CALLS, DeadlineKind.CONFIRM])
    live = Deadline.objects.filter(_LIVE & waits, ticket=OuterRef("pk")).order_by("due_at").values("due_at")[:1]
    tried = Revisit.objects.filter(ticket=OuterRef("pk"), round=OuterRef("round"), valid=False).order_by()
    return (
        _revisits(Reader(role, organisation))
        .select_related("firm")
        .annotate(
            due=Coalesce(Subquery(live), F("updated_at"), output_field=DateTimeField()),
            silent=Case(When(calling=True, then=0), default=1, output_field=IntegerField()),
            tried=Coalesce(Subquery(tried.values("ticket").annotate(n=Count("pk")).values("n")), Value(0)),
        )
    )


_WAITING: Final = Listing(_revisit_rows, "organisation", order=("silent", "due", "id"), narrow=True)
