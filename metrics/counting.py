"""Counting the figures from rows, by the attribution of DESIGN §8, in a fixed number of queries.

A case's first valid revisit counts, in the month of that revisit, for the unit that led the round; what later rounds
say is redo and shown beside. Everything starts from `tickets_for`, so each number opens exactly its own cases.
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from metrics.periods import Month
from metrics.rates import Rate, Tally, Weights
from orgs.models import County, Organisation, Post
from tickets.models import Revisit
from tickets.models.querysets import TicketQuerySet
from tickets.queries import tickets_for
from tickets.statuses import Closure, Grade, Outcome, Status

Cases = TicketQuerySet
CONTENT: Final = (Grade.VERY_SATISFIED, Grade.SATISFIED)
DISCONTENT: Final = (Grade.DISSATISFIED, Grade.VERY_DISSATISFIED)
_EARLIER = Revisit.objects.filter(ticket=OuterRef("ticket"), valid=True, round__lt=OuterRef("round"))


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose figures: the cases a post may see, one month, perhaps one lead unit."""

    post: Post
    month: Month
    unit_id: int | None = None

    def seen(self) -> Cases:
        """Every case in sight, of any month."""
        return tickets_for(self.post)

    def revisits(self) -> QuerySet[Revisit]:
        """First valid revisits of the month."""
        return self._valid().exclude(Exists(_EARLIER))

    def redo(self) -> QuerySet[Revisit]:
        """Valid revisits of later rounds in the month: what a redo came to."""
        return self._valid().filter(Exists(_EARLIER))

    def _valid(self) -> QuerySet[Revisit]:
        rows = Revisit.objects.filter(
            valid=True, at__gte=self.month.start, at__lt=self.month.end, ticket__in=self.seen().values("pk")
        )
        return rows.filter(lead=self.unit_id) if self.unit_id else rows

    def cases_of(self, revisits: QuerySet[Revisit]) -> Cases:
        """The cases of some revisits."""
        return self.seen().filter(pk__in=revisits.values("ticket"))

    def accepted(self) -> Cases:
        """Cases accepted in the month."""
        return self.seen().filter(accepted_at__gte=self.month.start, accepted_at__lt=self.month.end)

    def ended(self) -> Cases:
        """Cases that ended in the month."""
        return self.seen().filter(closed_at__gte=self.month.start, closed_at__lt=self.month.end)


_HANDLED = Q(passed_at__isnull=False) | Q(status=Status.CLOSED)
_SOLVED, _BASICALLY = Q(outcome=Outcome.SOLVED), Q(outcome=Outcome.BASICALLY)

# Every number on the page, by the name in its address: the cases it counts.
LISTS: Final[dict[str, Callable[[Scope], Cases]]] = {
    "accepted": lambda scope: scope.accepted(),
    "handled": lambda scope: scope.accepted().filter(_HANDLED),
    "handled-failed": lambda scope: scope.accepted().exclude(_HANDLED),
    "valid": lambda scope: scope.cases_of(scope.revisits()),
    "response": lambda scope: scope.cases_of(scope.revisits().filter(contacted=True)),
    "response-failed": lambda scope: scope.cases_of(scope.revisits().filter(contacted=False)),
    "solved": lambda scope: scope.cases_of(scope.revisits().filter(_SOLVED | _BASICALLY)),
    "solved-failed": lambda scope: scope.cases_of(scope.revisits().filter(outcome=Outcome.UNSOLVED)),
    "satisfied": lambda scope: scope.cases_of(scope.revisits().exclude(grade__in=DISCONTENT)),
    "satisfied-failed": lambda scope: scope.cases_of(scope.revisits().filter(grade__in=DISCONTENT)),
    "redo": lambda scope: scope.cases_of(scope.redo()),
    "withdrawn": lambda scope: scope.ended().filter(status=Status.WITHDRAWN, dispatched_at__isnull=False),
    "not-reached": lambda scope: scope.ended().filter(closure=Closure.NOT_REACHED),
    **{f"status-{status}": (lambda scope, status=status: scope.seen().filter(status=status)) for status in Status},  # type: ignore[misc]  # a default binds the loop's name
}


def weights_of(county: County) -> Weights:
    """The county's weights and factor."""
    return Weights(county.response_weight, county.solved_weight, county.satisfied_weight, county.basic_factor)


def by_status(scope: Scope) -> dict[str, int]:
    """How many cases stand in each status now."""
    counted = dict(scope.seen().order_by().values_list("status").annotate(Count("pk")))
    return {status: counted.get(status, 0) for status in Status}


def tallies(scope: Scope) -> dict[int, Tally]:
    """Lead unit → what the month's first valid revisits said. One query."""
    rows = (
        scope.revisits()
        .order_by()
        .values("lead")
        .annotate(
            valid_count=Count("pk"),
            contacted_count=Count("pk", filter=Q(contacted=True)),
            solved_count=Count("pk", filter=_SOLVED),
            basically_solved_count=Count("pk", filter=_BASICALLY),
            satisfied_count=Count("pk", filter=Q(grade__in=CONTENT)),
            basically_satisfied_count=Count("pk", filter=Q(grade=Grade.BASICALLY_SATISFIED)),
        )
    )
    return {
        row["lead"]: Tally(
            valid=row["valid_count"],
            contacted=row["contacted_count"],
            solved=row["solved_count"],
            basically_solved=row["basically_solved_count"],
            satisfied=row["satisfied_count"],
            basically_satisfied=row["basically_satisfied_count"],
        )
        for row in rows
    }


def handled(scope: Scope) -> Rate:
    """处理率 of the month's accepted cases."""
    row = scope.accepted().aggregate(part=Count("pk", filter=_HANDLED), whole=Count("pk"))
    return Rate(part=Decimal(row["part"]), whole=row["whole"])


def beside(scope: Scope) -> dict[str, int]:
    """What stands beside the rates and is never dropped silently."""
    row = scope.ended().aggregate(
        withdrawn=Count("pk", filter=Q(status=Status.WITHDRAWN, dispatched_at__isnull=False)),
        not_reached=Count("pk", filter=Q(closure=Closure.NOT_REACHED)),
    )
    return {"redo": scope.redo().count(), "withdrawn": row["withdrawn"], "not_reached": row["not_reached"]}


def units(ids: list[int]) -> dict[int, Organisation]:
    """The units of a table, by id."""
    return Organisation.objects.in_bulk(ids)
