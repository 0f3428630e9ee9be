"""Small charts as coordinates of their SVG: numbers in, points out. Pure; the words stand beside them in the page."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

WIDTH: Final = 300
HEIGHT: Final = 64
_EDGE: Final = 6
_AIR: Final = Decimal("0.02")  # above and below what is drawn: a flat line does not lie on the edge
BAR_WIDTH: Final = 240
BAR_HEIGHT: Final = 82


@dataclass(frozen=True, slots=True)
class Line:
    """A line over months with its target; months without a value are left out, the line goes on behind them."""

    points: str
    area: str
    target_y: str
    dot: tuple[str, str] | None


@dataclass(frozen=True, slots=True)
class Bars:
    """A bar a month, as one path each for `old` months and for the last twelve: a page has hundreds of bars."""

    old: str
    new: str


def line(values: Sequence[Decimal | None], target: Decimal) -> Line:
    """`values` between 0 and 1, a month each, the oldest first."""
    known = [value for value in values if value is not None]
    low = max(min([*known, target]) - _AIR, Decimal(0))
    high = min(max([*known, target]) + _AIR, Decimal(1))
    step = Decimal(WIDTH - 2 * _EDGE) / max(len(values) - 1, 1)

    def y_of(value: Decimal) -> Decimal:
        return HEIGHT - _EDGE - (HEIGHT - 2 * _EDGE) * (value - low) / (high - low)

    places = [(_EDGE + step * n, y_of(value)) for n, value in enumerate(values) if value is not None]
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    area = f"{places[0][0]:.1f},{HEIGHT} {points} {places[-1][0]:.1f},{HEIGHT}" if places else ""
    dot = (f"{places[-1][0]:.1f}", f"{places[-1][1]:.1f}") if places else None
    return Line(points, area, f"{y_of(target):.1f}", dot)


def bars(counts: Sequence[int], *, most: int, new: int = 12) -> Bars:
    """One bar a month on a scale that ends at `most`, so that charts beside each other compare."""
    step = Decimal(BAR_WIDTH) / max(len(counts), 1)
    drawn = [_bar(step * n + 1, step - 2, _tall(count, most)) for n, count in enumerate(counts)]
    first_new = max(len(counts) - new, 0)
    return Bars("".join(drawn[:first_new]), "".join(drawn[first_new:]))


def _bar(x: Decimal, width: Decimal, height: Decimal) -> str:
    """Up from the axis, over and down again; nothing for a month without a case."""
    return f"M{x:.1f} {BAR_HEIGHT}v-{height:.1f}h{width:.1f}v{height:.1f}z" if height else ""


def _tall(count: int, most: int) -> Decimal:
    return Decimal(BAR_HEIGHT) * count / most if most else Decimal(0)
