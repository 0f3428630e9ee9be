"""Rules of the figures as tests set them, and the form as a browser sends it."""

from decimal import Decimal
from typing import Any, Final

from journal import clock
from metrics.periods import Month
from metrics.rates import Weights
from metrics.rules import Rule
from metrics.services import ruling
from tests.cast import World

THE_USUAL: Final[dict[str, Any]] = {
    "since": "2026-11",
    "response_weight": "0.30",
    "solved_weight": "0.35",
    "satisfied_weight": "0.35",
    "basic_factor": "0.80",
    "target_response": "99",
    "target_solved": "92.5",
    "target_satisfied": "90",
    "excellent_from": "95",
    "good_from": "85",
    "fair_from": "75",
    "ranked": "on",
    "version": "1",
}


def typed_now(world: World) -> dict[str, Any]:
    """The form as it is sent today: from the running month on."""
    return THE_USUAL | {"since": str(Month.of(clock.now(), starts_on=world.county.month_starts_on))}


def weighing(response: str, solved: str, satisfied: str, *, basic: str = "0.90") -> Rule:
    """A rule with these weights and the usual rest."""
    return Rule(Weights(Decimal(response), Decimal(solved), Decimal(satisfied), Decimal(basic)))


def set_for(world: World, month: str, rule: Rule, *, seen: int = 1) -> None:
    """From this month on, by the county's administrator."""
    since = Month.parse(month, starts_on=world.county.month_starts_on)
    assert since is not None
    ruling.set_rule(world.county.pk, since=since, rule=rule, seen=seen, actor=world.sysadmin)
