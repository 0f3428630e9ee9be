"""The work lists of staff: desk, unit queue, revisits. Every list starts from `tickets_for` and has a fixed cost."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date
from functools import partial
from typing import Any, Final

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from orgs.models import Organisation, Post
from orgs.statuses import Role
from tickets.models import Attachment, Deadline, Leg, Rejection, Revisit, Ticket
from tickets.models.querysets import TicketQuerySet
from tickets.queries import calls, exclusions, instructions, supervision, withdrawals
from tickets.queries.handlers import held_by
from tickets.queries.rows import clocks_of, with_clocks, with_units
from tickets.queries.visibility import Reader, Reads, at_home, seen_through, tickets_for
from tickets.statuses import OPEN, WHISTLES_LAST, WORKING_LEGS, DeadlineKind, LegRole, LegStatus, Status
from web.counting import Counted
from web.paging import Listing, Page, keyset
from web.prepared import prepared

PAGE: Final = 25

# Tab of the desk → statuses; the office alone has “settle”. What waits for a ruling stands there first of all.
DESK_TABS: Final[Mapping[str, frozenset[Status]]] = {
    "submitted": frozenset({Status.SUBMITTED}),
    "accepted": frozenset({Status.ACCEPTED}),
    "need_info": frozenset({Status.NEED_INFO}),
    "rulings": frozenset({Status.SUBMITTED, Status.ACCEPTED, Status.HANDLING, Status.ON_LEDGER}),
    "replied": frozenset({Status.REPLIED}),
    "settle": frozenset({Status.HANDLING}),
    "reopening": frozenset({Status.CLOSED}),
    "whistling": WHISTLES_LAST,
}
_BY_CLOCK: Final = {
    "rulings": DeadlineKind.RULING,
    "settle": DeadlineKind.SETTLE,
    "reopening": DeadlineKind.REOPEN,
}
"""Tabs of what waits for one clock, whatever its status."""


def desk_tab_of(ticket: Ticket) -> str:
    """The tab of the desk in which a case stands; the first one for a case that is elsewhere."""
    for tab, kind in _BY_CLOCK.items():
        if ticket.waits_for == kind:
            return tab
    if ticket.whistling and ticket.status == Status.HANDLING:
        return "whistling"
    return str(ticket.status) if ticket.status in DESK_TABS else "submitted"


def _at_desk(reader: Reader, statuses: Iterable[Status] = OPEN) -> TicketQuerySet:
    """Open cases of this desk; the office watches all desks of the county."""
    seen = tickets_for(reader).filter(status__in=statuses)
    return seen.filter(at_home(reader) if reader.role == Role.SUPERVISOR else Q(committee=reader.organisation_id))


def open_proposals() -> Exists:
    """Whether somebody has proposed not to take the case on and nobody has ruled yet."""
    return Exists(Rejection.objects.filter(ticket=OuterRef("pk"), ruled_at=None))


def _in_tab(reader: Reader, tab: str) -> TicketQuerySet:
    if tab in _BY_CLOCK:
        return _at_desk(reader, DESK_TABS[tab]).filter(waits_for=_BY_CLOCK[tab])
    found: TicketQuerySet = _at_desk(reader)
    if tab == "whistling":
        return found.filter(whistling=True)
    found = found.filter(status__in=DESK_TABS[tab])
    return found if tab in {"need_info", "replied"} else found.filter(~open_proposals())


def desk_page(post: Post, *, tab: str, after: str | None) -> Page[Ticket]:
    """One page of a tab, soonest deadline first. `photos` is an annotation."""
    shown = _AT_DESK.page(post.role, tab, post.organisation_id, after=after, size=PAGE, person=post.person_id)
    with_clocks(shown.items)
    return shown


def _desk_rows(role: Role, tab: str, organisation: int, *, person: int) -> TicketQuerySet:
    rows: TicketQuerySet = _in_tab(Reader(role, organisation, person), tab).with_row().annotate(photos=_photos())
    return rows


_AT_DESK: Final = Listing(_desk_rows, "person", order=("due_at", "id"))


def _photos() -> Coalesce:
    kept = Attachment.objects.filter(ticket=OuterRef("pk"), reply=None, removed_at=None).order_by().values("ticket")
    return Coalesce(Subquery(kept.annotate(n=Count("pk")).values("n")), Value(0), output_field=IntegerField())


def latest_call(post: Post) -> Ticket | None:
    """The last call that came to this desk: an empty list says when that was."""
    here = Q(county=post.county_id) if post.role == Role.SUPERVISOR else Q(committee=post.organisation_id)
    return tickets_for(post).filter(here).order_by("-submitted_at").first()


def legs_for(post: Reads) -> QuerySet[Leg]:
    """Legs of the post's organisation in cases that it may see."""
    return Leg.objects.filter(seen_through(post), department=post.organisation_id)


def _at_work(reader: Reads, role: str) -> QuerySet[Leg]:
    """Legs of this part, lead or assist, that the unit has to work on."""
    return legs_for(reader).filter(status__in=WORKING_LEGS, role=LegRole(role))


def queue_page(post: Post, *, tab: str, after: str | None, who: str = "", on: date | None = None) -> Page[Leg]:
    """One page of the unit's legs: soonest deadline first, paused ones last; what is done newest first.

    `who` has them inside the unit on that day (`handlers.held_by`): the list of one person is short, and asked afresh.
    """
    listing, shape = _LISTINGS.get(tab, (_WORKING, (tab,)))
    if who and on is not None:
        rows, order = _ROWS.get(tab, (_working_rows, _BY_DUE))
        found = rows(post.role, *shape, organisation=post.organisation_id, person=post.person_id)
        shown = keyset(held_by(found, who, post, on=on), after=after, order=order, size=PAGE)
    else:
        shown = listing.page(
            post.role, *shape, after=after, size=PAGE, organisation=post.organisation_id, person=post.person_id
        )
    with_clocks(leg.ticket for leg in shown.items)
    return shown


_SHOWN: Final = ("ticket__firm__profile", "ticket__town")


def _done_rows(role: Role, *, organisation: int, person: int) -> QuerySet[Leg]:
    return legs_for(Reader(role, organisation, person)).filter(status=LegStatus.DONE).select_related(*_SHOWN)


def _working_rows(role: Role, tab: str, *, organisation: int, person: int) -> QuerySet[Leg]:
    return _at_work(Reader(role, organisation, person), tab).select_related(*_SHOWN)


def _returning(reader: Reads) -> QuerySet[Leg]:
    """Legs that the unit has given back and nobody has ruled on."""
    return legs_for(reader).filter(status=LegStatus.RETURNING)


def _returning_rows(role: Role, *, organisation: int, person: int) -> QuerySet[Leg]:
    return _returning(Reader(role, organisation, person)).select_related(*_SHOWN)


_BY_DUE: Final = ("paused", "due_at", "id")
_NEWEST: Final = ("-dispatched_at", "-id")
_ROWS: Final[Mapping[str, tuple[Callable[..., QuerySet[Leg]], tuple[str, ...]]]] = {
    "done": (_done_rows, _NEWEST),
    "returning": (_returning_rows, _NEWEST),
}
_DONE: Final = Listing(_done_rows, "organisation", "person", order=_NEWEST)
_RETURNING: Final = Listing(_returning_rows, "organisation", "person", order=_NEWEST)
_WORKING: Final = Listing(_working_rows, "organisation", "person", order=_BY_DUE)
_LISTINGS: Final[Mapping[str, tuple[Listing[Leg], tuple[str, ...]]]] = {
    "done": (_DONE, ()),
    "returning": (_RETURNING, ()),
}


_OF_THE_LEAD: Final = frozenset({DeadlineKind.RESOLVE, DeadlineKind.PAUSE, DeadlineKind.MONTHLY})


def deadlines_of_leg(leg: Leg) -> list[Deadline]:
    """The live clocks that a unit works against, out of what `queue_page` has loaded."""
    return [
        clock
        for clock in clocks_of(leg.ticket)
        if clock.leg_id == leg.pk or (leg.role == LegRole.LEAD and clock.kind in _OF_THE_LEAD)
    ]


def _revisits(reader: Reader) -> TicketQuerySet:
    waiting: TicketQuerySet = tickets_for(reader).filter(at_home(reader), status=Status.REVISITING)
    return waiting


# List → its parts and what stands in each.
_PARTS: Final[Mapping[str, Mapping[str, Callable[[Reader], QuerySet[Any]]]]] = {
    "desk": {tab: partial(_in_tab, tab=tab) for tab in DESK_TABS},
    "queue": {
        **{role: partial(_at_work, role=role) for role in ("lead", "assist")},
        "returning": _returning,
        "called": calls.waiting,
    },
    "instructions": {"instructed": instructions.owed},
    "supervision": {"answered": supervision.answered},
    "exclusions": {"excluding": exclusions.owed},
    "revisits": {
        "calls": lambda reader: _revisits(reader).filter(waits_for=DeadlineKind.CALLS),
        "withdrawn": withdrawals.waiting,
        "asked": lambda reader: _revisits(reader).filter(waits_for=DeadlineKind.CONFIRM),
    },
}


def work_counts(post: Post, lists: Iterable[str], *, only: Collection[str] | None = None) -> Mapping[str, int]:
    """How much stands in every part of these lists, or in those named, up to `counting.MOST` and one, in one query."""
    asked = [(name, part) for name in lists for part in _PARTS[name] if only is None or part in only]
    if _OF_A_UNIT.issuperset(name for name, _part in asked):
        (counts,) = _counts_of_a_unit(post.role, *asked, organisation=post.organisation_id, person=post.person_id)
    else:
        (counts,) = _counts(post.role, post.organisation_id, *asked, person=post.person_id)
    return Counter(dict(zip((part for _name, part in asked), counts, strict=True)))


# Walked along the unit's own index, however many it has: one plan for all units.
_OF_A_UNIT: Final = frozenset({"queue", "instructions", "exclusions"})


@prepared("organisation", "person")
def _counts_of_a_unit(role: Role, *parts: tuple[str, str], **reader: int) -> QuerySet[Organisation, tuple[int, ...]]:
    return _counted(role, *parts, **reader)


# One plan for each committee and office, of which a county has a handful: one sees a hundred cases, another all, and a
# plan that knows neither reads an index of all to be told so.
@prepared("person")
def _counts(
    role: Role, organisation: int, *parts: tuple[str, str], person: int
) -> QuerySet[Organisation, tuple[int, ...]]:
    return _counted(role, *parts, organisation=organisation, person=person)


def _counted(
    role: Role, *parts: tuple[str, str], organisation: int, person: int
) -> QuerySet[Organisation, tuple[int, ...]]:
    reader = Reader(role, organisation, person)
    counts = [Counted(_PARTS[name][part](reader)) for name, part in parts]
    return Organisation.objects.filter(pk=organisation).order_by().values_list(*counts)


def revisit_page(post: Post, *, after: str | None) -> Page[Ticket]:
    """Cases that wait for the firm's word: calls that are due first, then those still in their seven days."""
    shown = _WAITING.page(post.role, post.organisation_id, after=after, size=PAGE, person=post.person_id)
    with_clocks(shown.items)
    with_units(shown.items)
    return shown


def _revisit_rows(role: Role, organisation: int, *, person: int) -> TicketQuerySet:
    tried = Revisit.objects.filter(ticket=OuterRef("pk"), round=OuterRef("round"), valid=False).order_by()
    counted = Subquery(tried.values("ticket").annotate(n=Count("pk")).values("n"))
    rows: TicketQuerySet = _revisits(Reader(role, organisation, person)).select_related("firm")
    return rows.annotate(tried=Coalesce(counted, Value(0)))


# "calls" comes before "confirm".
_WAITING: Final = Listing(_revisit_rows, "person", order=("waits_for", "due_at", "id"))
