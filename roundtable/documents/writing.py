"""Puts paragraphs and tables into the skeleton of an official document, and makes bytes of it. Knows no content.

Fonts, sizes, indents and lines are the styles of `skeleton/word/styles.xml`, the page is `skeleton/word/document.xml`.
"""

import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path
from typing import Final

import docx
from docx.document import Document
from docx.enum.text import WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length, Twips
from docx.table import Table, _Row
from docx.text.paragraph import Paragraph

from roundtable.documents.words import lines, plain

TEXT_WIDTH: Final = Twips(8845)
"""The text block: 156 mm."""
CHARACTER: Final = Twips(320)
"""One character of body text: 16 pt."""
LETTERS: Final = 28
"""Characters of body text in a line."""
LINE: Final = Twips(579)
"""One line of body text: 28.95 pt, of which 22 fit."""

_SKELETON: Final = Path(__file__).parent / "skeleton"
_ABOVE: Final = {"top": {"val": "nil"}, "bottom": {"val": "single", "sz": "8", "space": "0", "color": "000000"}}
_FOOT: Final = {"vertAnchor": "margin", "horzAnchor": "page", "tblpX": "1587", "tblpYSpec": "bottom"}
_NEVER: Final = (1980, 1, 1, 0, 0, 0)
_LONGEST_PROPERTY: Final = 255


@cache
def _template() -> bytes:
    """The skeleton as one empty document."""
    files = {
        path.relative_to(_SKELETON).as_posix(): path.read_bytes() for path in _SKELETON.rglob("*") if path.is_file()
    }
    return _zipped(files)


def _zipped(files: dict[str, bytes]) -> bytes:
    """An archive that depends on these files alone: no times, one order, and no compressor of some version."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(files):  # [Content_Types].xml comes first, as readers like it
            entry = zipfile.ZipInfo(name, _NEVER)
            entry.create_system = 0
            archive.writestr(entry, files[name])
    return target.getvalue()


def begun() -> Document:
    """An empty document in the official form."""
    return docx.Document(io.BytesIO(_template()))


def finished(document: Document, *, title: str, organ: str, issued_on: date, identifier: str = "") -> bytes:
    """The file. What it says of itself is the organ and its day, never a program or a machine."""
    about = document.core_properties
    about.title, about.language = plain(title)[:_LONGEST_PROPERTY], "zh-CN"
    about.author = about.last_modified_by = plain(organ)[:_LONGEST_PROPERTY]
    about.created = about.modified = datetime.combine(issued_on, time(), tzinfo=UTC)
    if identifier:
        about.identifier = identifier
    written = io.BytesIO()
    document.save(written)
    with zipfile.ZipFile(written) as archive:
        return _zipped({name: archive.read(name) for name in archive.namelist()})


def paragraph(document: Document, text: str = "", *, style: str = "公文正文", label: str = "") -> Paragraph:
    """One paragraph; the label stands in front of it in 黑体 (as 出席：does)."""
    added = document.add_paragraph(style=style)
    if label:
        added.add_run(label, style="黑体字")
    if text:
        added.add_run(plain(text))
    return added


def paragraphs(document: Document, text: str, *, opening: str = "") -> None:
    """Body text, a paragraph for each of its lines, the first with an opening unless it begins like one."""
    for place, line in enumerate(lines(text)):
        paragraph(document, line if place or line.startswith("会议") else f"{opening}{line}")


def blank(document: Document, count: int = 1) -> None:
    """Empty lines."""
    for _each in range(count):
        paragraph(document, style="Normal")


def stacked(document: Document, rows: Iterable[str], *, style: str) -> Paragraph:
    """One paragraph of several lines that were broken by us."""
    added = document.add_paragraph(style=style)
    for place, row in enumerate(rows):
        if place:
            added.add_run().add_break(WD_BREAK.LINE)
        added.add_run(row)
    return added


def named_attachment(document: Document, title: str) -> None:
    """Say below the text what is attached (附件说明); a single attachment has no number (GB/T 9704, 7.3.4)."""
    paragraph(document, f"附件：{title}")


def attachment(document: Document, title: str) -> None:
    """Begin the only attachment on a page of its own: its mark on the first line, its title on the third."""
    paragraph(document, "附件", style="附件标志")
    blank(document)
    stacked(document, [title], style="公文标题")


def table(document: Document, widths: Sequence[Length], *, style: str) -> Table:
    """An empty table of columns that keep their widths."""
    added: Table = document.add_table(rows=0, cols=len(widths))
    added.style, added.autofit = document.styles[style], False
    for column, width in zip(added.columns, widths, strict=True):
        column.width = width
    return added


def row(target: Table, texts: Sequence[str], *, style: str) -> _Row:
    """One more row that is never split over two pages."""
    added: _Row = target.add_row()
    for cell, column, text in zip(added.cells, target.columns, texts, strict=True):
        cell.width = column.width
        cell.paragraphs[0].style = style
        cell.paragraphs[0].add_run(plain(text))
    mark(added, "w:cantSplit")
    return added


def mark(target: _Row, name: str) -> None:
    """Set a switch of a row: `w:cantSplit`, then `w:tblHeader`, in this order."""
    target._tr.get_or_add_trPr().append(OxmlElement(name))  # noqa: SLF001 -- python-docx has no name for it


def above_the_lines(target: _Row) -> None:
    """Put a row above its table: nothing over it, and under it what would be the table's upper line."""
    borders = OxmlElement("w:tcBorders")
    for side, values in _ABOVE.items():
        border = OxmlElement(f"w:{side}")
        for name, value in values.items():
            border.set(qn(f"w:{name}"), value)
        borders.append(border)
    target.cells[0]._tc.get_or_add_tcPr().append(borders)  # noqa: SLF001 -- python-docx has no name for it


def float_at_the_foot(target: Table) -> None:
    """Take a table out of the text, to the lower edge of the text block of the page where the next paragraph stands.

    Sideways it keeps to the page: LibreOffice lets no table float that keeps to the text block and is as wide.
    """
    place, never = OxmlElement("w:tblpPr"), OxmlElement("w:tblOverlap")
    for name, value in _FOOT.items():
        place.set(qn(f"w:{name}"), value)
    never.set(qn("w:val"), "never")
    properties = target._tbl.tblPr  # noqa: SLF001 -- python-docx has no name for it
    properties[0].addnext(place)  # behind the name of the style
    place.addnext(never)
