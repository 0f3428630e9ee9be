"""Late answers that are the desk's: the time in which it ruled on a return, or read a reply that it then sent back.

The firm's clock does not stop for that, so late stays late. But it is the desk's time, not the department's (DESIGN §6,
DOMAIN §2.5): an answer that would have been in time without it counts for the committee.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from journal import clock
from orgs.calendar import WorkCalendar
from orgs.working_days import calendar_for
from tickets.clock import after_pause
from tickets.models import Extension


@dataclass(frozen=True, slots=True, order=True)
class Held:
    """A time in which the unit waited for the desk; `until` is None while it still does."""

    since: datetime
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Late:
    """A first answer that came after its date, or has not come."""

    due_at: datetime
    wall: bool
    ended_at: datetime | None  # answered, or nobody owed it any more; None: it is still owed


def is_the_desks(late: Late, held: Iterable[Held], *, now: datetime, calendar: WorkCalendar) -> bool:
    """Whether the answer came before the unit's own time was over. What begins after that mends nothing."""
    own, ended = late.due_at, late.ended_at or now
    for each in sorted(held, key=lambda each: each.since):
        own = after_pause(own, paused=each.since, resumed=each.until or ended, wall=late.wall, calendar=calendar)
    return ended <= own


def of_the_desk(late: QuerySet[Any, Any], *, county_id: int) -> frozenset[int]:
    """Which of these late clocks (ids) count for the desk. One query, a second where one is still owed."""
    rows = late.order_by().annotate(
        ended=Coalesce("met_at", "voided_at"), named=Subquery(_LATER_DATE.values("ruled_at")[:1])
    )
    asked = rows.filter(ticket__return_set__round=F("round")).values_list(
        "pk", "due_at", "wall", "ended", "named", "ticket__return_set__at",
        Coalesce("ticket__return_set__ruled_at", "ticket__return_set__lapsed_at"),
    )  # fmt: skip
    read = rows.filter(ticket__replyreview_set__round=F("round"), ticket__replyreview_set__passed=False).values_list(
        "pk", "due_at", "wall", "ended", "named", "ticket__replyreview_set__reply__at", "ticket__replyreview_set__at"
    )
    found: dict[int, Late] = {}
    held: defaultdict[int, list[Held]] = defaultdict(list)
    for pk, due_at, wall, ended, named, since, until in asked.union(read, all=True):
        found[pk] = Late(due_at, wall, ended)
        if named is None or since >= named:  # the later date was agreed on in full knowledge of what had been before
            held[pk].append(Held(since, until))
    if not held:
        return frozenset()
    now, calendar = clock.now(), calendar_for(county_id)
    return frozenset(pk for pk in held if is_the_desks(found[pk], held[pk], now=now, calendar=calendar))


# The last later date that the case was given.
_LATER_DATE = Extension.objects.filter(ticket=OuterRef("ticket"), round=OuterRef("round"), upheld=True).order_by(
    "-ruled_at"
)
