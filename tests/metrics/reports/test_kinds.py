"""Which days a report covers, and when it is due."""

from datetime import date, timedelta

import pytest

from metrics.reports.kinds import ReportKind, before, covering, due, last_day, last_ended
from tests.orgs.test_calendar import at

DAILY, WEEKLY, MONTHLY, YEARLY = ReportKind


@pytest.mark.parametrize(
    ("kind", "day", "starts_on", "first", "last"),
    [
        (DAILY, "2026-11-18", 1, "2026-11-18", "2026-11-18"),
        (WEEKLY, "2026-11-18", 1, "2026-11-16", "2026-11-22"),
        (WEEKLY, "2026-11-22", 19, "2026-11-16", "2026-11-22"),
        (WEEKLY, "2027-01-01", 1, "2026-12-28", "2027-01-03"),
        (MONTHLY, "2026-11-18", 1, "2026-11-01", "2026-11-30"),
        (MONTHLY, "2026-11-18", 19, "2026-10-19", "2026-11-18"),
        (MONTHLY, "2026-11-19", 19, "2026-11-19", "2026-12-18"),
        (YEARLY, "2026-12-18", 19, "2025-12-19", "2026-12-18"),
        (YEARLY, "2026-12-19", 19, "2026-12-19", "2027-12-18"),
        (YEARLY, "2026-02-28", 1, "2026-01-01", "2026-12-31"),
    ],
)
def test_a_kind_covers_the_period_of_any_of_its_days(
    kind: ReportKind, day: str, starts_on: int, first: str, last: str
) -> None:
    period = covering(kind, date.fromisoformat(day), starts_on=starts_on)

    assert (period.days[0], last_day(period)) == (date.fromisoformat(first), date.fromisoformat(last))
    assert last_day(before(kind, period)) == period.days[0] - timedelta(days=1)


@pytest.mark.parametrize(
    ("kind", "now", "starts_on", "last"),
    [
        (DAILY, "2026-11-18 07:29", 1, "2026-11-16"),
        (DAILY, "2026-11-18 07:30", 1, "2026-11-17"),
        (WEEKLY, "2026-11-23 07:29", 1, "2026-11-15"),
        (WEEKLY, "2026-11-23 07:30", 1, "2026-11-22"),
        (MONTHLY, "2026-12-01 07:29", 1, "2026-10-31"),
        (MONTHLY, "2026-12-01 07:30", 1, "2026-11-30"),
        (MONTHLY, "2026-11-19 07:30", 19, "2026-11-18"),
        (YEARLY, "2026-12-31 23:59", 1, "2025-12-31"),
        (YEARLY, "2027-01-01 07:30", 1, "2026-12-31"),
    ],
)
def test_a_report_can_be_made_in_the_morning_after_its_last_day(
    kind: ReportKind, now: str, starts_on: int, last: str
) -> None:
    assert last_day(last_ended(kind, at(now), starts_on=starts_on)) == date.fromisoformat(last)


def days_due(kind: ReportKind, made: str | None, *, starts_on: int = 1, now: str = "2026-11-18 09:00") -> list[str]:
    known = date.fromisoformat(made) if made else None
    return [str(last_day(period)) for period in due(kind, at(now), starts_on=starts_on, made=known)]


def test_what_was_missed_is_made_up_for_the_oldest_first_and_not_without_end() -> None:
    assert days_due(DAILY, None) == ["2026-11-17"]
    assert days_due(DAILY, "2026-11-17") == []
    assert days_due(DAILY, "2026-11-14") == ["2026-11-15", "2026-11-16", "2026-11-17"]
    assert days_due(DAILY, "2026-01-01") == [f"2026-11-{day}" for day in range(11, 18)]
    assert days_due(MONTHLY, "2026-08-31") == ["2026-09-30", "2026-10-31"]
    assert days_due(YEARLY, "2024-12-31") == ["2025-12-31"]


def test_a_month_is_due_although_months_began_on_another_day_when_the_last_one_was_made() -> None:
    assert days_due(MONTHLY, "2026-10-31", starts_on=19, now="2026-11-19 08:00") == ["2026-11-18"]
