"""What a report is frozen as: headings, sentences and tables, in text and whole numbers alone. Pure.

Every page and file is drawn from this and from nothing else, so all of them show the same. A cell is a text, a whole
number, or a rate as `[percent, fraction]`. A column is named by a key that never changes and by its words; one without
words is for programs alone.
"""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from metrics.rates import Rate
from roundtable.figures import Rate as RoundRate

Block = dict[str, Any]
Cell = str | int | list[str]
Columns = Sequence[tuple[str, object]]
FORMAT: Final = 1
"""Of the block: goes up by one when drawings have to tell an older one from a newer."""


def section(
    key: str,
    title: object,
    *,
    lines: Iterable[str] = (),
    columns: Columns = (),
    rows: Iterable[Sequence[Cell]] = (),
    notes: Iterable[str] = (),
) -> Block:
    """One part of a report; a table without rows is left out."""
    cells = [list(row) for row in rows]
    return {
        "key": key,
        "title": str(title),
        "lines": list(lines),
        "columns": [{"key": name, "name": str(words)} for name, words in columns] if cells else [],
        "rows": cells,
        "notes": list(notes),
    }


def share(rate: Rate | RoundRate) -> Cell:
    """A rate with its fraction; a dash alone where there is nothing to divide by."""
    return [rate.percent, rate.fraction] if rate.whole else rate.percent


def text_of(cell: Cell) -> str:
    """A cell on one line: `93.94 %（31/33）`."""
    return f"{cell[0]}（{cell[1]}）" if isinstance(cell, list) else str(cell)


def column_of(part: Block, key: str) -> list[Cell]:
    """All cells of one column of a part, by the column's key. Raises KeyError."""
    place = next((place for place, column in enumerate(part["columns"]) if column["key"] == key), None)
    if place is None:
        raise KeyError(key)
    return [row[place] for row in part["rows"]]


def part_of(block: Block, key: str) -> Block:
    """A part of a report by its key. Raises KeyError."""
    for part in block["sections"]:
        if part["key"] == key:
            found: Block = part
            return found
    raise KeyError(key)
