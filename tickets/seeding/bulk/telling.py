"""Cases by their place in the season: the n-th one is the same whoever tells it and whenever. Pure."""

from bisect import bisect_right
from collections.abc import Iterator
from random import Random

from tickets.models import Ticket
from tickets.seeding.bulk.calls import Place
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
        place = self._place(ordinal, number)
        ledger = self._life(place, brisk=False)
        return self._life(place, brisk=True) if self._falls_short(place, ledger.ticket) else ledger

    def _place(self, ordinal: int, number: str) -> Place:
        filed_at = self.season.at(ordinal)
        return Place(
            ordinal=ordinal,
            number=number,
            filed_at=filed_at,
            until=self.season.until,
            settled=filed_at < self.season.turn,
            presses=self.season.presses(ordinal),
        )

    def _falls_short(self, place: Place, ticket: Ticket) -> bool:
        """Whether a case that must have ended has not, or one of the closed year that was accepted is not handled."""
        if self.season.must_end(place.ordinal) and ticket.status in OPEN:
            return True
        if not place.settled or ticket.accepted_at is None:
            return False
        return ticket.passed_at is None or (place.presses and ticket.passed_at >= self.season.turn)

    def _life(self, place: Place, *, brisk: bool) -> Ledger:
        rng = Random(f"{self.seed} {place.ordinal} {brisk}")  # noqa: S311 -- invented lives, told the same way each time
        ledger = Ledger(
            county=self.scene.county,
            calendar=self.scene.calendar,
            rng=rng,
            ordinal=place.ordinal,
            floors=self.floors,
            spared=self.scene.spared,
        )
        Life(self.scene, ledger, place).tell(brisk=brisk)
        ledger.settle()
        return ledger
