"""Office time counted on a tape of every open minute, as a naive oracle does; nothing of `orgs.calendar`."""

from bisect import bisect_left
from datetime import datetime, timedelta
from typing import Final

from orgs.calendar import COUNTY_TIME

MINUTE: Final = timedelta(minutes=1)
FIRST, DAYS = datetime(2026, 11, 1, tzinfo=COUNTY_TIME), 900


def _tape() -> list[datetime]:
    days = (FIRST + timedelta(days=n) for n in range(DAYS))
    working = [day for day in days if day.weekday() < 5]
    return [
        day + MINUTE * minute for day in working for minute in (*range(8 * 60 + 30, 12 * 60), *range(14 * 60, 18 * 60))
    ]


TAPE: Final = _tape()
"""Every minute in which the offices are open, by its beginning."""


def after(start: datetime, length: int) -> datetime:
    """When so many office minutes have passed."""
    return TAPE[bisect_left(TAPE, start) + length - 1] + MINUTE


def minutes(start: datetime, end: datetime) -> int:
    """Office minutes between two moments; moments are whole minutes."""
    return max(bisect_left(TAPE, end) - bisect_left(TAPE, start), 0)


def close_of(start: datetime, days: int) -> datetime:
    """The close of the so manieth working day after the one on which it was received."""
    day = TAPE[bisect_left(TAPE, start)].date()
    while days:
        day += timedelta(days=1)
        days -= day.weekday() < 5
    return datetime(day.year, day.month, day.day, 18, tzinfo=COUNTY_TIME)
