"""Weights, targets and bands have a history: a period keeps the rule that held when it began."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, connection, transaction

from journal import clock
from journal.models import Event
from metrics import rules
from metrics.bands import Thresholds
from metrics.models import FigureRule
from metrics.periods import Month, Period, Year
from metrics.rates import Weights
from metrics.rules import Rule, Targets
from orgs.calendar import COUNTY_TIME
from orgs.exceptions import Refused
from orgs.models import County
from tests.cast import MONDAY, World
from tests.figure_rules import set_for, weighing

EVEN, BY_SATISFACTION = weighing("0.30", "0.35", "0.35"), weighing("0", "0", "1", basic="0.50")
LAST_OF_NOVEMBER = datetime(2026, 11, 30, 23, 59, tzinfo=COUNTY_TIME)


def version_of(world: World, period: Period) -> int:
    return rules.rule_of(world.county, period).version


def test_a_county_begins_with_the_usual_weights_targets_and_bands(world: World) -> None:
    assert rules.rule_of(world.county, Month(2026, 11)) == Rule(
        weights=Weights(Decimal("0.10"), Decimal("0.50"), Decimal("0.40"), Decimal("0.90")),
        targets=Targets(Decimal("0.98"), Decimal("0.90"), Decimal("0.85")),
        thresholds=Thresholds(Decimal(90), Decimal(80), Decimal(70)),
        ranked=False,
        version=1,
        since=None,
    )


def test_the_weights_that_a_county_was_opened_with_hold_until_it_sets_others(world: World) -> None:
    opened = {"response_weight": "0.20", "solved_weight": "0.40", "satisfied_weight": "0.40", "basic_factor": "0.70"}
    County.objects.filter(pk=world.county.pk).update(**opened)

    found = rules.weights_of(County.objects.get(pk=world.county.pk), Month(2026, 11))

    assert found == Weights(Decimal("0.20"), Decimal("0.40"), Decimal("0.40"), Decimal("0.70"))


def test_a_rule_holds_from_its_month_on_and_no_month_before_it_moves(world: World) -> None:
    with clock.moved_to(MONDAY):
        set_for(world, "2026-12", EVEN)
        set_for(world, "2027-03", BY_SATISFACTION, seen=2)

    months = [Month(2026, 11), Month(2026, 12), Month(2027, 2), Month(2027, 3), Month(2030, 1)]
    assert [version_of(world, month) for month in months] == [1, 2, 2, 3, 3]
    assert rules.weights_of(world.county, Month(2027, 2)) == EVEN.weights
    assert rules.weights_of(world.county, Month(2027, 3)) == BY_SATISFACTION.weights


def test_a_year_has_the_rule_of_its_first_month(world: World) -> None:
    with clock.moved_to(MONDAY):
        set_for(world, "2026-12", EVEN)

    assert [version_of(world, Year(year)) for year in (2026, 2027)] == [1, 2]


def test_of_two_rules_from_one_month_on_the_later_holds_and_the_earlier_stays(world: World) -> None:
    with clock.moved_to(MONDAY):
        set_for(world, "2026-12", EVEN)
        set_for(world, "2026-12", BY_SATISFACTION, seen=2)

    assert version_of(world, Month(2026, 12)) == 3
    assert [row.version for row in rules.rows_of(world.county)] == [3, 2]


def test_a_rule_set_for_an_earlier_month_leaves_a_later_one_alone(world: World) -> None:
    with clock.moved_to(MONDAY):
        set_for(world, "2027-01", EVEN)
        set_for(world, "2026-12", BY_SATISFACTION, seen=2)

    assert [version_of(world, Month(2026, 12)), version_of(world, Month(2027, 1))] == [3, 2]


def test_many_periods_of_a_county_are_told_apart_without_asking_again(world: World) -> None:
    with clock.moved_to(MONDAY):
        set_for(world, "2027-01", EVEN)
        set_for(world, "2026-12", BY_SATISFACTION, seen=2)
        set_for(world, "2027-01", EVEN, seen=3)
    later = [rules.as_rule(row) for row in rules.rows_of(world.county)]
    months = [Month(2026, 11), Month(2026, 12), Month(2027, 1), Month(2027, 2)]

    found = [rules.in_force(rules.first_rule(world.county), later, month.start.date()) for month in months]

    assert found == [rules.rule_of(world.county, month) for month in months]
    assert [rule.version for rule in found] == [1, 3, 4, 4]


def test_months_from_the_19th_have_their_rules_from_the_19th(world: World) -> None:
    world.county.month_starts_on = 19
    world.county.save(update_fields=["month_starts_on"])
    with clock.moved_to(MONDAY):
        set_for(world, "2026-12", EVEN)

    assert FigureRule.objects.get().since == date(2026, 11, 19)
    assert [version_of(world, Month(2026, month, 19)) for month in (11, 12)] == [1, 2]


def test_a_period_that_has_ended_is_not_reckoned_anew(world: World) -> None:
    with clock.moved_to(MONDAY), pytest.raises(Refused, match="已结束的期间不改口径，更正走更正程序"):
        set_for(world, "2026-10", EVEN)

    assert FigureRule.objects.count() == 0


def test_a_month_can_be_set_until_it_ends(world: World) -> None:
    with clock.moved_to(LAST_OF_NOVEMBER):
        set_for(world, "2026-11", EVEN)
    with clock.moved_to(datetime(2026, 12, 1, tzinfo=COUNTY_TIME)), pytest.raises(Refused):
        set_for(world, "2026-11", BY_SATISFACTION, seen=2)

    assert rules.weights_of(world.county, Month(2026, 11)) == EVEN.weights


IMPOSSIBLE = [
    weighing("0.30", "0.35", "0.36"),
    weighing("-0.10", "0.70", "0.40"),
    weighing("0.30", "0.35", "0.35", basic="1.01"),
    Rule(targets=Targets(response=Decimal("1.01"))),
    Rule(thresholds=Thresholds(Decimal(80), Decimal(80), Decimal(70))),
    Rule(thresholds=Thresholds(Decimal(90), Decimal(70), Decimal(80))),
    Rule(thresholds=Thresholds(Decimal(101), Decimal(80), Decimal(70))),
]


@pytest.mark.parametrize("rule", IMPOSSIBLE, ids=range(len(IMPOSSIBLE)))
def test_a_rule_that_cannot_be_true_is_refused(world: World, rule: Rule) -> None:
    with clock.moved_to(MONDAY), pytest.raises(Refused, match="口径不合规则"):
        set_for(world, "2026-12", rule)


def test_who_has_not_seen_the_newest_rule_sets_none(world: World) -> None:
    with clock.moved_to(MONDAY):
        set_for(world, "2026-12", EVEN)
        with pytest.raises(Refused, match="刚有人定了新的口径"):
            set_for(world, "2026-12", BY_SATISFACTION)


@pytest.mark.parametrize("name", ["office", "leader", "desk", "liaison", "auditor"])
def test_only_who_keeps_the_settings_sets_a_rule(world: World, name: str) -> None:
    world.sysadmin = getattr(world, name)

    with clock.moved_to(MONDAY), pytest.raises(PermissionDenied):
        set_for(world, "2026-12", EVEN)


def test_an_administrator_of_another_county_sets_none(world: World) -> None:
    elsewhere = County.objects.create(name="邻县", code="next")
    world.county = elsewhere

    with clock.moved_to(MONDAY), pytest.raises(PermissionDenied):
        set_for(world, "2026-12", EVEN)


def test_setting_a_rule_is_journaled_with_all_its_values(world: World) -> None:
    with clock.moved_to(MONDAY):
        set_for(world, "2026-12", EVEN)

    event = Event.objects.get(verb="county.figure_rule_set")
    assert (event.subject_type, event.subject_id, event.post) == ("county", world.county.pk, world.sysadmin.pk)
    assert event.data == {
        "version": 2,
        "since": "2026-12-01",
        "response_weight": "0.30",
        "solved_weight": "0.35",
        "satisfied_weight": "0.35",
        "basic_factor": "0.90",
        "target_response": "0.98",
        "target_solved": "0.90",
        "target_satisfied": "0.85",
        "excellent_from": "90",
        "good_from": "80",
        "fair_from": "70",
        "ranked": False,
    }


@pytest.mark.parametrize("statement", ["UPDATE metrics_figurerule SET ranked = true", "DELETE FROM metrics_figurerule"])
def test_a_rule_that_was_set_is_neither_changed_nor_removed(world: World, statement: str) -> None:
    with clock.moved_to(MONDAY):
        set_for(world, "2026-12", EVEN)

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_version_stands_once_in_a_county(world: World) -> None:
    with clock.moved_to(MONDAY):
        set_for(world, "2026-12", EVEN)
    row = FigureRule.objects.get()
    row.pk = None

    with pytest.raises(IntegrityError, match="one_figure_rule_per_version"), transaction.atomic():
        row.save(force_insert=True)
