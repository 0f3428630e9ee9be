"""Counting the figures from rows, by the attribution of DESIGN §8, in a fixed number of queries.

A case's first valid revisit counts, in the period of that revisit, for the unit that led the round; what later rounds
say is redo and shown beside. Acceptance counts in the period of acceptance, an end in that of the end, for the unit
that leads or led last. Numbers are of the whole county: a unit's figures never depend on who reads them.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any, Final

from django.db.models import (
    BigIntegerField,
    Case,
    Count,
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

from metrics.held import of_the_desk as held_by_the_desk
from metrics.periods import Period
from metrics.rates import Tally, Weights
from orgs.models import County, Organisation
from tickets.models import Deadline, Exclusion, Extension, Leg, Return, Revisit, Ticket, WithdrawalCheck
from tickets.models.exclusions import STANDS
from tickets.models.querysets import TicketQuerySet
from tickets.statuses import LIVE_LEGS, Closure, DeadlineKind, Grade, LegRole, Outcome, Status

Cases = TicketQuerySet
CONTENT: Final = (Grade.VERY_SATISFIED, Grade.SATISFIED)
DISCONTENT: Final = (Grade.DISSATISFIED, Grade.VERY_DISSATISFIED)
_EARLIER = Revisit.objects.filter(ticket=OuterRef("ticket"), valid=True, round__lt=OuterRef("round"))
_TAKEN_OUT = Exclusion.objects.filter(STANDS, revisit=OuterRef("pk"))
_FIRST: Final = Q(again=False, taken_out=False)
_EXCLUDED: Final = Q(again=False, taken_out=True)
_ON_TIME: Final = Q(met_at__lte=F("due_at"))
_LATE: Final = Q(met_at=None) | ~_ON_TIME
_ON_TIME_FIRST: Final = Q(met_at__lte=Coalesce("first_due_at", "due_at"))

# First answers that were promised: given, or the time for it has run out, whatever has become of the clock since.
_PROMISED: Final = Deadline.objects.filter(
    Q(met_at__isnull=False) | Q(passed_at__gte=F("due_at")), kind=DeadlineKind.RESOLVE, round=1
)


def _led_by(case: str) -> Subquery:
    """The unit that leads a case now, or the last that did; `case` is where its id stands."""
    leads = Leg.objects.filter(ticket=OuterRef(case), role=LegRole.LEAD).annotate(
        gone=Case(When(status__in=LIVE_LEGS, then=0), default=1, output_field=IntegerField())
    )
    return Subquery(leads.order_by("gone", "-pk").values("department")[:1])


@dataclass(frozen=True, slots=True)
class Scope:
    """Which rows count: a county's, of one period, perhaps of one lead unit."""

    county_id: int
    period: Period
    unit_id: int | None = None

    def within(self, field: str) -> Q:
        """Rows whose instant lies in the period."""
        return Q(**{f"{field}__gte": self.period.start, f"{field}__lt": self.period.end})

    def cases(self) -> Cases:
        """Cases with `led_by`: the unit that leads now, or the last that did."""
        rows = TicketQuerySet(Ticket).filter(county=self.county_id).annotate(led_by=_led_by("pk"))
        return rows.filter(led_by=self.unit_id) if self.unit_id else rows

    def revisits(self) -> QuerySet[Any, Any]:
        """Valid revisits of the period; `again`: an earlier round had one; `taken_out`: it was excluded."""
        rows: QuerySet[Any, Any] = Revisit.objects.filter(self.within("at"), valid=True, ticket__county=self.county_id)
        rows = rows.annotate(again=Exists(_EARLIER), taken_out=Exists(_TAKEN_OUT)).order_by()
        return rows.filter(lead=self.unit_id) if self.unit_id else rows

    def first(self, answer: Q = Q()) -> Cases:  # noqa: B008 -- a Q is never changed
        """Cases whose first valid revisit lies in the period, was not excluded and says this."""
        return self.of(self.revisits().filter(answer, _FIRST))

    def excluded(self) -> Cases:
        """Cases whose first valid revisit lies in the period and was excluded. No later round takes its place."""
        return self.of(self.revisits().filter(_EXCLUDED))

    def redo(self) -> Cases:
        """Cases that were asked again in the period, after a redo."""
        return self.of(self.revisits().filter(again=True))

    def wrongly_sent(self) -> QuerySet[Any, Any]:
        """Returns of the period that show a misdispatch of the committee that sent the case out."""
        rows: QuerySet[Any, Any] = Return.objects.filter(self.within("misdispatched_at"), ticket__county=self.county_id)
        return rows.filter(ticket__committee=self.unit_id) if self.unit_id else rows

    def misdispatched(self) -> Cases:
        """Their cases."""
        return self.of(self.wrongly_sent())

    def promises(self) -> QuerySet[Any, Any]:
        """Clocks of first answers to cases accepted in the period: the answer is given, or its time has run out.

        One that has run out counts for good: a firm that withdraws, and calls anew, mends nothing. The first of a case.
        `led_by` is the committee where its desk's rulings took the time (`metrics.held`).
        """
        rows: QuerySet[Any, Any] = _PROMISED.filter(
            ~Exists(_PROMISED.filter(ticket=OuterRef("ticket"), pk__lt=OuterRef("pk"))),
            self.within("ticket__accepted_at"),
            ticket__county=self.county_id,
        )
        held = held_by_the_desk(rows.filter(_LATE), county_id=self.county_id)
        delayed = When(pk__in=held, then=F("ticket__committee"))
        whose = Case(delayed, default=_led_by("ticket"), output_field=BigIntegerField())
        rows = rows.annotate(led_by=whose if held else _led_by("ticket"))
        return rows.filter(led_by=self.unit_id) if self.unit_id else rows

    def promised(self, answered: Q = Q()) -> Cases:  # noqa: B008 -- a Q is never changed
        """Their cases."""
        return self.of(self.promises().filter(answered))

    def extensions(self) -> QuerySet[Any, Any]:
        """Later dates that were granted in the period, to the unit that asked."""
        granted = Extension.objects.filter(self.within("ruled_at"), upheld=True, ticket__county=self.county_id)
        return granted.filter(leg__department=self.unit_id) if self.unit_id else granted

    def extended(self) -> Cases:
        """Their cases."""
        return self.of(self.extensions())

    def told(self) -> QuerySet[Any, Any]:
        """What firms said in the period of being talked out of a call, of the unit that led then; appealed or not."""
        said = WithdrawalCheck.objects.filter(self.within("at"), persuaded=True, ticket__county=self.county_id)
        return said.filter(withdrawal__lead=self.unit_id) if self.unit_id else said

    def persuaded(self) -> Cases:
        """Their cases."""
        return self.of(self.told())

    def of(self, records: QuerySet[Any, Any], *, case: str = "ticket") -> Cases:
        """The cases that records are of; `case` is the way there."""
        return TicketQuerySet(Ticket).filter(pk__in=records.values(case))

    def acceptance(self) -> Q:
        """Accepted in the period. A call that was split counts as its parts, or splitting would make figures better."""
        return self.within("accepted_at") & Q(split_at=None)

    def accepted(self, state: Q = Q()) -> Cases:  # noqa: B008 -- as above
        """Cases accepted in the period."""
        return self.cases().filter(self.acceptance(), state)

    def ended(self, state: Q) -> Cases:
        """Cases that ended in the period in this way."""
        return self.cases().filter(self.within("closed_at"), state)


_HANDLED: Final = Q(passed_at__isnull=False) | Q(status=Status.CLOSED)
_SOLVED, _BASICALLY = Q(outcome=Outcome.SOLVED), Q(outcome=Outcome.BASICALLY)
_WITHDRAWN: Final = Q(status=Status.WITHDRAWN, dispatched_at__isnull=False)
_NOT_REACHED: Final = Q(closure=Closure.NOT_REACHED)
_FINAL: Final = Q(closure=Closure.FINAL)

# Every number on the page, by the name in its address: the cases it counts.
LISTS: Final[Mapping[str, Callable[[Scope], Cases]]] = {
    "accepted": lambda scope: scope.accepted(),
    "handled": lambda scope: scope.accepted(_HANDLED),
    "handled-failed": lambda scope: scope.accepted(~_HANDLED),
    "valid": lambda scope: scope.first(),
    "response": lambda scope: scope.first(Q(contacted=True)),
    "response-failed": lambda scope: scope.first(Q(contacted=False)),
    "solved": lambda scope: scope.first(_SOLVED | _BASICALLY),
    "solved-failed": lambda scope: scope.first(Q(outcome=Outcome.UNSOLVED)),
    "satisfied": lambda scope: scope.first(~Q(grade__in=DISCONTENT)),
    "satisfied-failed": lambda scope: scope.first(Q(grade__in=DISCONTENT)),
    "redo": lambda scope: scope.redo(),
    "withdrawn": lambda scope: scope.ended(_WITHDRAWN),
    "persuaded": lambda scope: scope.persuaded(),
    "not-reached": lambda scope: scope.ended(_NOT_REACHED),
    "final": lambda scope: scope.ended(_FINAL),
    "misdispatched": lambda scope: scope.misdispatched(),
    "due": lambda scope: scope.promised(),
    "late": lambda scope: scope.promised(_LATE),
    "missed": lambda scope: scope.promised(Q(met_at=None) | ~_ON_TIME_FIRST),
    "extended": lambda scope: scope.extended(),
    "excluded": lambda scope: scope.excluded(),
}


def weights_of(county: County) -> Weights:
    """The county's weights and factor."""
    return Weights(county.response_weight, county.solved_weight, county.satisfied_weight, county.basic_factor)


def by_status(seen: Cases) -> dict[Status, int]:
    """How many of these cases stand in each status now."""
    counted = dict(seen.order_by().values_list("status").annotate(Count("pk")))
    return {status: counted.get(status, 0) for status in Status}


def tallies(scope: Scope) -> dict[int | None, Tally]:
    """Unit → what was counted for it: a committee has its misdispatches and what its desk delayed.

    In three queries: all that is counted from rows, what a desk delayed, and promises. None holds what nobody led yet.
    """
    first, *others = (*_of_revisits(scope), *_of_cases(scope), *_of_requests(scope))
    found: defaultdict[int | None, Tally] = defaultdict(Tally)
    for unit, *counts in (*first.union(*others, all=True), *_of_promises(scope)):
        found[unit] += Tally(*counts)
    return {unit: tally for unit, tally in found.items() if tally != Tally()}


def total(found: Iterable[Tally]) -> Tally:
    """All of them together: counts are added, never rates."""
    return sum(found, Tally())


_FIELDS: Final = tuple(field.name for field in fields(Tally))


def _counted(rows: QuerySet[Any, Any], unit: str, **counts: Count) -> QuerySet[Any, Any]:
    """(unit, the fields of a `Tally` in their order), one row a unit; `unit` is where its id stands."""
    named = {f"{name}_n": counts.get(name, Value(0)) for name in _FIELDS}
    counted: QuerySet[Any, Any] = rows.order_by().values(unit=F(unit)).annotate(**named)
    return counted.values_list("unit", *named)


def _of_revisits(scope: Scope) -> Iterable[QuerySet[Any, Any]]:
    yield _counted(
        scope.revisits(),
        "lead",
        valid=Count("pk", filter=_FIRST),
        contacted=Count("pk", filter=_FIRST & Q(contacted=True)),
        solved=Count("pk", filter=_FIRST & _SOLVED),
        basically_solved=Count("pk", filter=_FIRST & _BASICALLY),
        satisfied=Count("pk", filter=_FIRST & Q(grade__in=CONTENT)),
        basically_satisfied=Count("pk", filter=_FIRST & Q(grade=Grade.BASICALLY_SATISFIED)),
        excluded=Count("pk", filter=_EXCLUDED),
        redo=Count("ticket", distinct=True, filter=Q(again=True)),
    )


def _of_cases(scope: Scope) -> Iterable[QuerySet[Any, Any]]:
    accepted, ended = scope.acceptance(), scope.within("closed_at")
    yield _counted(
        scope.cases().filter(accepted | ended),
        "led_by",
        accepted=Count("pk", filter=accepted),
        handled=Count("pk", filter=accepted & _HANDLED),
        withdrawn=Count("pk", filter=ended & _WITHDRAWN),
        not_reached=Count("pk", filter=ended & _NOT_REACHED),
        final=Count("pk", filter=ended & _FINAL),
    )


def _of_requests(scope: Scope) -> Iterable[QuerySet[Any, Any]]:
    """Returns that were the desk's error, dates that were put off, calls that firms were talked out of."""
    cases = Count("ticket", distinct=True)
    yield _counted(scope.wrongly_sent(), "ticket__committee", misdispatched=cases)
    yield _counted(scope.extensions(), "leg__department", extended=cases)
    yield _counted(scope.told(), "withdrawal__lead", persuaded=cases)


def _of_promises(scope: Scope) -> QuerySet[Any, Any]:
    return _counted(
        scope.promises(),
        "led_by",
        due=Count("pk"),
        on_time=Count("pk", filter=_ON_TIME),
        on_time_first=Count("pk", filter=_ON_TIME_FIRST),
    )


def units(ids: Iterable[int]) -> dict[int, Organisation]:
    """The units of a table, by id."""
    return Organisation.objects.in_bulk(list(ids))
