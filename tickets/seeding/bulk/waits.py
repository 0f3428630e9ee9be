"""How a life waits: office minutes for those who work, waking hours for firms, the wall where everything hurries."""

from datetime import datetime, timedelta
from random import Random
from typing import Final

from orgs.calendar import COUNTY_TIME
from tickets.seeding.bulk.ledger import Ledger
from tickets.seeding.bulk.sweeping import sweep_until
from tickets.seeding.times import waking
from tickets.statuses import DeadlineKind, Urgency

MINUTE: Final = timedelta(minutes=1)
SECOND: Final = timedelta(seconds=1)
_BRISK: Final = 0.12
_LEAST_LEFT: Final = 240


class TimeIsUp(Exception):
    """The next act would lie behind the end of the telling: the case stays as it is."""


class Waits:
    """The clock of one life. A `brisk` one hurries on, so that it ends."""

    def __init__(self, ledger: Ledger, *, start: datetime, until: datetime, brisk: bool) -> None:
        self.ledger, self.now, self.until, self.brisk = ledger, start, until, brisk
        self.pace = 1.0

    @property
    def rng(self) -> Random:
        """The life's own dice."""
        return self.ledger.rng

    @property
    def hurried(self) -> bool:
        """Whether everything runs by the wall (特急)."""
        return bool(self.ledger.ticket.urgency == Urgency.CRITICAL)

    def go_to(self, instant: datetime) -> datetime:
        """Let time pass, with the sweep. Raises TimeIsUp."""
        if instant > self.until:
            sweep_until(self.ledger, self.until)
            raise TimeIsUp
        sweep_until(self.ledger, instant)
        self.now = max(instant, self.ledger.acts[-1].at.astimezone(COUNTY_TIME))
        return self.now

    def office(self, least: int, most: int, *, hurried: tuple[int, int] = (3, 9)) -> datetime:
        """Some office minutes on; by the wall and soon where everything hurries."""
        if self.hurried:
            return self.go_to(self.now + self.rng.randint(*hurried) * MINUTE + self._seconds())
        share = _BRISK if self.brisk else 1.0
        minutes = int(self.rng.randint(least, most) * share)
        return self.go_to(self.ledger.calendar.add_working_minutes(self._opening(), minutes))

    def by_unit(self, least: int, most: int, *, hurried: tuple[int, int]) -> datetime:
        """The same at the pace of the unit that leads; urgent cases are taken up within the hour."""
        if not self.hurried and self.ledger.ticket.urgency == Urgency.URGENT:
            return self.office(6, 32)
        return self.office(int(least * self.pace), int(most * self.pace), hurried=hurried)

    def before_due(self) -> datetime:
        """When a unit answers: somewhere in its time, the slow ones near its end."""
        if self.hurried:
            return self.go_to(self.now + self.rng.randint(170, 600) * MINUTE + self._seconds())
        left = max(self.ledger.calendar.working_minutes_between(self.now, self.due()), _LEAST_LEFT)
        share = min(self.rng.uniform(0.25, 0.7) * self.pace, 0.93) * (_BRISK if self.brisk else 1.0)
        return self.go_to(self.ledger.calendar.add_working_minutes(self._opening(), int(left * share)))

    def after_due(self) -> datetime:
        """Too late, by minutes or by a week."""
        most = self.rng.choice((60, 400, 400, 2000))
        late = self.ledger.calendar.add_working_minutes(max(self.due(), self.now), self.rng.randint(10, most))
        return self.go_to(late + self._seconds())

    def due(self) -> datetime:
        """When the case's resolve clock runs out."""
        return self.ledger.clocks(DeadlineKind.RESOLVE)[0].due_at

    def firm(self, least: int = 120, most: int = 2900) -> datetime:
        """Hours to two days on, at a time when a shopkeeper looks at the telephone."""
        if self.brisk:
            least, most = 20, 200
        wanted = self.now + self.rng.randint(least, most) * MINUTE
        return self.go_to(waking(wanted, minutes=self.rng.randint(5, 55)) + self._seconds())

    def _opening(self) -> datetime:
        return self.ledger.calendar.next_opening(self.now) + self._seconds()

    def _seconds(self) -> timedelta:
        return self.rng.randint(0, 59) * SECOND
