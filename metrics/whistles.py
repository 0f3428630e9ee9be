"""The figures of whistle and check-in (吹哨报到, 双考核): who blows, who comes in time, what both sides say.

Counted by the call, in the period in which it was blown; ratings only once both sides may read them, so that no figure
says what a page still seals. Nothing here feeds the three rates.
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
from tickets.models import CheckIn, Whistle, WhistleRating
from tickets.whistle_kinds import Cause, Effort, Side

_CAME: Final = Q(checked_in_at__isnull=False)
_IN_TIME: Final = _CAME & Q(checked_in_at__lte=F("due_at"))
_LATE: Final = _CAME & Q(checked_in_at__gt=F("due_at"))
_MISSED: Final = Q(closed_at__isnull=False, closed_at__gt=F("due_at"))
# Whose time has run out or who has come: a call that still waits in its time counts for nobody yet.
_DUE: Final = _CAME | _MISSED


@dataclass(frozen=True, slots=True)
class WhistleTally:
    """What was counted of one unit, on either side."""

    blown: int = 0
    due: int = 0
    in_time: int = 0
    late: int = 0
    missed: int = 0
    # How it was rated as one that came, and as one that blew, by the grades of three.
    effort: int = 0
    effort_good: int = 0
    cause: int = 0
    cause_good: int = 0

    def __add__(self, other: "WhistleTally") -> "WhistleTally":
        """Pooled."""
        return WhistleTally(*(getattr(self, each.name) + getattr(other, each.name) for each in fields(self)))

    def on_time(self) -> Rate:
        """按时报到率."""
        return Rate(Decimal(self.in_time), self.due)

    def efforts(self) -> Rate:
        """Of those rated, who solved it."""
        return Rate(Decimal(self.effort_good), self.effort)

    def causes(self) -> Rate:
        """Of those rated, who found it justified and clear."""
        return Rate(Decimal(self.cause_good), self.cause)


ON_TIME: Final[tuple[Promise, Promise]] = (
    _("按时报到率"),
    _("本期被召集、已经报到或到期没到的，按时报到的比例。叫错后免予报到的、提前结束的不算。"),
)
SENTENCES: Final[tuple[tuple[Promise, Promise], ...]] = (
    (_("吹哨"), _("本期吹的哨，按次计。太多太少都不好，不排名。")),
    ON_TIME,
    (_("到场评价"), _("吹哨方评为“解决了问题”的比例。没有评价的不算，也不会当成好评。")),
    (_("吹哨评价"), _("报到方评为“该吹，讲得清楚”的比例。双方都评了或评价期过了才计入。")),
)


def whistles(scope: Scope) -> QuerySet[Whistle]:
    """Blown in the period, by the unit."""
    rows = Whistle.objects.filter(scope.within("at"), ticket__county=scope.county_id)
    return rows.filter(by__organisation=scope.unit_id) if scope.unit_id else rows


def calls(scope: Scope, state: Q = _DUE) -> QuerySet[CheckIn]:
    """Of the unit, in the period."""
    rows = CheckIn.objects.filter(scope.within("called_at"), state, ticket__county=scope.county_id)
    return rows.filter(unit=scope.unit_id) if scope.unit_id else rows


def ratings(scope: Scope, side: Side, *, now: datetime, grades: Q = Q()) -> QuerySet[WhistleRating]:  # noqa: B008 -- a Q is never changed
    """What one side said, where both may read it: of the units that came, or of those that blew."""
    answered = WhistleRating.objects.filter(check_in=OuterRef("check_in")).exclude(side=OuterRef("side"))
    rows = WhistleRating.objects.filter(
        scope.within("check_in__called_at"), grades, side=side, check_in__ticket__county=scope.county_id
    ).filter(Exists(answered) | Q(check_in__whistle__rate_until__lt=now))
    whose = "check_in__unit" if side == Side.WHISTLER else "check_in__whistle__by__organisation"
    return rows.filter(**{whose: scope.unit_id}) if scope.unit_id else rows


_RATED: Final = "check_in__ticket"
# Every number of the table, by the name in its address: the cases behind it.
LISTS: Final[Mapping[str, Callable[[Scope, datetime], Cases]]] = {
    "whistles": lambda scope, _now: scope.of(whistles(scope)),
    "calls": lambda scope, _now: scope.of(calls(scope)),
    "calls-in-time": lambda scope, _now: scope.of(calls(scope, _IN_TIME)),
    "calls-late": lambda scope, _now: scope.of(calls(scope, _LATE)),
    "calls-missed": lambda scope, _now: scope.of(calls(scope, _MISSED)),
    "efforts": lambda scope, now: scope.of(ratings(scope, Side.WHISTLER, now=now), case=_RATED),
    "causes": lambda scope, now: scope.of(ratings(scope, Side.CALLED, now=now), case=_RATED),
}
TITLES: Final[Mapping[str, Promise]] = {
    "whistles": _("吹哨"),
    "calls": _("吹哨召集、已到期或已报到"),
    "calls-in-time": _("按时报到"),
    "calls-late": _("迟到"),
    "calls-missed": _("未报到"),
    "efforts": _("到场评价"),
    "causes": _("吹哨评价"),
}


def tallies(scope: Scope, *, now: datetime) -> dict[int, WhistleTally]:
    """Unit → what was counted for it, in four queries."""
    found: defaultdict[int, WhistleTally] = defaultdict(WhistleTally)
    for unit, blown in whistles(scope).order_by().values_list("by__organisation").annotate(Count("pk")):
        found[unit] += WhistleTally(blown=blown)
    counted = calls(scope).order_by().values("unit").annotate(
        due=Count("pk"), came=Count("pk", filter=_IN_TIME), late=Count("pk", filter=_LATE),
        missed=Count("pk", filter=_MISSED),
    )  # fmt: skip
    for row in counted:
        found[row["unit"]] += WhistleTally(due=row["due"], in_time=row["came"], late=row["late"], missed=row["missed"])
    for unit, said, good in _rated(scope, Side.WHISTLER, "check_in__unit", Q(grade=Effort.SOLVED), now=now):
        found[unit] += WhistleTally(effort=said, effort_good=good)
    whose = "check_in__whistle__by__organisation"
    for unit, said, good in _rated(scope, Side.CALLED, whose, Q(grade=Cause.CLEAR), now=now):
        found[unit] += WhistleTally(cause=said, cause_good=good)
    return dict(found)


def _rated(scope: Scope, side: Side, whose: str, good: Q, *, now: datetime) -> QuerySet[Any, Any]:
    rows = ratings(scope, side, now=now).order_by().values_list(whose)
    return rows.annotate(said=Count("pk"), good=Count("pk", filter=good))
