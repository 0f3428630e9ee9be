"""When the year's calls come in: seasons, weekdays, hours; and which of the last ones may still be open. Pure."""

import math
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import accumulate
from random import Random
from typing import Final

from orgs.calendar import COUNTY_TIME, WorkCalendar

DAYS: Final = 425
"""Fourteen months: a whole year is always behind the month that runs."""

MOST_OPEN: Final = 3000
_LASTS: Final = 12.0
"""Days that an ordinary case is open: what the share of open ones is reckoned from."""

_TAIL: Final = timedelta(days=60)
_UNREADY: Final = timedelta(days=12)
_BACK: Final = timedelta(days=14)
_DAY: Final = timedelta(days=1)
_HOUR: Final = 3600
_PEAKS: Final = ((5, 18, 11.0, 1.4), (11, 2, 9.0, 1.3))
"""Month, day, breadth in days, height: the weeks before 六一 and before 双十一."""

# fmt: off
_HOURS: Final = (
    2, 1, 1, 1, 1, 2, 6, 18, 70, 95, 90, 60, 25, 30, 75, 85, 80, 55, 30, 28, 30, 24, 12, 5,
)
# fmt: on


@dataclass(frozen=True, slots=True)
class Season:
    """The filing times in order, in seconds, and for each whether its case must have ended by `until`."""

    until: datetime
    filed: "array[int]"
    must_end: bytearray

    def __len__(self) -> int:
        return len(self.filed)

    def at(self, ordinal: int) -> datetime:
        """When a case is filed."""
        return datetime.fromtimestamp(self.filed[ordinal], COUNTY_TIME)

    def counts(self) -> Iterator[tuple[date, int]]:
        """Each day with calls and how many."""
        day, count = None, 0
        for second in self.filed:
            this = datetime.fromtimestamp(second, COUNTY_TIME).date()
            if day is not None and this != day:
                yield day, count
                count = 0
            day, count = this, count + 1
        if day is not None:
            yield day, count


def opening(until: datetime) -> datetime:
    """When the county opens: a morning fourteen months before."""
    return (until.astimezone(COUNTY_TIME) - DAYS * _DAY).replace(hour=8, minute=30, second=0, microsecond=0)


def season(cases: int, rng: Random, *, until: datetime, calendar: WorkCalendar) -> Season:
    """Draw the filing times of so many cases."""
    start = opening(until) + timedelta(hours=1)
    hours = [start + timedelta(hours=n) for n in range(int((until - start).total_seconds()) // _HOUR)]
    weights = list(accumulate(_weight(hour, calendar) for hour in hours))
    starts = [int(hour.timestamp()) for hour in hours]
    drawn = rng.choices(starts, cum_weights=weights, k=cases)
    kept = min(1.0, MOST_OPEN / max(1.0, cases * _LASTS / DAYS))
    end = int(until.timestamp())
    calls = array("q", (_call(second + rng.randrange(_HOUR), rng, end=end, kept=kept) for second in drawn))
    ordered = array("q", sorted(calls))
    return Season(until, array("q", (call // 2 for call in ordered)), bytearray(call % 2 for call in ordered))


def _call(second: int, rng: Random, *, end: int, kept: float) -> int:
    """Twice the second of a call, and one more where its case must have ended.

    Such a call comes a fortnight earlier where there would be no time for that.
    """
    second = min(second, end - 60)
    must_end = second > end - _TAIL.total_seconds() and rng.random() >= kept
    if must_end and second > end - _UNREADY.total_seconds():
        second -= int(_BACK.total_seconds())
    return second * 2 + must_end


def _weight(hour: datetime, calendar: WorkCalendar) -> float:
    local = hour.astimezone(COUNTY_TIME)
    day = local.date()
    weight = float(_HOURS[local.hour]) * (1.0 if calendar.is_working_day(day) else 0.35)
    return weight * _of_the_year(day)


def _of_the_year(day: date) -> float:
    """One on an ordinary day; nobody calls at the Spring Festival, everybody before a sale."""
    factor = 0.45 if (day.month, day.day) < (2, 25) and (day.month, day.day) > (1, 28) else 1.0
    for month, of_month, breadth, height in _PEAKS:
        away = (day - date(day.year, month, of_month)).days
        factor += height * math.exp(-((away / breadth) ** 2))
    return factor
