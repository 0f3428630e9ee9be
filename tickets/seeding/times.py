"""When things happen in the demonstration, told backwards from now. Pure: calendar and now come in.

A story says `@3/10:30` (three working days before the day that runs), `@-90` (90 office minutes ago), `@w5.9` (so many
days ago by the wall, then the next opening) or `@~40` (minutes ago, but when firms are awake).
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final

from orgs.calendar import COUNTY_TIME, WorkCalendar

DAY: Final = timedelta(days=1)
MINUTE: Final = timedelta(minutes=1)
SHORTLY: Final = timedelta(minutes=20)
WAKES, SLEEPS = time(7, 40), time(22, 0)


@dataclass(frozen=True, slots=True)
class Moments:
    """Reads the times of a story. `now` is when the demonstration starts."""

    now: datetime
    calendar: WorkCalendar

    def read(self, said: str) -> datetime:
        """Return the instant that a story means. Raises ValueError for anything it cannot mean."""
        if said.startswith("~"):
            return self.awake(self.now - int(said[1:]) * MINUTE)
        if said.startswith("w"):
            return self._opening_after(self.now - float(said[1:]) * DAY)
        if said.startswith("-"):
            return self.office_minutes_ago(int(said[1:]))
        days, clock = said.split("/")
        meant = self.day_before(int(days), time.fromisoformat(clock))
        # In the evening the day before the next working day is today, and may have its own evening still before it.
        return meant if meant < self.now else self.awake(self.now - SHORTLY)

    def day_before(self, days: int, clock: time) -> datetime:
        """Return a time of the day that lies so many working days before the one that runs or comes next."""
        running = self.calendar.next_opening(self.now).date()
        day = self.calendar.subtract_working_days(running, days).date()
        return datetime.combine(day, clock, tzinfo=COUNTY_TIME)

    def office_minutes_ago(self, minutes: int) -> datetime:
        """Return when so many office minutes were still to pass until now."""
        left = timedelta(minutes=minutes)
        day = self.now.astimezone(COUNTY_TIME).date()
        while True:
            for opens, closes in reversed(self.calendar.intervals(day)):
                start, end = (datetime.combine(day, at, tzinfo=COUNTY_TIME) for at in (opens, closes))
                inside = min(end, self.now) - start
                if inside >= left:
                    return start + inside - left
                left -= max(inside, timedelta())
            day -= DAY

    def awake(self, instant: datetime) -> datetime:
        """Return the instant, or the evening before when it lies in the night."""
        local = instant.astimezone(COUNTY_TIME)
        if local.time() >= SLEEPS:
            return local.replace(hour=21, minute=50)
        if local.time() < WAKES:
            return (local - DAY).replace(hour=21, minute=50)
        return local

    def _opening_after(self, instant: datetime) -> datetime:
        opening = self.calendar.next_opening(instant)
        return opening if opening < self.now else self.office_minutes_ago(1)


def waking(instant: datetime, *, minutes: int) -> datetime:
    """Return a time at which a firm answers, no earlier than `instant`: in the night, the morning after."""
    local = instant.astimezone(COUNTY_TIME)
    if local.time() >= SLEEPS:
        local += DAY
    if local.time() >= SLEEPS or local.time() < WAKES:
        return local.replace(hour=8, minute=minutes)
    return local
