"""The working calendar once more, with its office hours laid out in a line: the same answers, faster. Pure.

A million lives ask some thirty million times when an office opens or closes. Whole seconds only.
"""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from orgs.calendar import COUNTY_TIME, Interval, WorkCalendar

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class QuickCalendar(WorkCalendar):
    """A calendar for instants from `first` to `last`; IndexError for one that leads beyond them."""

    first: date = date.min
    last: date = date.min
    opens: list[int] = field(init=False, default_factory=list, hash=False, compare=False)
    closes: list[int] = field(init=False, default_factory=list, hash=False, compare=False)
    before: list[int] = field(init=False, default_factory=list, hash=False, compare=False)
    after: list[int] = field(init=False, default_factory=list, hash=False, compare=False)
    days: list[date] = field(init=False, default_factory=list, hash=False, compare=False)
    ends: list[int] = field(init=False, default_factory=list, hash=False, compare=False)
    day_of: list[int] = field(init=False, default_factory=list, hash=False, compare=False)
    half_days: dict[date, int] = field(init=False, default_factory=dict, hash=False, compare=False)

    def __post_init__(self) -> None:
        WorkCalendar.__post_init__(self)
        day, passed = self.first, 0
        while day <= self.last:
            for interval in self.intervals(day):
                passed = self._lay(day, interval, passed)
            if self.intervals(day):
                self.days.append(day)
                self.ends.append(self.closes[-1])
            day += _DAY

    def _lay(self, day: date, interval: Interval, passed: int) -> int:
        """Put one stretch of office hours behind the others; returns the seconds of them all."""
        start, end = (int(datetime.combine(day, at, tzinfo=COUNTY_TIME).timestamp()) for at in interval)
        self.opens.append(start)
        self.closes.append(end)
        self.before.append(passed)
        self.after.append(passed + end - start)
        self.day_of.append(len(self.days))
        return passed + end - start

    @classmethod
    def of(cls, calendar: WorkCalendar, *, first: date, last: date) -> "QuickCalendar":
        """The same working days, laid out from `first` to `last`."""
        return cls(calendar.hours, calendar.rest, calendar.work, calendar.special, first, last)

    def half_day_minutes(self, day: date) -> int:
        if day not in self.half_days:
            self.half_days[day] = WorkCalendar.half_day_minutes(self, day)
        return self.half_days[day]

    def next_opening(self, instant: datetime) -> datetime:
        second = _second(instant)
        return _at(max(self.opens[self._place(second)], second))

    def received_on(self, receipt: datetime | date) -> date:
        if isinstance(receipt, datetime):
            return self.days[self.day_of[self._place(_second(receipt))]]
        return receipt

    def add_working_days(self, receipt: datetime | date, days: int) -> datetime:
        if not isinstance(receipt, datetime) or days < 0:
            return WorkCalendar.add_working_days(self, receipt, days)
        return _at(self.ends[self.day_of[self._place(_second(receipt))] + days])

    def add_working_time(self, instant: datetime, amount: timedelta) -> datetime:
        if amount < timedelta():
            return WorkCalendar.add_working_time(self, instant, amount)
        second = _second(instant)
        place = self._place(second)
        wanted = self.before[place] + max(second - self.opens[place], 0) + amount.days * 86400 + amount.seconds
        place = bisect_left(self.after, wanted, lo=place)
        return _at(self.opens[place] + wanted - self.before[place])

    def working_time_between(self, start: datetime, end: datetime) -> timedelta:
        return timedelta(seconds=self._passed(end) - self._passed(start))

    def _place(self, second: int) -> int:
        """The stretch of office hours that a second lies in, or the next."""
        return bisect_right(self.closes, second)

    def _passed(self, instant: datetime) -> int:
        """The office seconds from the first day to an instant."""
        second = _second(instant)
        place = self._place(second)
        return self.before[place] + max(second - self.opens[place], 0)


def _second(instant: datetime) -> int:
    if instant.tzinfo is None:
        raise ValueError("an instant needs its time zone")
    return int(instant.timestamp())


def _at(second: int) -> datetime:
    return datetime.fromtimestamp(second, COUNTY_TIME)
