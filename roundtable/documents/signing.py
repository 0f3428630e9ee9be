"""Who signs an official document: the organ at the right, the day below it (GB/T 9704, 7.3.5, without a seal)."""

from datetime import date
from typing import Final

from docx.document import Document
from docx.shared import Length
from docx.text.parfmt import ParagraphFormat

from roundtable.documents import writing
from roundtable.documents.words import day, plain, width

_EDGE: Final = 2  # characters that the longer of both stays from the right edge
_SHIFT: Final = 2  # characters that the day begins to the right of the organ's first


def sign(document: Document, *, organ: str, on: date) -> None:
    """Two lines. The day begins two characters to the right of the organ; the longer one ends two from the edge."""
    name, written = plain(organ), day(on)
    beyond = width(name) - _SHIFT - width(written)  # how far the organ ends to the right of the day
    _right(document, name, _EDGE + max(-beyond, 0)).keep_with_next = True
    _right(document, written, _EDGE + max(beyond, 0))


def _right(document: Document, text: str, characters: float) -> ParagraphFormat:
    placed: ParagraphFormat = writing.paragraph(document, text, style="落款").paragraph_format
    placed.right_indent = Length(round(characters * writing.CHARACTER))
    return placed
