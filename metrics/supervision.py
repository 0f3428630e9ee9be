"""The figures of supervision (督办): orders by degree, answers in time, cards. By unit, in the period in which it was.

Nothing here feeds the three rates. A unit that is shown no cards on cases (bank, utility) has none of them to count.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from metrics.counting import Cases, Scope
from metrics.rates import Rate
from roundtable.models import DecisionCard, Named
from tickets.models import Card, SupervisionOrder
from tickets.supervision_kinds import CardColour, Degree

_IN_TIME: Final = Q(answered_at__isnull=False, answered_at__lte=F("due_at"))


@dataclass(frozen=True, slots=True)
class SupervisionTally:
    """What was counted of one unit."""

    written: int = 0
    listed: int = 0
    talks: int = 0
    due: int = 0
    in_time: int = 0
    accepted: int = 0
    yellow: int = 0
    red: int = 0

    def __add__(self, other: "SupervisionTally") -> "SupervisionTally":
        """Pooled."""
        return SupervisionTally(*(getattr(self, each.name) + getattr(other, each.name) for each in fields(self)))

    def answered_in_time(self) -> Rate:
        """按时反馈率."""
        return Rate(Decimal(self.in_time), self.due)


SENTENCES: Final[tuple[tuple[Promise, Promise], ...]] = (
    (_("督办"), _("本期发出的督办单、挂牌督办、约谈，按份计，每升一级另计一份。")),
    (
        _("按时反馈率"),
        _("本期发出、已经反馈或到期没有反馈的督办，按时反馈的比例。还没到期的、单位不再承办而终止的不算。"),
    ),
    (
        _("黄牌、红牌"),
        _(
            "本期亮的牌，按张计：诉求的每个办理期限剩一个工作日亮一张黄牌，超期亮一张红牌，延期后的新期限另计；圆桌会议的议定事项到完成时限也这样亮。亮过的牌不收回；银行、公用事业和垂直管理的单位不亮牌。"
        ),
    ),
)


# A number without a case that one may open would tell a unit that somebody complains about it.
_NOT_ABOUT_IT: Final = Q(ticket__about_org=None) | ~Q(ticket__about_org=F("unit"))


def orders(scope: Scope, which: Q = Q()) -> QuerySet[SupervisionOrder]:  # noqa: B008 -- a Q is never changed
    """Given in the period, to the unit."""
    rows = SupervisionOrder.objects.filter(scope.within("at"), which, _NOT_ABOUT_IT, ticket__county=scope.county_id)
    return rows.filter(unit=scope.unit_id) if scope.unit_id else rows


def cards(scope: Scope, which: Q = Q()) -> QuerySet[Card]:  # noqa: B008 -- as above
    """Earned in the period, by the unit."""
    rows = Card.objects.filter(scope.within("at"), which, _NOT_ABOUT_IT, ticket__county=scope.county_id)
    return rows.filter(unit=scope.unit_id) if scope.unit_id else rows


def decision_cards(scope: Scope, which: Q = Q()) -> QuerySet[DecisionCard]:  # noqa: B008 -- as above
    """The same on what a meeting gave to the unit (议定事项); none that a case of is about the unit itself."""
    about_it = Exists(Named.objects.filter(decision=OuterRef("decision"), ticket__about_org=OuterRef("unit")))
    rows = DecisionCard.objects.filter(scope.within("at"), which, ~about_it, decision__county=scope.county_id)
    return rows.filter(unit=scope.unit_id) if scope.unit_id else rows


def _due(now: datetime) -> Q:
    """Answered, or the time for it is over; one that lapsed within its time counts for nobody."""
    silent = Q(answered_at=None) & (Q(lapsed_at=None) | Q(lapsed_at__gt=F("due_at")))
    return Q(answered_at__isnull=False) | silent & Q(due_at__lte=now)


# Every number of orders, by the name in its address: the cases behind it. Cards have a list of their own (`cards`).
LISTS: Final[Mapping[str, Callable[[Scope, datetime], Cases]]] = {
    "orders": lambda scope, _now: scope.of(orders(scope)),
    "orders-written": lambda scope, _now: scope.of(orders(scope, Q(degree=Degree.WRITTEN))),
    "orders-listed": lambda scope, _now: scope.of(orders(scope, Q(degree=Degree.LISTED))),
    "orders-talks": lambda scope, _now: scope.of(orders(scope, Q(degree=Degree.TALK))),
    "orders-due": lambda scope, now: scope.of(orders(scope, _due(now))),
    "orders-accepted": lambda scope, _now: scope.of(orders(scope, Q(accepted=True))),
}
TITLES: Final[Mapping[str, Promise]] = {
    "orders": _("督办"),
    "orders-written": _("督办单"),
    "orders-listed": _("挂牌督办"),
    "orders-talks": _("约谈"),
    "orders-due": _("督办已反馈或到期"),
    "orders-accepted": _("督办已销号"),
}


def tallies(scope: Scope, *, now: datetime) -> dict[int, SupervisionTally]:
    """Unit → what was counted for it, in two queries: orders, and cards of both kinds."""
    found: defaultdict[int, SupervisionTally] = defaultdict(SupervisionTally)
    counted = orders(scope).order_by().values("unit").annotate(
        written=Count("pk", filter=Q(degree=Degree.WRITTEN)), listed=Count("pk", filter=Q(degree=Degree.LISTED)),
        talks=Count("pk", filter=Q(degree=Degree.TALK)), due=Count("pk", filter=_due(now)),
        in_time=Count("pk", filter=_IN_TIME), closed=Count("pk", filter=Q(accepted=True)),
    )  # fmt: skip
    for row in counted:
        found[row["unit"]] += SupervisionTally(
            written=row["written"], listed=row["listed"], talks=row["talks"], due=row["due"], in_time=row["in_time"],
            accepted=row["closed"],
        )  # fmt: skip
    for unit, yellow, red in _by_colour(cards(scope)).union(_by_colour(decision_cards(scope)), all=True):
        found[unit] += SupervisionTally(yellow=yellow, red=red)
    return dict(found)


def _by_colour(rows: QuerySet[Any]) -> QuerySet[Any, Any]:
    counted: QuerySet[Any, Any] = rows.order_by().values("unit").annotate(
        yellow=Count("pk", filter=Q(colour=CardColour.YELLOW)), red=Count("pk", filter=Q(colour=CardColour.RED))
    )  # fmt: skip
    named: QuerySet[Any, Any] = counted.values_list("unit", "yellow", "red")
    return named
