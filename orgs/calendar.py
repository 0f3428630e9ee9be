"""Working days and office hours. Pure: no database, no clock; `now` is always passed in.

Rules of DOMAIN §2.10 and DESIGN §6: the day of receipt is not counted, the last day runs to
close of business, what arrives outside office hours is received at the next opening. A working
day is a weekday not in `rest`, a weekend day in `work`, or a day with `special` hours.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

Interval = tuple[time, time]
Intervals = tuple[Interval, ...]

COUNTY_TIME = ZoneInfo("Asia/Shanghai")
OFFICE_HOURS: Intervals = ((time(8, 30), time(12)), (time(14), time(18)))

_DAY = timedelta(days=1)
_MINUTE = timedelta(minutes=1)
_LONGEST_REST = 60
"""Days. No rest is longer: a calendar that says so is wrong, and a search must end."""


class NoWorkingDay(ValueError):
    """The calendar names no working day for two months: its data is wrong."""


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """Office hours and the days that depart from their weekday.

    Instants must be aware; results are aware, in county time. Raises ValueError for a naive
    instant, a negative amount, and hours that are empty or out of order.
    """

    hours: Intervals = OFFICE_HOURS
    rest: frozenset[date] = frozenset()
    work: frozenset[date] = frozenset()
    special: Mapping[date, Intervals] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        for intervals in (self.hours, *self.special.values()):
            check_intervals(intervals)

    def is_working_day(self, day: date) -> bool:
        """Whether the offices open on `day` at all."""
        return bool(self.intervals(day))

    def intervals(self, day: date) -> Intervals:
        """Return the office hours of `day`, empty on a day of rest."""
        if day in self.special:
            return self.special[day]
        if day in self.work or (day.weekday() < 5 and day not in self.rest):  # noqa: PLR2004 -- Saturday
            return self.hours
        return ()

    def office_minutes(self, day: date) -> int:
        """Return how many minutes the offices are open on `day`; 0 on a day of rest."""
        spans = (_at(day, end) - _at(day, start) for start, end in self.intervals(day))
        return int(sum(spans, timedelta()) / _MINUTE)

    @property
    def ordinary_minutes(self) -> int:
        """How many minutes the offices are open on an ordinary day."""
        return int(_length(self.hours) / _MINUTE)

    def half_day_minutes(self, day: date) -> int:
        """Return half of the office minutes of `day`, or of the next working day after it."""
        return self.office_minutes(self.working_day_from(day)) // 2

    def working_day_from(self, day: date) -> date:
        """Return `day` if it is a working day, else the next one."""
        return next(self._working_days(day, step=_DAY))

    def is_open(self, instant: datetime) -> bool:
        """Whether `instant` lies in office hours; closing time itself does not."""
        local = _local(instant)
        return any(
            _at(local.date(), start) <= local < _at(local.date(), end) for start, end in self.intervals(local.date())
        )

    def next_opening(self, instant: datetime) -> datetime:
        """Return `instant` itself within office hours, else when the offices next open."""
        start, _end = next(self._spans(_local(instant)))
        return start

    def close_of(self, day: date) -> datetime:
        """Return the close of business of a working day. ValueError on a day of rest."""
        intervals = self.intervals(day)
        if not intervals:
            raise ValueError(f"{day} is a day of rest")
        return _at(day, intervals[-1][1])

    def received_on(self, receipt: datetime | date) -> date:
        """Return the day that counts as the day of receipt; a plain date is taken as it is."""
        if isinstance(receipt, datetime):
            return self.next_opening(receipt).date()
        return receipt

    def add_working_days(self, receipt: datetime | date, days: int) -> datetime:
        """Return the close of business of the `days`-th working day after the day of receipt.

        None at all is the close of the day of receipt itself, or of the next working day.
        """
        _refuse_negative(days)
        first = self.received_on(receipt)
        if days == 0:
            return self.close_of(self.working_day_from(first))
        return self.close_of(_nth(self._working_days(first + _DAY, step=_DAY), days))

    def subtract_working_days(self, due: datetime | date, days: int) -> datetime:
        """Return the close of business `days` working days before the day of `due`."""
        _refuse_negative(days)
        last = _local(due).date() if isinstance(due, datetime) else due
        start = last if days == 0 else last - _DAY
        return self.close_of(_nth(self._working_days(start, step=-_DAY), max(days, 1)))

    def working_days_between(self, after: date, until: date) -> int:
        """Count working days later than `after`, up to and with `until`; negative backwards."""
        if after > until:
            return -self.working_days_between(until, after)
        days = (after + _DAY * n for n in range(1, (until - after).days + 1))
        return sum(1 for day in days if self.is_working_day(day))

    def add_working_time(self, instant: datetime, amount: timedelta) -> datetime:
        """Return when `amount` of office time has passed since `instant`.

        An amount used up exactly at closing time ends at closing time, not at the next opening.
        """
        if amount < timedelta():
            raise ValueError("working time runs forward only")
        left = amount
        for start, end in self._spans(_local(instant)):
            if left <= end - start:
                return start + left
            left -= end - start
        raise AssertionError("spans never end")

    def add_working_minutes(self, instant: datetime, minutes: int) -> datetime:
        """Return when `minutes` of office time have passed since `instant`."""
        _refuse_negative(minutes)
        return self.add_working_time(instant, _MINUTE * minutes)

    def working_time_between(self, start: datetime, end: datetime) -> timedelta:
        """Return the office time from `start` to `end`; negative when `end` comes first."""
        if start > end:
            return -self.working_time_between(end, start)
        total = timedelta()
        first, last = _local(start), _local(end)
        for n in range((last.date() - first.date()).days + 1):
            day = first.date() + _DAY * n
            if first.date() < day < last.date():
                total += _length(self.intervals(day))
                continue
            for opens, closes in self.intervals(day):
                inside = min(_at(day, closes), last) - max(_at(day, opens), first)
                total += max(inside, timedelta())
        return total

    def working_minutes_between(self, start: datetime, end: datetime) -> int:
        """Return whole office minutes from `start` to `end`; negative when `end` comes first."""
        return int(self.working_time_between(start, end) / _MINUTE)

    def _spans(self, local: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Yield what is left of office hours from `local` on, for ever."""
        for day in self._working_days(local.date(), step=_DAY):
            for opens, closes in self.intervals(day):
                if _at(day, closes) > local:
                    yield max(_at(day, opens), local), _at(day, closes)

    def _working_days(self, day: date, *, step: timedelta) -> Iterator[date]:
        """Yield working days from `day` on, itself included. Raises NoWorkingDay."""
        resting = 0
        while resting <= _LONGEST_REST:
            if self.is_working_day(day):
                resting = 0
                yield day
            resting += 1
            day += step
        raise NoWorkingDay(f"no working day in the {_LONGEST_REST} days to {day}")


def check_intervals(intervals: Intervals) -> None:
    """Raise ValueError unless the intervals are non-empty, in order and apart."""
    moments = [moment for interval in intervals for moment in interval]
    if not moments:
        raise ValueError("office hours are empty")
    in_order = all(start < end for start, end in intervals)
    if not in_order or moments != sorted(moments):
        raise ValueError("office hours are out of order")


@lru_cache(maxsize=1024)
def _length(intervals: Intervals) -> timedelta:
    """Office hours of a whole day; there are few different ones, and a span of weeks asks for each of its days."""
    day = date.min
    return sum((datetime.combine(day, end) - datetime.combine(day, start) for start, end in intervals), timedelta())


def _at(day: date, moment: time) -> datetime:
    return datetime.combine(day, moment, tzinfo=COUNTY_TIME)


def _local(instant: datetime) -> datetime:
    if instant.tzinfo is None:
        raise ValueError("an instant needs its time zone")
    return instant.astimezone(COUNTY_TIME)


def _nth(days: Iterator[date], n: int) -> date:
    for _ in range(n - 1):
        next(days)
    return next(days)


def _refuse_negative(amount: int) -> None:
    if amount < 0:
        raise ValueError("an amount of working time is never negative")
