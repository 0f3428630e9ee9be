"""A frozen report as a page, a Word file or a workbook draws it: its parts with what people see of them. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from metrics.reports.blocks import Block, Cell

TALL: Final = frozenset({"counts", "now", "round_table", "score", "together"})
"""Parts whose table is two columns: a name and a number."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One cell: its text, and the fraction beside a rate."""

    words: str
    fraction: str = ""
    heading: str = ""
    is_name: bool = False
    is_number: bool = False

    @property
    def line(self) -> str:
        """`93.94 %（31/33）`."""
        return f"{self.words}（{self.fraction}）" if self.fraction else self.words


@dataclass(frozen=True, slots=True)
class Part:
    """One part, without the columns that are for programs."""

    key: str
    title: str
    lines: list[str]
    headings: list[Shown]
    rows: list[list[Shown]]
    notes: list[str]

    @property
    def is_tall(self) -> bool:
        """Whether it is a list of names with numbers."""
        return self.key in TALL


def parts(block: Block) -> Iterator[Part]:
    """All of them, in the order of the report."""
    for part in block["sections"]:
        columns = [(place, column) for place, column in enumerate(part["columns"]) if column["name"]]
        rows = [[_cell(row[place], column) for place, column in columns] for row in part["rows"]]
        headings = [_cell(column["name"], column) for _place, column in columns]
        yield Part(part["key"], part["title"], part["lines"], headings, rows, part["notes"])


def _cell(cell: Cell, column: Block) -> Shown:
    name = column["key"] in {"name", "change", "band"}
    words, fraction = (cell[0], cell[1]) if isinstance(cell, list) else (str(cell), "")
    return Shown(words, fraction, column["name"], column["key"] == "name", not name)
