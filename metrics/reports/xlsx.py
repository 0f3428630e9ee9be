"""A frozen report as a workbook: a first page in words, then a page for each table. Numbers as they are frozen."""

import io
from collections.abc import Iterator

from metrics.reports.blocks import Block, text_of
from web.sheet_writing import Page, Value, write_book

_NO_TITLE = str.maketrans("", "", "[]:*?/\\'")
_LONGEST_TITLE = 31


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
    for part in block["sections"]:
        shown = [place for place, column in enumerate(part["columns"]) if column["name"]]
        if part["rows"]:
            rows: list[list[Value]] = [
                [cell if isinstance(cell := row[place], int) else text_of(cell) for place in shown]
                for row in part["rows"]
            ]
            headings = [part["columns"][place]["name"] for place in shown]
            yield Page(part["title"].translate(_NO_TITLE)[:_LONGEST_TITLE], headings, rows)
