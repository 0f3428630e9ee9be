"""Late answers that are the desk's: the time in which it ruled on a return, or read a reply that it then sent back.

The firm's clock does not stop for that, so late stays late. But it is the desk's time, not the department's (DESIGN §6,
DOMAIN §2.5): an answer that would have been in time without it counts for the committee.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import DateTimeField, F, Func, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from journal import clock
from orgs.calendar import WorkCalendar
from orgs.working_days import calendar_for
from tickets.clock import after_pause
from tickets.models import Extension


@dataclass(frozen=True, slots=True, order=True)
class Held:
    """A time in which the unit waited for the desk."""

    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Late:
    """A first answer that came after its date, or has not come."""

    due_at: datetime
    wall: bool
    ended_at: datetime  # answered, nobody owed it any more, or now while it is still owed


def is_the_desks(late: Late, held: Iterable[Held], *, calendar: WorkCalendar) -> bool:
    """Whether the answer came before the unit's own time was over. What begins after that mends nothing."""
    own = late.due_at
    for each in sorted(held):
        own = after_pause(own, paused=each.since, resumed=each.until, wall=late.wall, calendar=calendar)
    return late.ended_at <= own


def of_the_desk(late: QuerySet[Any, Any], *, county_id: int) -> frozenset[int]:
    """Which of these late clocks (ids) count for the desk. One query."""
    rows = late.order_by().annotate(
        ended=Coalesce("met_at", "voided_at"),
        named=Subquery(_LATER_DATE.values("ruled_at")[:1]),
        read_at=Func(function="clock_timestamp", output_field=DateTimeField()),
    )
    own = ("pk", "due_at", "wall", "ended", "named", "read_at")
    asked = rows.filter(ticket__return_set__round=F("round")).values_list(
        *own, "ticket__return_set__at", Coalesce("ticket__return_set__ruled_at", "ticket__return_set__lapsed_at")
    )
    read = rows.filter(ticket__replyreview_set__round=F("round"), ticket__replyreview_set__passed=False).values_list(
        *own, "ticket__replyreview_set__reply__at", "ticket__replyreview_set__at"
    )
    found: dict[int, Late] = {}
    held: defaultdict[int, list[Held]] = defaultdict(list)
    now: datetime | None = None
    for pk, due_at, wall, ended, named, read_at, since, until in asked.union(read, all=True):
        now = now or clock.now(read_at)
        found[pk] = Late(due_at, wall, ended or now)
        if named is None or since >= named:  # the later date was agreed on in full knowledge of what had been before
            held[pk].append(Held(since, until or found[pk].ended_at))
    if not held:
        return frozenset()
    calendar = calendar_for(county_id)
    return frozenset(pk for pk in held if is_the_desks(found[pk], held[pk], calendar=calendar))


# The last later date that the case was given.
_LATER_DATE = Extension.objects.filter(ticket=OuterRef("ticket"), round=OuterRef("round"), upheld=True).order_by(
    "-ruled_at"
)
