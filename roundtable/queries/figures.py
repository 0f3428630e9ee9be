"""The rows behind every figure of the round table, and how many there are: a number is the count of its own list."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final, Protocol

from django.db.models import (
    BigIntegerField,
    Count,
    DateTimeField,
    Exists,
    F,
    Func,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)

from orgs.calendar import COUNTY_TIME
from orgs.models import County, Organisation, Post
from roundtable.figures import FEWEST_TO_RANK, Rate
from roundtable.kinds import TopicKind
from roundtable.meeting_kinds import HELD, ISSUED, Answer, DecisionState, MeetingKind, Outcome, Side
from roundtable.models import AgendaItem, Decision, Meeting, Named, Seat, Topic
from roundtable.queries.meetings import meetings_for
from roundtable.queries.topics import topics_for
from web.paging import Page, keyset

PAGE: Final = 50
Rows = Callable[["Scope"], QuerySet[Any]]


class Lasting(Protocol):
    """Any run of days: a year or a month of meetings, or a period by which a county counts its cases."""

    @property
    def start(self) -> datetime:
        """Its first instant."""

    @property
    def end(self) -> datetime:
        """The first instant after it."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What is counted: as far as the post reads, in a period, of one committee or of all, until now; of one body.

    Without a post everything there is in `whole`, a county: what a report says does not depend on who makes it.
    """

    post: Post | None
    period: Lasting
    now: datetime
    committee_id: int | None = None
    body_id: int | None = None
    whole: int = 0

    @property
    def county_id(self) -> int:
        """The county whose rows these are."""
        return self.post.county_id if self.post else self.whole

    def within(self, field: str) -> Q:
        """Whether an instant lies in the period."""
        return Q(**{f"{field}__gte": self.period.start, f"{field}__lt": self.period.end})


# --- the rows of each figure ------------------------------------------------------------------------------------------


def _every(scope: Scope) -> QuerySet[Meeting]:
    found = meetings_for(scope.post) if scope.post else Meeting.objects.filter(county=scope.whole)
    return found if scope.committee_id is None else found.filter(committee=scope.committee_id)


def _meetings(scope: Scope) -> QuerySet[Meeting]:
    return _every(scope).filter(scope.within("began_at"), state__in=HELD)


def _of_kind(kind: MeetingKind) -> Rows:
    return lambda scope: _meetings(scope).filter(kind=kind)


def _topics(scope: Scope) -> QuerySet[AgendaItem]:
    return AgendaItem.objects.filter(meeting__in=_meetings(scope))


def _solved(scope: Scope) -> QuerySet[AgendaItem]:
    """Problems whose decisions are all struck off, the last one in the period, and whose firms all say "solved"."""
    of_item = Decision.objects.filter(item=OuterRef("pk"))
    named = Named.objects.filter(decision__item=OuterRef("pk"))
    items = AgendaItem.objects.filter(meeting__in=_every(scope), topic__kind=TopicKind.PROBLEM)
    items = items.filter(
        ~Exists(of_item.exclude(state=DecisionState.DONE)), Exists(named), ~Exists(named.exclude(solved=True))
    )
    last = Subquery(of_item.order_by(F("ended_at").desc(nulls_first=True)).values("ended_at")[:1])
    return items.annotate(solved_at=last).filter(scope.within("solved_at"))


def _suggestions(scope: Scope) -> QuerySet[Topic]:
    found = topics_for(scope.post) if scope.post else Topic.objects.filter(county=scope.whole)
    found = found.filter(scope.within("at"), kind=TopicKind.SUGGESTION)
    return found if scope.committee_id is None else found.filter(committee=scope.committee_id)


def _adopted(scope: Scope) -> QuerySet[Topic]:
    """What was merged into one that was adopted is not counted again."""
    taken = Q(item__record__outcome__in=[Outcome.SUGGESTED, Outcome.DECIDED], item__meeting__state__in=ISSUED)
    return _suggestions(scope).filter(taken)


def _decisions(scope: Scope) -> QuerySet[Decision]:
    return Decision.objects.filter(scope.within("began_at"), meeting__in=_every(scope))


def _overdue(scope: Scope) -> Q:
    return Q(state=DecisionState.RUNNING, due_at__lte=scope.now)


def _seats(scope: Scope) -> QuerySet[Seat]:
    """Of units: firms, and persons who sit for nobody, are not held to anything."""
    found = Seat.objects.filter(
        meeting__in=_meetings(scope), side__in=[Side.DEPARTMENT, Side.TOWN], organisation__isnull=False
    )
    return found if scope.body_id is None else found.filter(organisation=scope.body_id)


_OF_A_SEAT: Final[Mapping[str, Q]] = {
    "invited": Q(),
    "must": Q(must=True),
    "must-came": Q(must=True, came=True),
    "came": Q(came=True),
    "sent": Q(came=True, answer=Answer.SENDS),
    "absent": Q(must=True, came=False),
}
_COUNTED: Final[Mapping[str, Rows]] = {
    "meetings": _meetings,
    **{f"meetings-{kind.value}": _of_kind(kind) for kind in MeetingKind},
    "topics": _topics,
    "solved": _solved,
    "suggestions": _suggestions,
    "adopted": _adopted,
    "decisions": _decisions,
    "struck": lambda scope: _decisions(scope).filter(state=DecisionState.DONE),
    "running": lambda scope: _decisions(scope).exclude(state=DecisionState.DONE),
    "overdue": lambda scope: _decisions(scope).filter(_overdue(scope)),
    "due": lambda scope: _decisions(scope).filter(Q(state=DecisionState.DONE) | _overdue(scope)),
    "on-time": lambda scope: _decisions(scope).filter(state=DecisionState.DONE, in_time=True),
}


def rows_of(key: str, scope: Scope) -> QuerySet[Any]:
    """The rows behind a number. Raises KeyError for a figure that there is not."""
    if key in _OF_A_SEAT:
        return _seats(scope).filter(_OF_A_SEAT[key])
    return _COUNTED[key](scope)


SHOWN: Final[Mapping[type, tuple[tuple[str, ...], str]]] = {
    Meeting: (("committee",), "began_at"),
    AgendaItem: (("topic__ticket", "topic__raised_by__organisation", "record", "meeting__committee"), "held_at"),
    Topic: (("ticket", "raised_by__organisation", "item__meeting__committee", "item__record"), "at"),
    Decision: (("lead", "meeting__committee"), "began_at"),
    Seat: (("organisation", "meeting__committee"), "held_at"),
}


def list_of(key: str, scope: Scope, *, after: str | None) -> Page[Any]:
    """One page of them with what a row shows, the newest first. Raises KeyError."""
    rows, order = _ordered(key, scope)
    return keyset(rows.select_related(*SHOWN[rows.model][0]), after=after, order=order, size=PAGE)


def keys_of(key: str, scope: Scope, *, most: int) -> list[int]:
    """The keys of all of them, or of the first `most`, in the same order. Raises KeyError."""
    rows, order = _ordered(key, scope)
    return list(rows.order_by(*order).values_list("pk", flat=True)[:most])


def _ordered(key: str, scope: Scope) -> tuple[QuerySet[Any], tuple[str, str]]:
    rows = rows_of(key, scope)
    at = SHOWN[rows.model][1]
    if at == "held_at":
        rows = rows.annotate(held_at=F("meeting__began_at"))
    return rows, (f"-{at}", "-id")


# --- the numbers ------------------------------------------------------------------------------------------------------


def numbers(scope: Scope) -> dict[str, int]:
    """How many rows each figure has, in one statement; those of attendance by `attendance`."""
    asked = {key.replace("-", "_") + "_n": _number(rows(scope)) for key, rows in _COUNTED.items()}
    found = County.objects.filter(pk=scope.county_id).annotate(**asked).values(*asked).get()
    return {key: found[key.replace("-", "_") + "_n"] for key in _COUNTED}


def _number(rows: QuerySet[Any]) -> Subquery:
    counted = rows.order_by().annotate(n=Func(F("pk"), function="COUNT", output_field=BigIntegerField()))
    return Subquery(counted.values("n"))


@dataclass(frozen=True, slots=True)
class Line:
    """How a unit came in the period. `rank` is None for one that had to come too rarely to be compared."""

    unit: Organisation
    counts: Mapping[str, int]
    rank: int | None = None

    @property
    def rate(self) -> Rate:
        """Of the times that it had to come, how often somebody came for it."""
        return Rate(self.counts["must-came"], self.counts["must"])

    @property
    def is_ranked(self) -> bool:
        """Whether it had to come often enough."""
        return self.counts["must"] >= FEWEST_TO_RANK


def attendance(scope: Scope) -> list[Line]:
    """Every unit that was invited: the ranked ones by rate, then the others by name. Two statements."""
    asked = {key.replace("-", "_") + "_n": Count("pk", filter=Q(pk__gt=0) & which) for key, which in _OF_A_SEAT.items()}
    counted: list[Any] = list(_seats(scope).order_by().values("organisation").annotate(**asked))
    units = Organisation.objects.in_bulk([row["organisation"] for row in counted])
    lines = [
        Line(units[row["organisation"]], {key: row[key.replace("-", "_") + "_n"] for key in _OF_A_SEAT})
        for row in counted
    ]
    ranked = sorted((line for line in lines if line.is_ranked), key=_best_first)
    better = {line.unit.pk: sum(_share(other) > _share(line) for other in ranked) for line in ranked}
    others = sorted((line for line in lines if not line.is_ranked), key=lambda line: (line.unit.name, line.unit.pk))
    return [*(replace(line, rank=better[line.unit.pk] + 1) for line in ranked), *others]


def _share(line: Line) -> float:
    return line.counts["must-came"] / line.counts["must"]


def _best_first(line: Line) -> tuple[float, int, str]:
    return -_share(line), -line.counts["must"], line.unit.name


def years(post: Post, *, now: datetime) -> list[int]:
    """The years that the page offers: from the first meeting of the post's to this one, the newest first."""
    this = now.astimezone(COUNTY_TIME).year
    first = meetings_for(post).aggregate(first=Min("began_at", output_field=DateTimeField()))["first"]
    return list(range(this, (first.astimezone(COUNTY_TIME).year if first else this) - 1, -1))
