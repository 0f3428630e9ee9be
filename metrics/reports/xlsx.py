"""A frozen report as a workbook: a first page in words, then a page for each table. Numbers as they are frozen."""

import io
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from metrics.reports.blocks import Block, Cell
from web.sheet_writing import Page, Percent, Value, write_book

FRACTION: Final = "（分子/分母）"
"""Behind the name of a rate, over the column that says of what it is made."""

_NO_TITLE = str.maketrans("", "", "[]:*?/\\'")
_LONGEST_TITLE = 31
_PERCENT: Final = re.compile(r"([0-9]+\.[0-9]+) %")


def report_xlsx(block: Block, *, version: int, reason: str, digest: str, seal: str, checkpoint: int) -> bytes:
    """The report. A cell that a spreadsheet could run is text (`web.sheet_writing`)."""
    about: list[tuple[str, Value]] = [
        ("标题", block["title"]), *([("单位", block["unit"]["name"])] if block["unit"] else []),
        ("期间", block["days"]), ("版本", version), *([("更正原因", reason)] if reason else []),
        ("制表", block["organ"]), ("制表时间", block["made_at"]), ("内容校验码（SHA-256）", digest),
        ("日志封存点", checkpoint), ("链头", seal),
    ]  # fmt: skip
    target = io.BytesIO()
    write_book(target, [Page("说明", ("项目", "内容"), [*about, *_said(block)]), *_tables(block)])
    return target.getvalue()


def _said(block: Block) -> Iterator[tuple[str, Value]]:
    """Every sentence, with the part that it stands in."""
    for part in block["sections"]:
        yield from ((part["title"], line) for line in (*part["lines"], *part["notes"]))
    yield from (("口径", note) for note in block["notes"])


def _tables(block: Block) -> Iterator[Page]:
    """A rate stands in two columns: the number, and what it is made of."""
    for part in block["sections"]:
        if not part["rows"]:
            continue
        columns = [
            (place, column["name"], any(isinstance(row[place], list) for row in part["rows"]))
            for place, column in enumerate(part["columns"])
            if column["name"]
        ]
        headings = [words for _, name, rate in columns for words in ([name, name + FRACTION] if rate else [name])]
        rows = [
            [value for place, _, rate in columns for value in _values(row[place], rate=rate)] for row in part["rows"]
        ]
        yield Page(part["title"].translate(_NO_TITLE)[:_LONGEST_TITLE], headings, rows)


def _values(cell: Cell, *, rate: bool) -> list[Value]:
    told, fraction = cell if isinstance(cell, list) else (cell, "")
    percent = _PERCENT.fullmatch(told) if isinstance(told, str) else None
    value: Value = Percent(Decimal(percent[1])) if percent else told
    return [value, fraction] if rate else [value]
