"""Counting the figures from rows, by the attribution of DESIGN §8, in a fixed number of queries.

A case's first valid revisit counts, in the period of that revisit, for the unit that led the round; what later rounds
say is redo and shown beside. Acceptance counts in the period of acceptance, an end in that of the end, for the unit
that leads or led last. Numbers are of the whole county: a unit's figures never depend on who reads them.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery, When

from metrics.periods import Period
from metrics.rates import Tally, Weights
from orgs.models import County, Organisation
from tickets.models import Leg, Return, Revisit, Ticket
from tickets.models.querysets import TicketQuerySet
from tickets.statuses import LIVE_LEGS, Closure, Grade, LegRole, Outcome, Status

Cases = TicketQuerySet
CONTENT: Final = (Grade.VERY_SATISFIED, Grade.SATISFIED)
DISCONTENT: Final = (Grade.DISSATISFIED, Grade.VERY_DISSATISFIED)
_EARLIER = Revisit.objects.filter(ticket=OuterRef("ticket"), valid=True, round__lt=OuterRef("round"))
_LEADS = Leg.objects.filter(ticket=OuterRef("pk"), role=LegRole.LEAD).annotate(
    gone=Case(When(status__in=LIVE_LEGS, then=0), default=1, output_field=IntegerField())
)


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
        led_by = Subquery(_LEADS.order_by("gone", "-pk").values("department")[:1])
        rows = TicketQuerySet(Ticket).filter(county=self.county_id).annotate(led_by=led_by)
        return rows.filter(led_by=self.unit_id) if self.unit_id else rows

    def revisits(self) -> QuerySet[Any, Any]:
        """Valid revisits of the period; `again` says that an earlier round had one already."""
        rows: QuerySet[Any, Any] = Revisit.objects.filter(self.within("at"), valid=True, ticket__county=self.county_id)
        rows = rows.annotate(again=Exists(_EARLIER)).order_by()
        return rows.filter(lead=self.unit_id) if self.unit_id else rows

    def first(self, answer: Q = Q()) -> Cases:  # noqa: B008 -- a Q is never changed
        """Cases whose first valid revisit lies in the period and says this."""
        return self._of(self.revisits().filter(answer, again=False))

    def redo(self) -> Cases:
        """Cases that were asked again in the period, after a redo."""
        return self._of(self.revisits().filter(again=True))

    def wrongly_sent(self) -> QuerySet[Any, Any]:
        """Returns of the period that show a misdispatch of the committee that sent the case out."""
        rows: QuerySet[Any, Any] = Return.objects.filter(self.within("misdispatched_at"), ticket__county=self.county_id)
        return rows.filter(ticket__committee=self.unit_id) if self.unit_id else rows

    def misdispatched(self) -> Cases:
        """Their cases."""
        return self._of(self.wrongly_sent())

    def _of(self, records: QuerySet[Any, Any]) -> Cases:
        return TicketQuerySet(Ticket).filter(pk__in=records.values("ticket"))

    def accepted(self, state: Q = Q()) -> Cases:  # noqa: B008 -- as above
        """Cases accepted in the period."""
        return self.cases().filter(self.within("accepted_at"), state)

    def ended(self, state: Q) -> Cases:
        """Cases that ended in the period in this way."""
        return self.cases().filter(self.within("closed_at"), state)


_HANDLED: Final = Q(passed_at__isnull=False) | Q(status=Status.CLOSED)
_SOLVED, _BASICALLY = Q(outcome=Outcome.SOLVED), Q(outcome=Outcome.BASICALLY)
_WITHDRAWN: Final = Q(status=Status.WITHDRAWN, dispatched_at__isnull=False)
_NOT_REACHED: Final = Q(closure=Closure.NOT_REACHED)

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
    "not-reached": lambda scope: scope.ended(_NOT_REACHED),
    "misdispatched": lambda scope: scope.misdispatched(),
}


def weights_of(county: County) -> Weights:
    """The county's weights and factor."""
    return Weights(county.response_weight, county.solved_weight, county.satisfied_weight, county.basic_factor)


def by_status(seen: Cases) -> dict[Status, int]:
    """How many of these cases stand in each status now."""
    counted = dict(seen.order_by().values_list("status").annotate(Count("pk")))
    return {status: counted.get(status, 0) for status in Status}


def tallies(scope: Scope) -> dict[int | None, Tally]:
    """Lead unit → what was counted for it, in three queries; a committee has its misdispatches.

    None holds what no unit has led yet.
    """
    found: defaultdict[int | None, Tally] = defaultdict(Tally)
    for row in (*_of_revisits(scope), *_of_cases(scope), *_of_returns(scope)):
        unit = row.pop("unit")
        found[unit] += Tally(**{name.removesuffix("_n"): count for name, count in row.items()})
    return {unit: tally for unit, tally in found.items() if tally != Tally()}


def total(found: Iterable[Tally]) -> Tally:
    """All of them together: counts are added, never rates."""
    return sum(found, Tally())


def _of_revisits(scope: Scope) -> Iterable[dict[str, Any]]:
    first = Q(again=False)
    rows = scope.revisits().values("lead")
    counted = rows.annotate(
        valid_n=Count("pk", filter=first),
        contacted_n=Count("pk", filter=first & Q(contacted=True)),
        solved_n=Count("pk", filter=first & _SOLVED),
        basically_solved_n=Count("pk", filter=first & _BASICALLY),
        satisfied_n=Count("pk", filter=first & Q(grade__in=CONTENT)),
        basically_satisfied_n=Count("pk", filter=first & Q(grade=Grade.BASICALLY_SATISFIED)),
        redo_n=Count("ticket", distinct=True, filter=Q(again=True)),
    )
    return [{"unit": row.pop("lead"), **row} for row in counted]


def _of_cases(scope: Scope) -> Iterable[dict[str, Any]]:
    accepted, ended = scope.within("accepted_at"), scope.within("closed_at")
    rows: QuerySet[Any, Any] = scope.cases().filter(accepted | ended).order_by()
    counted = rows.values("led_by").annotate(
        accepted_n=Count("pk", filter=accepted),
        handled_n=Count("pk", filter=accepted & _HANDLED),
        withdrawn_n=Count("pk", filter=ended & _WITHDRAWN),
        not_reached_n=Count("pk", filter=ended & _NOT_REACHED),
    )
    return [{"unit": row.pop("led_by"), **row} for row in counted]


def _of_returns(scope: Scope) -> Iterable[dict[str, Any]]:
    rows = scope.wrongly_sent().order_by().values("ticket__committee")
    counted = rows.annotate(misdispatched_n=Count("ticket", distinct=True))
    return [{"unit": row.pop("ticket__committee"), **row} for row in counted]


def units(ids: Iterable[int]) -> dict[int, Organisation]:
    """The units of a table, by id."""
    return Organisation.objects.in_bulk(list(ids))
