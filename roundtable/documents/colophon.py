"""版记 at the foot of the last page: copies to whom, printed by whom and when (GB/T 9704, 7.4); above it the digest."""

from math import ceil
from typing import Final

from docx.document import Document
from docx.enum.text import WD_LINE_SPACING
from docx.shared import Length, Twips
from docx.table import Table

from roundtable.documents import writing
from roundtable.documents.contents import MinutesDocument
from roundtable.documents.words import day, plain, width

_COPIES_LABEL: Final = "抄送："
_COPIES_WIDTH: Final = 26.6  # characters of 14 pt between the label and the right edge
_DIGEST_LINE: Final = Twips(240)
_PRINTED_WIDTH: Final = 29  # characters of 14 pt between both edges


def write(document: Document, content: MinutesDocument) -> None:
    """The last thing of a document; it goes on to a new page where the last one has no room for it.

    The table floats at the foot of the page of the empty paragraph behind it, which is as high as the table: without
    that height the table would come to lie on the text of a full page.
    """
    table = writing.table(document, [writing.TEXT_WIDTH], style="版记")
    writing.above_the_lines(writing.row(table, [f"定稿内容校验码（SHA-256）：{plain(content.digest)}"], style="校验码"))
    copies = "，".join(plain(unit) for unit in content.copies_to)
    if copies:
        writing.row(table, [f"{_COPIES_LABEL}{copies}。"], style="抄送")
    organ, printed = plain(content.issued_by), f"{day(content.issued_on)}印发"
    _print(table, organ, printed)
    writing.float_at_the_foot(table)
    count = _rows(width(copies) + 1, _COPIES_WIDTH) if copies else 0
    _keep_room(document, count + _rows(width(organ) + 1 + width(printed), _PRINTED_WIDTH))


def _rows(wide: float, room: float) -> int:
    """How many lines text of that width fills."""
    return ceil(wide / room)


def _print(table: Table, organ: str, printed: str) -> None:
    """The organ at the left, the day at the right, in one line."""
    place = writing.row(table, [organ], style="印发").cells[0].paragraphs[0]
    place.add_run().add_tab()
    place.add_run(printed)


def _keep_room(document: Document, count: int) -> None:
    """The paragraph that the table hangs on, as high as the digest and so many lines."""
    room = writing.paragraph(document, style="版记锚").paragraph_format
    room.line_spacing_rule, room.line_spacing = WD_LINE_SPACING.EXACTLY, Length(count * writing.LINE + _DIGEST_LINE)
