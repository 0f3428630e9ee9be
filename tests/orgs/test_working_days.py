"""The county's calendar out of the database: edits count at once, and missing years are told."""

from datetime import date, time, timedelta
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from pytest_django import DjangoAssertNumQueries

from journal import clock
from journal.models import Event
from orgs.calendar import OFFICE_HOURS, Intervals
from orgs.exceptions import Refused
from orgs.models import CalendarDay, County
from orgs.services import calendar
from orgs.statuses import DayKind
from orgs.working_days import calendar_for, missing_years
from tests.orgs.conftest import Register
from tests.orgs.test_calendar import at

FRIDAY, SATURDAY = date(2026, 11, 20), date(2026, 11, 21)
MORNING = ((time(8, 30), time(12)),)


def enter(county: County, year: int, *, days: int = 7) -> None:
    start = date(year, 1, 1)
    calendar.set_year(county.pk, rest=[start + timedelta(days=n) for n in range(days)], work=[], actor=None)


def test_a_new_county_works_weekdays_in_ordinary_hours(register: Register) -> None:
    found = calendar_for(register.county.pk)

    assert found.hours == OFFICE_HOURS
    assert (found.is_working_day(FRIDAY), found.is_working_day(SATURDAY)) == (True, False)


def test_an_edit_counts_at_once_and_is_journaled_on_the_county(register: Register) -> None:
    county = register.county
    calendar.set_day(county.pk, day=FRIDAY, kind=DayKind.REST, note="放假", actor=register.keeper)
    calendar.set_day(county.pk, day=SATURDAY, kind=DayKind.WORK, actor=register.keeper)

    assert calendar_for(county.pk).add_working_days(date(2026, 11, 19), 1) == at("2026-11-21 18:00")
    event = Event.objects.for_subject("county", county.pk).latest("seq")
    assert (event.verb, event.post, event.data["days"]) == (
        "county.calendar_changed",
        register.keeper.pk,
        [{"day": "2026-11-21", "kind": "work"}],
    )
    assert event.data["version"] == County.objects.get(pk=county.pk).calendar_version


def test_a_day_arranged_anew_keeps_one_arrangement(register: Register) -> None:
    calendar.set_day(register.county.pk, day=FRIDAY, kind=DayKind.REST, actor=None)
    calendar.set_day(register.county.pk, day=FRIDAY, kind=DayKind.SPECIAL, hours=MORNING, actor=None)

    assert CalendarDay.objects.count() == 1
    assert calendar_for(register.county.pk).close_of(FRIDAY) == at("2026-11-20 12:00")


def test_a_removed_day_is_an_ordinary_day_again(register: Register) -> None:
    calendar.set_day(register.county.pk, day=FRIDAY, kind=DayKind.REST, actor=None)
    calendar.remove_day(register.county.pk, day=FRIDAY, actor=None)

    assert calendar_for(register.county.pk).is_working_day(FRIDAY)
    with pytest.raises(Refused):
        calendar.remove_day(register.county.pk, day=FRIDAY, actor=None)


@pytest.mark.parametrize(
    ("kind", "hours"),
    [
        (DayKind.SPECIAL, ()),
        (DayKind.REST, MORNING),
        (DayKind.SPECIAL, ((time(14), time(12)),)),
    ],
)
def test_hours_belong_to_special_days_and_are_in_order(register: Register, kind: DayKind, hours: Intervals) -> None:
    with pytest.raises(Refused):
        calendar.set_day(register.county.pk, day=FRIDAY, kind=kind, hours=hours, actor=None)


def test_the_database_refuses_hours_on_a_day_of_rest(register: Register) -> None:
    with pytest.raises(IntegrityError, match="special_hours_on_special_days_only"), transaction.atomic():
        CalendarDay.objects.create(county=register.county, day=FRIDAY, kind=DayKind.REST, hours=[["08:30", "12:00"]])


def test_the_calendar_costs_one_query_however_many_days_it_has(
    register: Register, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    enter(register.county, 2026, days=30)

    with django_assert_num_queries(1):
        calendar_for(register.county.pk)


def test_one_countys_days_are_not_anothers(register: Register) -> None:
    other = County.objects.create(name="邻县", code="next")
    calendar.set_day(other.pk, day=FRIDAY, kind=DayKind.REST, actor=None)

    assert calendar_for(register.county.pk).is_working_day(FRIDAY)


@pytest.mark.parametrize(
    ("today", "missing"),
    [
        (date(2026, 11, 14), []),
        (date(2026, 11, 15), [2027]),
        (date(2026, 12, 31), [2027]),
        (date(2027, 1, 1), [2027]),
        (date(2027, 11, 15), [2027, 2028]),
    ],
)
def test_the_next_years_days_are_missed_from_the_fifteenth_of_november(
    register: Register, today: date, missing: list[int]
) -> None:
    enter(register.county, 2026)

    assert missing_years(register.county.pk, today) == missing


def test_a_half_entered_year_is_still_missing(register: Register) -> None:
    enter(register.county, 2026)
    enter(register.county, 2027, days=3)

    assert missing_years(register.county.pk, date(2026, 11, 20)) == [2027]
    enter(register.county, 2027)
    assert missing_years(register.county.pk, date(2026, 11, 20)) == []


def test_the_check_fails_until_the_days_are_entered(register: Register) -> None:
    enter(register.county, 2026)
    with clock.moved_to(at("2026-11-20 09:00")):
        with pytest.raises(CommandError, match="测试县: 2027"):
            call_command("check_calendar")
        enter(register.county, 2027)
        told = StringIO()
        call_command("check_calendar", stdout=told)

    assert told.getvalue() == "Working days are entered.\n"


def test_changed_office_hours_move_the_clocks_and_are_journaled(register: Register) -> None:
    calendar.change_settings(register.county.pk, changes={"afternoon_to": time(17, 30)}, actor=register.keeper)

    assert calendar_for(register.county.pk).close_of(FRIDAY) == at("2026-11-20 17:30")
    verbs = Event.objects.for_subject("county", register.county.pk).values_list("verb", flat=True)
    assert list(verbs) == ["county.settings_changed", "county.calendar_changed"]


@pytest.mark.parametrize(
    "changes",
    [
        {"afternoon_to": time(13)},
        {"solved_weight": Decimal("0.60")},
        {"basic_factor": Decimal("1.10")},
        {"month_starts_on": 31},
    ],
)
def test_settings_that_cannot_be_true_are_refused(register: Register, changes: dict[str, calendar.Setting]) -> None:
    County.objects.filter(pk=register.county.pk).update(in_setup=True)

    with pytest.raises(Refused):
        calendar.change_settings(register.county.pk, changes=changes, actor=None)


@pytest.mark.parametrize("name", ["response_weight", "solved_weight", "satisfied_weight", "basic_factor"])
def test_what_past_figures_were_reckoned_with_stays_once_the_county_is_open(register: Register, name: str) -> None:
    with pytest.raises(ValueError, match=f"not a setting: {name}"):
        calendar.change_settings(register.county.pk, changes={name: Decimal("0.30")}, actor=register.keeper)


def test_only_settings_are_changed_as_settings(register: Register) -> None:
    with pytest.raises(ValueError, match="not a setting"):
        calendar.change_settings(register.county.pk, changes={"code": "other"}, actor=None)
