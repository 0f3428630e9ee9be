"""Which cells of a table may be read by everybody, so that no small one can be computed. Pure (ADR 0047).

A table is a partition: its cells sum up to a total that is published too. A cell is a tuple of whole numbers; the first
is its size, the rest says more of the same cases. Small cells are withheld, zero included, and with them as many more
as it takes; nothing published says which of the withheld are the small ones.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

Cell = tuple[int, ...]

FEWEST: Final = 5
"""A count below it is not published."""
FEWEST_TO_RATE: Final = 10
"""Nor a rate over fewer answers: the smallest sample that stands in a band."""
SPREAD: Final = 2
"""Whoever reckons the bounds of a withheld cell finds its lowest and highest value at least so far apart."""


@dataclass(frozen=True, slots=True)
class Released:
    """What everybody reads of one table. `total` is None where the table is small as a whole."""

    total: Cell | None
    shown: Mapping[str, Cell] = field(default_factory=dict)
    hidden: frozenset[str] = frozenset()

    def of(self, keys: frozenset[str]) -> Cell | None:
        """The sum of these cells, as anybody can compute it; None where it cannot be."""
        if self.total is None:
            return None
        inside = keys & self.hidden
        if inside and inside != self.hidden:
            return None
        width = len(self.total)
        if not inside:
            return _sum((self.shown[key] for key in keys if key in self.shown), width)
        outside = _sum((cell for key, cell in self.shown.items() if key not in keys), width)
        return tuple(whole - other for whole, other in zip(self.total, outside, strict=True))


def release(table: Mapping[str, Cell], *, width: int, fewest: int) -> Released:
    """What may be read of a table whose cells are `width` long, when cells below `fewest` are small."""
    total = _sum(table.values(), width)
    if total[0] < fewest:
        return Released(None, {}, frozenset(table))
    hidden = withheld({key: cell[0] for key, cell in table.items()}, fewest=fewest)
    return Released(total, {key: cell for key, cell in table.items() if key not in hidden}, hidden)


def withheld(sizes: Mapping[str, int], *, fewest: int) -> frozenset[str]:
    """The small cells, and the next larger ones until no withheld cell is narrowly bounded; all where that fails."""
    order = sorted(sizes, key=lambda key: (sizes[key], key))
    count = sum(size < fewest for size in sizes.values())
    if not count:
        return frozenset()
    while count < len(order) and not _is_vague([sizes[key] for key in order], count, fewest):
        count += 1
    return frozenset(order[:count])


def may_follow(new: Released, old: Released, *, fewest: int) -> bool:
    """Whether both may be known: whatever can be computed from each has not moved, or by as many cases as a cell has.

    A sum of cells that can be computed in both is made of the parts that are compared here.
    """
    if _moved_slightly(new.total, old.total, fewest=fewest):
        return False
    return not any(_moved_slightly(new.of(part), old.of(part), fewest=fewest) for part in _parts(new, old))


def _moved_slightly(new: Cell | None, old: Cell | None, *, fewest: int) -> bool:
    if new is None or old is None or new == old:
        return False
    return abs(new[0] - old[0]) < fewest


def _parts(new: Released, old: Released) -> Iterator[frozenset[str]]:
    """The smallest sets of cells that can be computed in both."""
    every = frozenset(new.shown) | new.hidden | frozenset(old.shown) | old.hidden
    yield from (frozenset({key}) for key in every - new.hidden - old.hidden)
    if new.hidden & old.hidden:
        yield new.hidden | old.hidden
    else:
        yield from (group for group in (new.hidden, old.hidden) if group)


def _is_vague(sizes: list[int], count: int, fewest: int) -> bool:
    """Whether the first `count` cells, in the order of size, can be withheld: a reader knows the rule.

    Known are their sum, that some are below `fewest`, and that the others are no larger than the smallest published.
    """
    group, rest = sizes[:count], sizes[count:]
    whole = sum(group)
    if count < SPREAD or whole < fewest:
        return False
    most = rest[0] if rest else whole
    lows = [0 if size < fewest else fewest for size in group]
    highs = [fewest - 1 if size < fewest else most for size in group]
    low, high = sum(lows), sum(highs)
    return all(
        min(top, whole - (low - bottom)) - max(bottom, whole - (high - top)) >= SPREAD
        for bottom, top in zip(lows, highs, strict=True)
    )


def _sum(cells: Iterable[Cell], width: int) -> Cell:
    total = [0] * width
    for cell in cells:
        for place, number in enumerate(cell):
            total[place] += number
    return tuple(total)
