"""By which rule a period is reckoned: weights, factor, targets, bands, whether ranks are shown. Reads only.

The first rule of a county is what it was opened with (`orgs.models.County`, DOMAIN §2.8 where nobody said otherwise);
each later one is a `FigureRule`. A period keeps the rule that held when it began, so no past figure moves with a
setting; a year has the rule of its first month.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

from metrics.bands import Thresholds
from metrics.models import FigureRule
from metrics.periods import Period
from metrics.rates import Weights
from orgs import policies
from orgs.models import County, Post

FIRST_VERSION: Final = 1


@dataclass(frozen=True, slots=True)
class Targets:
    """What the county means to reach, between 0 and 1. The defaults are proposals of ours (GUESS), not law."""

    response: Decimal = Decimal("0.98")
    solved: Decimal = Decimal("0.90")
    satisfied: Decimal = Decimal("0.85")


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. `since` is the first day of the first period that it holds for; none: since the county was opened."""

    weights: Weights = field(default_factory=Weights)
    targets: Targets = field(default_factory=Targets)
    thresholds: Thresholds = field(default_factory=Thresholds)
    ranked: bool = False
    version: int = FIRST_VERSION
    since: date | None = None


def may_set(post: Post, county_id: int) -> bool:
    """Whoever keeps the county's settings; only their own county's."""
    return policies.may_edit_register(post) and post.county_id == county_id


def first_rule(county: County) -> Rule:
    """What the county was opened with."""
    return Rule(Weights(county.response_weight, county.solved_weight, county.satisfied_weight, county.basic_factor))


def rows_of(county: County) -> list[FigureRule]:
    """What was set since, the newest first, with who set it. One query."""
    rows = FigureRule.objects.filter(county=county).select_related("set_by__organisation")
    return list(rows.order_by("-version"))


def as_rule(row: FigureRule) -> Rule:
    """A row as everybody reckons with it."""
    return Rule(
        Weights(row.response_weight, row.solved_weight, row.satisfied_weight, row.basic_factor),
        Targets(row.target_response, row.target_solved, row.target_satisfied),
        Thresholds(row.excellent_from, row.good_from, row.fair_from),
        row.ranked,
        row.version,
        row.since,
    )


def in_force(first: Rule, later: Sequence[Rule], day: date) -> Rule:
    """The rule of a period that begins on this day. Pure: for many periods of one county."""
    begun = [rule for rule in later if rule.since is not None and rule.since <= day]
    return max(begun, key=lambda rule: (rule.since, rule.version), default=first)


def rule_of(county: County, period: Period) -> Rule:
    """The rule of a period, in one query."""
    rows = FigureRule.objects.filter(county=county, since__lte=period.start.date())
    row = rows.order_by("-since", "-version").first()
    return first_rule(county) if row is None else as_rule(row)


def weights_of(county: County, period: Period) -> Weights:
    """The weights and the factor of a period, in one query."""
    return rule_of(county, period).weights
