"""What the big county is made of: the calendar laid out in a line, the season, the invented firms."""

from datetime import date, datetime, timedelta
from random import Random

import pytest

from orgs.calendar import COUNTY_TIME, WorkCalendar
from orgs.seeding.crowd import check_character, credit_code
from tests.orgs.test_calendar import at
from tickets.seeding.bulk.hours import QuickCalendar
from tickets.seeding.bulk.season import closed_year, opening, season

UNTIL = at("2026-11-24 10:20")
FIRST, LAST = date(2026, 1, 1), date(2027, 3, 1)
PLAIN = WorkCalendar(
    rest=frozenset({date(2026, 10, day) for day in (1, 2, 5, 6, 7)} | {date(2026, 2, day) for day in range(16, 24)}),
    work=frozenset({date(2026, 10, 10), date(2026, 2, 14)}),
    special={date(2026, 6, 1): ((at("2026-06-01 09:00").time(), at("2026-06-01 11:30").time()),)},
)
QUICK = QuickCalendar.of(PLAIN, first=FIRST, last=LAST)


def some_instant(rng: Random) -> datetime:
    """Any second of the year; often one at which offices open or close."""
    day = date(2026, 1, 12) + timedelta(days=rng.randrange(330))
    if rng.random() < 0.3:
        edge = rng.choice(((8, 30), (12, 0), (14, 0), (18, 0), (9, 0), (11, 30), (0, 0)))
        return datetime(day.year, day.month, day.day, *edge, tzinfo=COUNTY_TIME)
    return datetime(day.year, day.month, day.day, tzinfo=COUNTY_TIME) + timedelta(seconds=rng.randrange(86_400))


def test_the_quick_calendar_gives_the_answers_of_the_plain_one() -> None:
    rng = Random("calendar")
    for _time in range(1500):
        start, end, days, minutes = some_instant(rng), some_instant(rng), rng.randrange(20), rng.randrange(4000)

        assert QUICK.next_opening(start) == PLAIN.next_opening(start)
        assert QUICK.received_on(start) == PLAIN.received_on(start)
        assert QUICK.half_day_minutes(start.date()) == PLAIN.half_day_minutes(start.date())
        assert QUICK.add_working_days(start, days) == PLAIN.add_working_days(start, days)
        assert QUICK.add_working_days(start.date(), days) == PLAIN.add_working_days(start.date(), days)
        assert QUICK.add_working_minutes(start, minutes) == PLAIN.add_working_minutes(start, minutes)
        assert QUICK.working_minutes_between(start, end) == PLAIN.working_minutes_between(start, end)


@pytest.mark.parametrize("calendar", [PLAIN, QUICK], ids=["plain", "quick"])
def test_both_calendars_refuse_what_makes_no_sense(calendar: WorkCalendar) -> None:
    with pytest.raises(ValueError, match="time zone"):
        calendar.next_opening(datetime(2026, 5, 1))  # noqa: DTZ001 -- the mistake itself
    with pytest.raises(ValueError, match="negative"):
        calendar.add_working_minutes(UNTIL, -1)
    with pytest.raises(ValueError, match="negative"):
        calendar.add_working_days(UNTIL, -1)
    with pytest.raises(ValueError, match="forward"):
        calendar.add_working_time(UNTIL, -timedelta(minutes=1))


def test_more_calls_come_before_a_sale_on_weekdays_and_in_office_hours() -> None:
    told = season(20_000, Random("season"), until=UNTIL, calendar=PLAIN)
    filed = [told.at(ordinal) for ordinal in range(len(told))]
    may, march = (sum(1 for when in filed if (when.year, when.month) == (2026, month)) for month in (5, 3))
    at_night = sum(1 for when in filed if when.hour < 6)

    assert filed == sorted(filed)
    assert filed[-1] < UNTIL
    assert may > march * 1.5
    assert 0 < at_night < len(filed) * 0.03
    assert sum(1 for when in filed if when.weekday() == 6) < len(filed) * 0.08


def test_of_a_great_many_cases_some_thousand_may_still_be_open() -> None:
    told = season(300_000, Random("season"), until=UNTIL, calendar=PLAIN)
    recent = (UNTIL - timedelta(days=12)).timestamp()
    last = [ordinal for ordinal, second in enumerate(told.filed) if second > recent]

    assert not any(told.must_end(ordinal) for ordinal in last)
    assert 2000 < len(last) < 6000


def test_of_few_cases_any_may_still_be_open_but_those_that_press() -> None:
    told = season(5000, Random("season"), until=UNTIL, calendar=PLAIN)

    assert all(told.must_end(ordinal) == told.presses(ordinal) for ordinal in range(len(told)))


@pytest.mark.parametrize("until", [UNTIL, at("2027-01-01 00:30"), at("2026-02-27 09:00")])
def test_the_last_closed_year_has_its_urgent_calls_in_every_month_whenever_the_telling_ends(until: datetime) -> None:
    told = season(2000, Random("season"), until=until, calendar=PLAIN)
    urgent = [told.at(ordinal) for ordinal in range(len(told)) if told.presses(ordinal)]

    assert len(urgent) == 310
    assert {(when.year, when.month) for when in urgent} == {(until.year - 1, month) for month in range(1, 13)}
    assert opening(until) < urgent[0]
    assert max(urgent) < until - timedelta(days=13)


def test_a_call_of_the_closed_year_comes_in_time_to_be_handled() -> None:
    until = at("2027-01-05 09:00")
    told = season(5000, Random("season"), until=until, calendar=PLAIN)
    late = [told.at(ordinal) for ordinal in range(len(told)) if told.at(ordinal) > until - timedelta(days=12)]

    assert late
    assert min(late) >= told.turn


def test_the_closed_year_alone_is_of_that_year_and_ends() -> None:
    told = closed_year(301, 50, Random("alone"), until=UNTIL, calendar=PLAIN)

    assert (len(told), sum(told.presses(ordinal) for ordinal in range(351))) == (351, 301)
    assert all(told.must_end(ordinal) for ordinal in range(351))
    assert {told.at(ordinal).year for ordinal in range(351)} == {2025}


@pytest.mark.parametrize(
    ("until", "opens"),
    [
        ("2026-11-24 10:20", "2025-01-02 08:30"),
        ("2026-03-01 10:20", "2024-12-31 08:30"),
        ("2027-01-12 10:20", "2025-11-13 08:30"),
    ],
)
def test_the_county_opens_with_the_closed_year_and_fourteen_months_before_at_the_latest(until: str, opens: str) -> None:
    assert opening(at(until)) == at(opens)


def test_every_day_counts_its_calls() -> None:
    told = season(3000, Random("season"), until=UNTIL, calendar=PLAIN)

    assert sum(count for _day, count in told.counts()) == len(told) == 3310
    assert len(dict(told.counts())) == len(list(told.counts()))


def test_the_check_character_is_that_of_the_standard() -> None:
    assert check_character("91350100M000100Y4") == "3"  # the example of GB 32100-2015


def test_invented_credit_codes_are_all_different_and_have_both_check_characters() -> None:
    codes = [credit_code(number) for number in range(7000)]

    assert len(set(codes)) == 7000
    assert {len(code) for code in codes} == {18}
    assert all(check_character(code[:17]) == code[17] for code in codes)
