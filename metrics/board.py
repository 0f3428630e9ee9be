"""What the page of figures shows, out of tallies: rates with their lost cases, lines of units with ranks. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from metrics.definitions import FEWEST_TO_RANK, FIGURES, HANDLED, RATES, RESPONSE, SATISFIED, SOLVED, Definition
from metrics.rates import NOTHING, Rate, Tally, Weights
from orgs.models import Organisation


@dataclass(frozen=True, slots=True)
class Box:
    """One rate, its sentence and how many cases it lost."""

    definition: Definition
    rate: Rate
    lost: int
    excluded: int | None = None  # none: nothing is ever taken out of this rate


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the table. `rank` is empty below five valid revisits (DOMAIN §9)."""

    name: str
    unit_id: int | None
    tally: Tally
    boxes: list[Box]
    score: Decimal | None
    rank: str = ""

    @property
    def score_words(self) -> str:
        """One decimal, or a dash."""
        return NOTHING if self.score is None else str(self.score)


def boxes(tally: Tally, weights: Weights) -> list[Box]:
    """The four rates of a tally."""
    rates = {
        HANDLED.key: tally.handling(),
        RESPONSE.key: tally.response(),
        SOLVED.key: tally.resolution(weights),
        SATISFIED.key: tally.satisfaction(weights),
    }
    return [
        Box(figure, rates[figure.key], tally.lost(figure.key), tally.excluded if figure in RATES else None)
        for figure in FIGURES
    ]


def line(name: str, tally: Tally, weights: Weights, *, unit_id: int | None = None, rank: str = "") -> Line:
    """One row."""
    return Line(name, unit_id, tally, boxes(tally, weights), tally.score(weights), rank)


def ranked(found: Mapping[int | None, Tally], names: Mapping[int, Organisation], weights: Weights) -> list[Line]:
    """Units by score, then by volume; equal scores share a rank, and small samples come after, without one."""
    lines = [
        line(names[unit].display_name, tally, weights, unit_id=unit)
        for unit, tally in found.items()
        if unit is not None
    ]
    lines.sort(key=lambda each: (each.tally.valid < FEWEST_TO_RANK, -(each.score or 0), -each.tally.valid, each.name))
    return [_with_rank(each, lines) for each in lines]


def _with_rank(mine: Line, lines: list[Line]) -> Line:
    if mine.tally.valid < FEWEST_TO_RANK or mine.score is None:
        return mine
    better = sum(
        1 for each in lines if each.tally.valid >= FEWEST_TO_RANK and each.score is not None and each.score > mine.score
    )
    return Line(mine.name, mine.unit_id, mine.tally, mine.boxes, mine.score, str(better + 1))
