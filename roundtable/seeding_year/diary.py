"""Many lives in one order of time. A life yields the instant at which it goes on; the clock stands there meanwhile."""

from collections.abc import Iterator
from datetime import datetime
from heapq import heappop, heappush
from itertools import count

from journal import clock

Life = Iterator[datetime]


class Diary:
    """What is due when. What lies behind `until` has not happened yet and never does."""

    def __init__(self, until: datetime) -> None:
        self.until = until
        self._due: list[tuple[datetime, int, Life]] = []
        self._entry = count()

    def enter(self, life: Life) -> None:
        """One more life. Its first step is taken now, to see when it begins."""
        if (at := next(life, None)) is not None:
            heappush(self._due, (at, next(self._entry), life))

    def run(self) -> None:
        """Live them all, each step at its instant; those of one instant in the order in which they were entered."""
        while self._due:
            at, _entry, life = heappop(self._due)
            if at > self.until:
                return
            with clock.moved_to(at):
                self.enter(life)
