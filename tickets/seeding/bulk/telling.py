"""Cases by their place in the season: the n-th one is the same whoever tells it and whenever. Pure."""

from bisect import bisect_right
from collections.abc import Iterator
from random import Random

from tickets.seeding.bulk.ledger import Ledger, Numbers
from tickets.seeding.bulk.lives import Life
from tickets.seeding.bulk.scene import Scene
from tickets.seeding.bulk.season import Season
from tickets.services.numbers import written
from tickets.statuses import OPEN


class Telling:
    """A season's cases in a county. `floors` are the highest ids that each table holds already."""

    def __init__(self, scene: Scene, season: Season, *, seed: str, floors: Numbers) -> None:
        self.scene, self.season, self.seed, self.floors = scene, season, seed, floors
        self._firsts = self._first_of_each_day()

    def _first_of_each_day(self) -> list[int]:
        firsts = [0]
        for _day, count in self.season.counts():
            firsts.append(firsts[-1] + count)
        return firsts

    def ledgers(self, start: int, stop: int) -> Iterator[Ledger]:
        """The cases from one place to another."""
        for ordinal in range(start, stop):
            first = self._firsts[bisect_right(self._firsts, ordinal) - 1]
            yield self._case(ordinal, written(self.season.at(ordinal).date(), ordinal - first + 1))

    def _case(self, ordinal: int, number: str) -> Ledger:
        ledger = self._life(ordinal, number, brisk=False)
        if self.season.must_end[ordinal] and ledger.ticket.status in OPEN:
            ledger = self._life(ordinal, number, brisk=True)
        return ledger

    def _life(self, ordinal: int, number: str, *, brisk: bool) -> Ledger:
        rng = Random(f"{self.seed} {ordinal} {brisk}")  # noqa: S311 -- invented lives, told the same way each time
        ledger = Ledger(
            county=self.scene.county,
            calendar=self.scene.calendar,
            rng=rng,
            ordinal=ordinal,
            floors=self.floors,
            spared=self.scene.spared,
        )
        life = Life(
            self.scene,
            ledger,
            number=number,
            ordinal=ordinal,
            filed_at=self.season.at(ordinal),
            until=self.season.until,
        )
        life.tell(brisk=brisk)
        ledger.settle()
        return ledger
