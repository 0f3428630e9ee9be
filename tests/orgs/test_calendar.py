"""Working days: every vector of DOMAIN §2.10 as a literal, and what holds for all calendars."""

import json
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import orgs
from orgs.calendar import COUNTY_TIME, Intervals, NoWorkingDay, WorkCalendar

DATA = Path(orgs.__file__).parent / "data" / "working_days.json"
YEARS = json.loads(DATA.read_text(encoding="utf-8"))["years"].values()
CALENDAR = WorkCalendar(
    rest=frozenset(date.fromisoformat(day) for year in YEARS for day in year["weekday_off"]),
    work=frozenset(date.fromisoformat(day) for year in YEARS for day in year["weekend_work"]),
    special={date(2026, 2, 13): ((time(8, 30), time(12)),)},
)
MAKE_UP_DAYS = {
    2025: ["01-26", "02-08", "04-27", "09-28", "10-11"],
    2026: ["01-04", "02-14", "02-28", "05-09", "09-20", "10-10"],
}
VECTORS = [
    ("2026-02-13", 1, "2026-02-14"),
    ("2026-02-13", 5, "2026-02-27"),
    ("2026-02-13", 15, "2026-03-12"),
    ("2026-04-30", 1, "2026-05-06"),
    ("2026-04-30", 5, "2026-05-11"),
    ("2026-09-18", 5, "2026-09-24"),
    ("2026-09-24", 5, "2026-10-09"),
    ("2026-09-30", 15, "2026-10-27"),
    ("2026-09-30", 30, "2026-11-17"),
    ("2025-12-31", 1, "2026-01-04"),
    ("2025-12-31", 3, "2026-01-06"),
    ("2026-11-20", 5, "2026-11-27"),
]


def at(words: str) -> datetime:
    """Read `2026-11-20 16:30` as county time."""
    return datetime.fromisoformat(words).replace(tzinfo=COUNTY_TIME)


@pytest.mark.parametrize(("received", "days", "due"), VECTORS)
def test_the_day_of_receipt_is_not_counted_and_the_last_day_runs_to_close(received: str, days: int, due: str) -> None:
    assert CALENDAR.add_working_days(date.fromisoformat(received), days) == at(f"{due} 18:00")


@pytest.mark.parametrize(("received", "days", "due"), VECTORS)
def test_going_back_the_same_number_of_days_finds_the_day_of_receipt(received: str, days: int, due: str) -> None:
    back = CALENDAR.subtract_working_days(date.fromisoformat(due), days)

    assert back.date() == date.fromisoformat(received)


@pytest.mark.parametrize(("received", "days", "due"), VECTORS)
def test_counting_the_days_between_agrees_with_adding_them(received: str, days: int, due: str) -> None:
    start, end = date.fromisoformat(received), date.fromisoformat(due)

    assert CALENDAR.working_days_between(start, end) == days
    assert CALENDAR.working_days_between(end, start) == -days


def test_2026_has_248_working_days() -> None:
    assert CALENDAR.working_days_between(date(2025, 12, 31), date(2026, 12, 31)) == 248


@pytest.mark.parametrize("year", MAKE_UP_DAYS)
def test_the_make_up_weekends_are_exactly_the_published_ones(year: int) -> None:
    days = [date(year, 1, 1) + timedelta(days=n) for n in range(365)]
    worked = [f"{day:%m-%d}" for day in days if day.weekday() > 4 and CALENDAR.is_working_day(day)]

    assert worked == MAKE_UP_DAYS[year]


@pytest.mark.parametrize(
    ("arrives", "counts_as_received"),
    [
        ("2026-11-20 08:00", "2026-11-20 08:30"),
        ("2026-11-20 08:30", "2026-11-20 08:30"),
        ("2026-11-20 11:59", "2026-11-20 11:59"),
        ("2026-11-20 12:00", "2026-11-20 14:00"),
        ("2026-11-20 13:10", "2026-11-20 14:00"),
        ("2026-11-20 18:00", "2026-11-23 08:30"),
        ("2026-11-20 21:40", "2026-11-23 08:30"),
        ("2026-11-21 10:00", "2026-11-23 08:30"),
        ("2026-01-04 09:00", "2026-01-04 09:00"),
        ("2026-09-30 18:30", "2026-10-08 08:30"),
        ("2026-02-13 14:00", "2026-02-14 08:30"),
    ],
)
def test_what_arrives_outside_office_hours_is_received_at_the_next_opening(
    arrives: str, counts_as_received: str
) -> None:
    assert CALENDAR.next_opening(at(arrives)) == at(counts_as_received)
    assert CALENDAR.is_open(at(arrives)) == (arrives == counts_as_received)


def test_a_call_on_friday_night_is_received_on_monday_and_due_from_there() -> None:
    assert CALENDAR.add_working_days(at("2026-11-20 20:36"), 1) == at("2026-11-24 18:00")
    assert CALENDAR.add_working_days(at("2026-11-20 16:30"), 1) == at("2026-11-23 18:00")


def test_no_days_at_all_is_the_close_of_the_day_of_receipt() -> None:
    assert CALENDAR.add_working_days(at("2026-11-20 09:00"), 0) == at("2026-11-20 18:00")
    assert CALENDAR.add_working_days(date(2026, 11, 21), 0) == at("2026-11-23 18:00")
    assert CALENDAR.subtract_working_days(at("2026-11-22 09:00"), 0) == at("2026-11-20 18:00")


@pytest.mark.parametrize(
    ("start", "minutes", "end"),
    [
        ("2026-11-20 09:00", 120, "2026-11-20 11:00"),
        ("2026-11-20 11:00", 60, "2026-11-20 12:00"),
        ("2026-11-20 11:00", 120, "2026-11-20 15:00"),
        ("2026-11-20 12:30", 30, "2026-11-20 14:30"),
        ("2026-11-20 17:30", 30, "2026-11-20 18:00"),
        ("2026-11-20 17:30", 120, "2026-11-23 10:00"),
        ("2026-11-20 22:15", 120, "2026-11-23 10:30"),
        ("2026-09-30 17:00", 120, "2026-10-08 09:30"),
        ("2026-01-03 10:00", 450, "2026-01-04 18:00"),
        ("2026-02-13 11:00", 120, "2026-02-14 09:30"),
        ("2026-11-20 09:00", 0, "2026-11-20 09:00"),
        ("2026-11-20 13:00", 0, "2026-11-20 14:00"),
    ],
)
def test_hour_clocks_run_through_office_hours_only(start: str, minutes: int, end: str) -> None:
    assert CALENDAR.add_working_minutes(at(start), minutes) == at(end)


@pytest.mark.parametrize(
    ("day", "whole", "half"),
    [
        (date(2026, 11, 20), 450, 225),
        (date(2026, 2, 13), 210, 105),
        (date(2026, 2, 14), 450, 225),
        (date(2026, 11, 21), 0, 225),
    ],
)
def test_half_a_working_day_is_half_of_the_office_minutes_of_that_day(day: date, whole: int, half: int) -> None:
    assert CALENDAR.office_minutes(day) == whole
    assert CALENDAR.half_day_minutes(day) == half


def test_a_day_with_special_hours_closes_when_it_says() -> None:
    assert CALENDAR.add_working_days(date(2026, 2, 12), 1) == at("2026-02-13 12:00")


def test_special_hours_open_a_weekend() -> None:
    calendar = WorkCalendar(special={date(2026, 11, 21): ((time(9), time(11)),)})

    assert calendar.add_working_minutes(at("2026-11-20 17:00"), 120) == at("2026-11-21 10:00")


def test_office_minutes_between_two_instants_leave_out_lunch_and_rest() -> None:
    between = CALENDAR.working_minutes_between

    assert between(at("2026-11-20 11:30"), at("2026-11-20 14:30")) == 60
    assert between(at("2026-11-20 17:00"), at("2026-11-23 09:00")) == 90
    assert between(at("2026-11-21 00:00"), at("2026-11-22 23:59")) == 0
    assert between(at("2026-11-23 09:00"), at("2026-11-20 17:00")) == -90


def test_instants_in_universal_time_mean_the_same_moment() -> None:
    assert CALENDAR.next_opening(datetime(2026, 11, 20, 0, 30, tzinfo=UTC)) == at("2026-11-20 08:30")


@pytest.mark.parametrize(
    "hours",
    [
        (),
        ((time(12), time(8)),),
        ((time(8), time(8)),),
        ((time(14), time(18)), (time(8), time(12))),
        ((time(8), time(13)), (time(12), time(18))),
    ],
)
def test_office_hours_that_are_empty_or_out_of_order_are_refused(hours: Intervals) -> None:
    with pytest.raises(ValueError, match="office hours"):
        WorkCalendar(hours=hours)


def test_a_naive_instant_and_a_negative_amount_are_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        CALENDAR.next_opening(datetime(2026, 11, 20, 9))  # noqa: DTZ001 -- the point of the test
    with pytest.raises(ValueError, match="never negative"):
        CALENDAR.add_working_days(date(2026, 11, 20), -1)
    with pytest.raises(ValueError, match="never negative"):
        CALENDAR.add_working_minutes(at("2026-11-20 09:00"), -1)


def test_a_calendar_without_working_days_says_so_instead_of_searching_for_ever() -> None:
    days = frozenset(date(2026, 1, 1) + timedelta(days=n) for n in range(365))

    with pytest.raises(NoWorkingDay):
        WorkCalendar(rest=days).add_working_days(date(2026, 1, 1), 1)


moments = st.datetimes(
    min_value=datetime(2024, 1, 1),  # noqa: DTZ001 -- the strategy adds the zone
    max_value=datetime(2026, 12, 31),  # noqa: DTZ001 -- as above
    timezones=st.just(COUNTY_TIME),
)


@given(moments, st.integers(0, 20_000))
def test_adding_office_minutes_and_counting_them_agree(start: datetime, minutes: int) -> None:
    end = CALENDAR.add_working_minutes(start, minutes)

    assert CALENDAR.working_minutes_between(start, end) == minutes


@given(moments, moments, st.integers(0, 5_000))
def test_a_later_start_is_never_due_earlier(one: datetime, other: datetime, minutes: int) -> None:
    early, late = min(one, other), max(one, other)

    assert CALENDAR.add_working_minutes(early, minutes) <= CALENDAR.add_working_minutes(late, minutes)
    assert CALENDAR.add_working_days(early, minutes % 40) <= CALENDAR.add_working_days(late, minutes % 40)


@given(moments, st.integers(0, 5_000), st.integers(0, 5_000))
def test_more_time_is_never_due_earlier_and_halves_make_the_whole(start: datetime, first: int, second: int) -> None:
    halfway = CALENDAR.add_working_minutes(start, first)
    whole = CALENDAR.add_working_minutes(start, first + second)

    assert halfway <= whole
    assert CALENDAR.working_time_between(halfway, whole) == timedelta(minutes=second)


@given(moments, moments, moments)
def test_time_between_adds_up_over_any_point_in_the_middle(one: datetime, other: datetime, third: datetime) -> None:
    first, middle, last = sorted((one, other, third))
    between = CALENDAR.working_time_between

    assert between(first, middle) + between(middle, last) == between(first, last)


@given(moments, st.integers(1, 60))
def test_every_due_day_is_a_working_day_at_its_close(start: datetime, days: int) -> None:
    due = CALENDAR.add_working_days(start, days)

    assert CALENDAR.close_of(due.date()) == due
    assert CALENDAR.working_days_between(CALENDAR.received_on(start), due.date()) == days
