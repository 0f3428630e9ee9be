"""Counting figures from facts, by the attribution of DESIGN §8.

A case's first valid revisit counts, in the period of that revisit, for the unit that led the round; what later rounds
say is redo and shown beside. Acceptance counts in the period of acceptance, an end in that of the end, for the unit
that leads or led last. Numbers are of the whole county: a unit's figures never depend on who reads them.

Every number is a filter of facts here, and the list behind it is the same filter. Dispatches and rounds are counted as
often as they happened; the list has a case once, and says how often.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Final

from django.db.models import Count, F, Q, QuerySet, Sum, Value
from django.db.models.functions import Coalesce

from metrics.models import CaseFact, DispatchFact
from metrics.models.cubes import Axis
from metrics.periods import Period
from metrics.rates import Tally
from orgs.models import Organisation
from tickets.models import Extension, Return, Ticket, WithdrawalCheck
from tickets.models.querysets import TicketQuerySet
from tickets.statuses import Closure, Grade, Outcome, Status

Cases = TicketQuerySet
Rows = QuerySet[Any, Any]
CONTENT: Final = (Grade.VERY_SATISFIED, Grade.SATISFIED)
DISCONTENT: Final = (Grade.DISSATISFIED, Grade.VERY_DISSATISFIED)

_FIRST: Final = Q(again=False, excluded=False)
_SOLVED, _BASICALLY = Q(outcome=Outcome.SOLVED), Q(outcome=Outcome.BASICALLY)
_HANDLED, _URGENT = Q(handled=True), Q(urgent=True)
_ON_TIME, _ON_TIME_FIRST = Q(on_time=True), Q(on_time_first=True)


@dataclass(frozen=True, slots=True)
class Scope:
    """Which rows count: a county's, of one period, perhaps of one unit, town or category (any of several)."""

    county_id: int
    period: Period
    unit_id: int | None = None
    town_id: int | None = None
    categories: tuple[int, ...] = ()

    def within(self, instant: str) -> Q:
        """Rows whose instant lies in the period."""
        return Q(**{f"{instant}__gte": self.period.start, f"{instant}__lt": self.period.end})

    def facts(self, day: str, state: Q = Q(), *, unit: str = "unit_id") -> Rows:  # noqa: B008 -- a Q is never changed
        """Rounds of cases that count by this day; `unit` is the column that says for whom."""
        return self._placed(CaseFact.objects.filter(self._on(day), state), unit=unit)

    def dispatches(self, state: Q = Q()) -> Rows:  # noqa: B008 -- as above
        """Units that cases were sent to in the period."""
        return self._placed(DispatchFact.objects.filter(self._on("sent_on"), state))

    def first(self, answer: Q = Q()) -> Rows:  # noqa: B008 -- as above
        """First valid revisits that were not excluded and say this: V. No later round takes an excluded one's place."""
        return self.facts("revisited_on", _FIRST & answer, unit="lead_id")

    def wrongly_sent(self) -> Rows:
        """Returns of the period that show a misdispatch of the committee that sent the case out."""
        return self._records(Return.objects.filter(self.within("misdispatched_at")), unit="ticket__committee")

    def extensions(self) -> Rows:
        """Later dates that were granted in the period, to the unit that asked."""
        return self._records(Extension.objects.filter(self.within("ruled_at"), upheld=True), unit="leg__department")

    def told(self) -> Rows:
        """What firms said in the period of being talked out of a call, of the unit that led then; appealed or not."""
        said = WithdrawalCheck.objects.filter(self.within("at"), persuaded=True)
        return self._records(said, unit="withdrawal__lead")

    def of(self, records: Rows, *, case: str = "ticket") -> Cases:
        """The cases that records are of; `case` is the way there."""
        return TicketQuerySet(Ticket).filter(pk__in=records.values(case))

    def _on(self, day: str) -> Q:
        first, end = self.period.days
        return Q(county=self.county_id, **{f"{day}__gte": first, f"{day}__lt": end})

    def _placed(self, rows: Rows, *, unit: str = "unit_id") -> Rows:
        asked: dict[str, Any] = {unit: self.unit_id, "town_id": self.town_id}
        rows = rows.filter(**{name: value for name, value in asked.items() if value is not None})
        return rows.filter(category_id__in=self.categories) if self.categories else rows

    def _records(self, rows: Rows, *, unit: str) -> Rows:
        asked: dict[str, Any] = {unit: self.unit_id, "ticket__town": self.town_id}
        rows = rows.filter(
            ticket__county=self.county_id, **{name: value for name, value in asked.items() if value is not None}
        )
        return rows.filter(ticket__category__in=self.categories) if self.categories else rows


# Every number, by the name in its address: the rows it counts. Its list shows the cases of these rows.
NUMBERS: Final[Mapping[str, Callable[[Scope], Rows]]] = {
    "accepted": lambda scope: scope.facts("accepted_on"),
    "handled": lambda scope: scope.facts("accepted_on", _HANDLED),
    "handled-failed": lambda scope: scope.facts("accepted_on", ~_HANDLED),
    "urgent": lambda scope: scope.facts("accepted_on", _HANDLED & _URGENT),
    "valid": lambda scope: scope.first(),
    "response": lambda scope: scope.first(Q(contacted=True)),
    "response-failed": lambda scope: scope.first(Q(contacted=False)),
    "solved": lambda scope: scope.first(_SOLVED | _BASICALLY),
    "solved-failed": lambda scope: scope.first(Q(outcome=Outcome.UNSOLVED)),
    "satisfied": lambda scope: scope.first(~Q(grade__in=DISCONTENT)),
    "satisfied-failed": lambda scope: scope.first(Q(grade__in=DISCONTENT)),
    "redone": lambda scope: scope.first(Q(redone=True)),
    "excluded": lambda scope: scope.facts("revisited_on", Q(again=False, excluded=True), unit="lead_id"),
    "redo": lambda scope: scope.facts("revisited_on", Q(again=True), unit="lead_id"),
    "withdrawn": lambda scope: scope.facts("ended_on", Q(ending=Status.WITHDRAWN)),
    "persuaded": lambda scope: scope.told(),
    "not-reached": lambda scope: scope.facts("ended_on", Q(ending=Closure.NOT_REACHED)),
    "final": lambda scope: scope.facts("ended_on", Q(ending=Closure.FINAL)),
    "misdispatched": lambda scope: scope.wrongly_sent(),
    "due": lambda scope: scope.facts("due_on", unit="due_unit_id"),
    "on-time": lambda scope: scope.facts("due_on", _ON_TIME, unit="due_unit_id"),
    "late": lambda scope: scope.facts("due_on", ~_ON_TIME, unit="due_unit_id"),
    "missed": lambda scope: scope.facts("due_on", ~_ON_TIME_FIRST, unit="due_unit_id"),
    "put-off": lambda scope: scope.facts("due_on", Q(put_off=True), unit="due_unit_id"),
    "extended": lambda scope: scope.extensions(),
    "sign-due": lambda scope: scope.dispatches(Q(sign_due=True)),
    "signing": lambda scope: scope.dispatches(Q(sign_due=True, signed_in_time=True)),
    "signing-failed": lambda scope: scope.dispatches(Q(sign_due=True, signed_in_time=False)),
    "dispatched": lambda scope: scope.dispatches(),
    "returned": lambda scope: scope.dispatches(Q(returned=True)),
    "first-sent": lambda scope: scope.facts("first_sent_on", unit="committee_id"),
    "first-right": lambda scope: scope.facts("first_sent_on", Q(first_right=True), unit="committee_id"),
    "first-right-failed": lambda scope: scope.facts("first_sent_on", Q(first_right=False), unit="committee_id"),
    "passed": lambda scope: scope.facts("passed_on", unit="lead_id"),
    "asked": lambda scope: scope.facts("passed_on", Q(asked=True), unit="lead_id"),
    "asked-failed": lambda scope: scope.facts("passed_on", Q(asked=False), unit="lead_id"),
    "answered": lambda scope: scope.facts("passed_on", Q(revisited_on__isnull=False), unit="lead_id"),
    "answered-failed": lambda scope: scope.facts("passed_on", Q(revisited_on=None), unit="lead_id"),
    "ledgered": lambda scope: scope.facts("ledgered_on", unit="lead_id"),
    "worked": lambda scope: scope.facts("passed_on", Q(worked_minutes__isnull=False), unit="lead_id"),
}


def cases(scope: Scope, number: str) -> Cases:
    """The cases behind a number. Raises KeyError for a name that there is not."""
    return scope.of(NUMBERS[number](scope))


def by_status(seen: Cases) -> dict[Status, int]:
    """How many of these cases stand in each status now."""
    counted = dict(seen.order_by().values_list("status").annotate(Count("pk")))
    return {status: counted.get(status, 0) for status in Status}


@dataclass(frozen=True, slots=True)
class Part:
    """Rows that are counted together: where each axis finds its key, and a count for each field of `Tally`."""

    rows: Rows
    unit: str
    counts: Mapping[str, Any]
    place: str = ""  # the way to the case, for records
    axes: Mapping[Axis, str] = field(init=False)

    def __post_init__(self) -> None:
        town, category = f"{self.place}town_id", f"{self.place}category_id"
        object.__setattr__(self, "axes", {Axis.UNIT: self.unit, Axis.TOWN: town, Axis.CATEGORY: category})


_FIELDS: Final = tuple(each.name for each in fields(Tally))
# What is counted once for a case, however often it happens to it in a period: months do not add up to a year.
ONCE_A_CASE: Final = ("redo", "persuaded", "misdispatched", "extended")


def tallies(scope: Scope, axis: Axis = Axis.UNIT, *, only: Iterable[str] = ()) -> dict[int | None, Tally]:
    """Key of the axis → what was counted for it, in one query; `only` these fields, or all.

    A committee has its misdispatches and what its desk delayed. None holds what nobody led yet.
    """
    wanted = set(only or _FIELDS)
    first, *others = (_counted(part, axis, wanted) for part in _parts(scope) if wanted & set(part.counts))
    found: defaultdict[int | None, Tally] = defaultdict(Tally)
    for key, *counts in first.union(*others, all=True) if others else first:
        found[key] += Tally(*counts)
    return {key: tally for key, tally in found.items() if tally != Tally()}


def total(found: Iterable[Tally]) -> Tally:
    """All of them together: counts are added, never rates."""
    return sum(found, Tally())


def units(ids: Iterable[int]) -> dict[int, Organisation]:
    """The units of a table, by id."""
    return Organisation.objects.in_bulk(list(ids))


def _counted(part: Part, axis: Axis, wanted: set[str]) -> Rows:
    """(key, the fields of a `Tally` in their order), one row a key."""
    counts = {name: part.counts[name] if name in part.counts and name in wanted else Value(0) for name in _FIELDS}
    named = {f"{name}_n": count for name, count in counts.items()}
    counted: Rows = part.rows.order_by().values(axis_key=F(part.axes[axis])).annotate(**named)
    return counted.values_list("axis_key", *named)


def _if(state: Q) -> Count:
    return Count("pk", filter=state)


def _parts(scope: Scope) -> Iterator[Part]:
    once = Count("ticket", distinct=True)
    yield Part(scope.facts("accepted_on"), "unit_id", {
        "accepted": Count("pk"), "handled": _if(_HANDLED), "urgent": _if(_HANDLED & _URGENT),
    })  # fmt: skip
    yield Part(scope.facts("revisited_on", unit="lead_id"), "lead_id", {
        "valid": _if(_FIRST),
        "contacted": _if(_FIRST & Q(contacted=True)),
        "solved": _if(_FIRST & _SOLVED),
        "basically_solved": _if(_FIRST & _BASICALLY),
        "satisfied": _if(_FIRST & Q(grade__in=CONTENT)),
        "basically_satisfied": _if(_FIRST & Q(grade=Grade.BASICALLY_SATISFIED)),
        "excluded": _if(Q(again=False, excluded=True)),
        "redone": _if(_FIRST & Q(redone=True)),
        "redo": Count("ticket", distinct=True, filter=Q(again=True)),
    })  # fmt: skip
    yield Part(scope.facts("ended_on"), "unit_id", {
        "withdrawn": _if(Q(ending=Status.WITHDRAWN)),
        "not_reached": _if(Q(ending=Closure.NOT_REACHED)),
        "final": _if(Q(ending=Closure.FINAL)),
    })  # fmt: skip
    yield Part(scope.facts("due_on", unit="due_unit_id"), "due_unit_id", {
        "due": Count("pk"), "on_time": _if(_ON_TIME), "on_time_first": _if(_ON_TIME_FIRST),
        "put_off": _if(Q(put_off=True)),
    })  # fmt: skip
    yield Part(scope.facts("first_sent_on", unit="committee_id"), "committee_id", {
        "first_sent": Count("pk"), "first_right": _if(Q(first_right=True)),
    })  # fmt: skip
    yield Part(scope.facts("passed_on", unit="lead_id"), "lead_id", {
        "passed": Count("pk"), "asked": _if(Q(asked=True)), "answered": _if(Q(revisited_on__isnull=False)),
        "worked": _if(Q(worked_minutes__isnull=False)), "worked_minutes": Coalesce(Sum("worked_minutes"), 0),
    })  # fmt: skip
    yield Part(scope.facts("ledgered_on", unit="lead_id"), "lead_id", {"ledgered": Count("pk")})
    yield Part(scope.dispatches(), "unit_id", {
        "dispatched": Count("pk"), "returned": _if(Q(returned=True)), "sign_due": _if(Q(sign_due=True)),
        "signed_in_time": _if(Q(sign_due=True, signed_in_time=True)),
    })  # fmt: skip
    yield Part(scope.wrongly_sent(), "ticket__committee_id", {"misdispatched": once}, place="ticket__")
    yield Part(scope.extensions(), "leg__department_id", {"extended": once}, place="ticket__")
    yield Part(scope.told(), "withdrawal__lead_id", {"persuaded": once}, place="ticket__")
