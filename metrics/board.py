"""What the page of figures shows, out of tallies: rates with their lost cases, lines of units with ranks. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from metrics.bands import Band, band_of
from metrics.definitions import FEWEST_TO_RANK, FIGURES, HANDLED, RATES, RESPONSE, SATISFIED, SOLVED, Definition
from metrics.rates import NOTHING, Rate, Tally, Weights
from metrics.rules import Rule
from orgs.models import Organisation

ByUnit = Mapping[int | None, Tally]


@dataclass(frozen=True, slots=True)
class Box:
    """One rate, its sentence and how many cases it lost."""

    definition: Definition
    rate: Rate
    lost: int
    excluded: int | None = None  # none: nothing is ever taken out of this rate


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the table.

    `rank` is empty below five valid revisits (DOMAIN §9) and where the county shows none; `climbed` is by how many
    places it is better than in the period before, None for what had no rank then. `band` is empty below ten.
    """

    name: str
    unit_id: int | None
    tally: Tally
    boxes: list[Box]
    score: Decimal | None
    rank: str = ""
    band: Band | None = None
    climbed: int | None = None

    @property
    def fell(self) -> int:
        """By how many places it is worse than before."""
        return max(0, -(self.climbed or 0))

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


def ranked(found: ByUnit, names: Mapping[int, Organisation], weights: Weights) -> list[Line]:
    """Units by score, then by volume; equal scores share a rank, and small samples come after, without one."""
    lines = [
        line(names[unit].display_name, tally, weights, unit_id=unit)
        for unit, tally in found.items()
        if unit is not None
    ]
    lines.sort(key=lambda each: (each.tally.valid < FEWEST_TO_RANK, -(each.score or 0), -each.tally.valid, each.name))
    return [_with_rank(each, lines) for each in lines]


def league(found: ByUnit, before: ByUnit, names: Mapping[int, Organisation], rule: Rule) -> list[Line]:
    """Units as `ranked`, with their bands, and how far each has come since the period `before`."""
    places = {each.unit_id: int(each.rank) for each in ranked(before, names, rule.weights) if each.rank}
    return [
        replace(
            each,
            band=band_of(each.score, each.tally.valid, rule.thresholds),
            climbed=places[each.unit_id] - int(each.rank) if each.rank and each.unit_id in places else None,
        )
        for each in ranked(found, names, rule.weights)
    ]


def in_bands(found: ByUnit, names: Mapping[int, Organisation], rule: Rule) -> list[Line]:
    """Units band by band and by name within one, for a county without a league table; the small samples last."""
    order = {band: place for place, band in enumerate(Band)}
    lines = [
        replace(each, rank="", band=band_of(each.score, each.tally.valid, rule.thresholds))
        for each in ranked(found, names, rule.weights)
    ]
    return sorted(lines, key=lambda each: (order[each.band] if each.band else len(order), each.name))


def _with_rank(mine: Line, lines: list[Line]) -> Line:
    if mine.tally.valid < FEWEST_TO_RANK or mine.score is None:
        return mine
    better = sum(
        1 for each in lines if each.tally.valid >= FEWEST_TO_RANK and each.score is not None and each.score > mine.score
    )
    return Line(mine.name, mine.unit_id, mine.tally, mine.boxes, mine.score, str(better + 1))
