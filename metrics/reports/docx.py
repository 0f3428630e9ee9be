"""A frozen report as a Word file in the form of an official document (GB/T 9704), out of the round table's parts."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from docx.document import Document
from docx.shared import Length

from metrics.reports.blocks import Block
from metrics.reports.drawing import Part, Shown, parts
from roundtable.documents import writing
from roundtable.documents.signing import sign
from roundtable.documents.titles import TITLE_WIDTH, broken
from roundtable.documents.words import numeral, width

_NARROWEST, _WIDEST = 2.4, 8.0
"""Of a column, in characters of a table."""
_MARGINS: Final = 1.0
_TALL: Final = (0.3, 0.2, 0.3, 0.2)
"""Of the text block: name, number, and both again."""
_SIGNING: Final = "（签字、盖章）："


def report_docx(block: Block, *, version: int, reason: str, digest: str, seal: str, checkpoint: int) -> bytes:
    """The report; the same block gives the same bytes."""
    document, on = writing.begun(), datetime.fromisoformat(block["made_at"]).date()
    _head(document, block, version=version, reason=reason)
    for number, part in enumerate(parts(block), start=1):
        _part(document, part, number)
    writing.paragraph(document, f"{numeral(len(block['sections']) + 1)}、口径", style="一级标题")
    for note in block["notes"]:
        writing.paragraph(document, note)
    for who in block.get("signed_by", ()):
        writing.blank(document)
        writing.paragraph(document, f"{who}{_SIGNING}")
    writing.blank(document)
    sign(document, organ=block["organ"], on=on)
    writing.paragraph(document, f"内容校验码（SHA-256）：{digest}", style="校验码")
    writing.paragraph(document, f"日志封存点 {checkpoint}，链头：{seal}", style="校验码")
    return writing.finished(document, title=block["title"], organ=block["organ"], issued_on=on, identifier=digest)


def _head(document: Document, block: Block, *, version: int, reason: str) -> None:
    writing.stacked(document, broken(block["title"], TITLE_WIDTH), style="公文标题")
    whose = f"{block['unit']['name']}\u3000" if block["unit"] else ""
    under = [f"（{whose}{block['days']}）", *([f"第{version}版，更正：{reason}"] if version > 1 else [])]
    writing.stacked(document, [row for line in under for row in broken(line, writing.LETTERS)], style="标题说明")
    writing.blank(document)


def _part(document: Document, part: Part, number: int) -> None:
    writing.paragraph(document, f"{numeral(number)}、{part.title}", style="一级标题")
    for line in part.lines:
        writing.paragraph(document, line)
    if part.rows:
        _table(document, part)
    for note in part.notes:
        writing.paragraph(document, note)


def _table(document: Document, part: Part) -> None:
    """A list of names with numbers has two of them in a row, to spare paper."""
    headings, rows = [each.words for each in part.headings], [[_spelled(cell) for cell in row] for row in part.rows]
    widths = _widths(part)
    if part.is_tall:
        headings, rows = headings * 2, [*_by_two(rows)]
        widths = [Length(round(writing.TEXT_WIDTH * each)) for each in _TALL]
    table = writing.table(document, widths, style="清单")
    writing.mark(writing.row(table, headings, style="清单表头"), "w:tblHeader")
    for row in rows:
        writing.row(table, row, style="清单文字")


def _by_two(rows: list[list[str]]) -> Iterator[list[str]]:
    """Two and two; the last may stand alone."""
    for place in range(0, len(rows), 2):
        beside = rows[place + 1] if place + 1 < len(rows) else [""] * len(rows[place])
        yield [*rows[place], *beside]


def _spelled(cell: Shown) -> str:
    """One cell; a number keeps its unit on its line."""
    words = cell.words.replace(" %", "\u00a0%")
    return f"{words} {cell.fraction}" if cell.fraction else words


def _widths(part: Part) -> list[Length]:
    """The text block shared out by what stands in the columns."""
    wanted = [_wanted(part, place) for place in range(len(part.headings))]
    return [Length(round(writing.TEXT_WIDTH * each / sum(wanted))) for each in wanted]


def _wanted(part: Part, place: int) -> float:
    cells = [row[place] for row in part.rows]
    longest = max(max(width(cell.words), width(cell.fraction)) for cell in cells)
    heading = width(part.headings[place].words) / 2
    return min(max(longest, heading, _NARROWEST), _WIDEST) + _MARGINS
