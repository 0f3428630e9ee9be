"""When the calls come in: seasons, weekdays, hours; which of them press, and which of the last may still be open. Pure.

The last year that is over has its own promise (DOMAIN §1.2): `PRESSING` urgent cases, and every case that was accepted
in it handled, the urgent ones before it ended.
"""

import math
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import accumulate, chain
from random import Random
from typing import Final

from orgs.calendar import COUNTY_TIME, WorkCalendar

DAYS: Final = 425
"""Fourteen months at least: a whole year is always behind the month that runs."""

PRESSING: Final = 310
"""So many urgent cases are accepted in the last closed year, however many others there are."""

MOST_OPEN: Final = 3000
_LASTS: Final = 12.0
"""Days that an ordinary case is open: what the share of open ones is reckoned from."""

_TAIL: Final = timedelta(days=60)
_UNREADY: Final = timedelta(days=12)
_BACK: Final = timedelta(days=14)
_DAY: Final = timedelta(days=1)
_HOUR: Final = 3600
_FIRST_OPEN: Final = (1, 2)
"""A county opens on this day of the last closed year, or before."""

_FIRST_CALL, _LAST_CALL = (1, 4), (12, 18)
"""Calls of the closed year whose cases end for certain come from this day up to that one."""

_MUST_END, _PRESSES = 1, 2
_PEAKS: Final = ((5, 18, 11.0, 1.4), (11, 2, 9.0, 1.3))
"""Month, day, breadth in days, height: the weeks before 六一 and before 双十一."""

# fmt: off
_HOURS: Final = (
    2, 1, 1, 1, 1, 2, 6, 18, 70, 95, 90, 60, 25, 30, 75, 85, 80, 55, 30, 28, 30, 24, 12, 5,
)
# fmt: on


@dataclass(frozen=True, slots=True)
class Season:
    """The filing times in order, in seconds, and what is known of each call beforehand."""

    until: datetime
    filed: "array[int]"
    marks: bytearray

    def __len__(self) -> int:
        return len(self.filed)

    @property
    def turn(self) -> datetime:
        """When the year that is over ended."""
        return turn_of(self.until)

    def at(self, ordinal: int) -> datetime:
        """When a case is filed."""
        return datetime.fromtimestamp(self.filed[ordinal], COUNTY_TIME)

    def must_end(self, ordinal: int) -> bool:
        """Whether a case has ended by `until`."""
        return bool(self.marks[ordinal] & _MUST_END)

    def presses(self, ordinal: int) -> bool:
        """Whether it is one of the urgent ones of the closed year."""
        return bool(self.marks[ordinal] & _PRESSES)

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


def turn_of(until: datetime) -> datetime:
    """The first instant of the year in which the telling ends: the one before it is closed."""
    return datetime(until.astimezone(COUNTY_TIME).year, 1, 1, tzinfo=COUNTY_TIME)


def opening(until: datetime) -> datetime:
    """When the county opens: a morning at the beginning of the closed year, fourteen months before at the latest."""
    before = (until.astimezone(COUNTY_TIME) - DAYS * _DAY).replace(hour=8, minute=30, second=0, microsecond=0)
    return min(before, datetime(turn_of(until).year - 1, *_FIRST_OPEN, 8, 30, tzinfo=COUNTY_TIME))


def season(cases: int, rng: Random, *, until: datetime, calendar: WorkCalendar) -> Season:
    """Draw the filing times of so many cases from the opening on, and of the urgent ones of the closed year beside."""
    start = opening(until) + timedelta(hours=1)
    drawn = _drawn(cases, rng, start, until, calendar=calendar)
    days = (until - start) / _DAY
    kept = min(1.0, MOST_OPEN / max(1.0, cases * _LASTS / days))
    end, turn = int(until.timestamp()), int(turn_of(until).timestamp())
    calls = (_call(second, rng, end=end, turn=turn, kept=kept) for second in drawn)
    return _ordered(until, chain(calls, _of_the_closed_year(PRESSING, rng, until, calendar=calendar, presses=True)))


def closed_year(pressing: int, others: int, rng: Random, *, until: datetime, calendar: WorkCalendar) -> Season:
    """The closed year alone: so many urgent calls and so many others, whose cases have all ended."""
    urgent = _of_the_closed_year(pressing, rng, until, calendar=calendar, presses=True)
    return _ordered(until, chain(urgent, _of_the_closed_year(others, rng, until, calendar=calendar, presses=False)))


def _of_the_closed_year(
    calls: int, rng: Random, until: datetime, *, calendar: WorkCalendar, presses: bool
) -> Iterator[int]:
    year = turn_of(until).year - 1
    first, last = (datetime(year, *day, tzinfo=COUNTY_TIME) for day in (_FIRST_CALL, _LAST_CALL))
    mark = _MUST_END | (_PRESSES if presses else 0)
    return (_marked(second, mark) for second in _drawn(calls, rng, first, last, calendar=calendar))


def _drawn(calls: int, rng: Random, start: datetime, end: datetime, *, calendar: WorkCalendar) -> Iterator[int]:
    """So many seconds between two instants, in no order."""
    hours = [start + timedelta(hours=n) for n in range(int((end - start).total_seconds()) // _HOUR)]
    weights = list(accumulate(_weight(hour, calendar) for hour in hours))
    starts = [int(hour.timestamp()) for hour in hours]
    return (second + rng.randrange(_HOUR) for second in rng.choices(starts, cum_weights=weights, k=calls))


def _call(second: int, rng: Random, *, end: int, turn: int, kept: float) -> int:
    """A call, marked where its case must have ended.

    Such a call comes a fortnight earlier where there would be no time for that, and so does one of the closed year.
    """
    second = min(second, end - 60)
    must_end = second > end - _TAIL.total_seconds() and rng.random() >= kept
    if (must_end or second < turn) and second > end - _UNREADY.total_seconds():
        second -= int(_BACK.total_seconds())
    return _marked(second, _MUST_END if must_end else 0)


def _marked(second: int, mark: int) -> int:
    """Both in one number, so that calls are put in order by their time."""
    return second << 2 | mark


def _ordered(until: datetime, calls: Iterable[int]) -> Season:
    ordered = array("q", sorted(array("q", calls)))
    return Season(until, array("q", (call >> 2 for call in ordered)), bytearray(call & 3 for call in ordered))


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
