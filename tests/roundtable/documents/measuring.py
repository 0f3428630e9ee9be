"""Opens a file that was made and measures it, as an office would with a ruler."""

import io
import zipfile
from collections.abc import Iterable

import docx
from docx.document import Document
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph
from lxml import etree

W = {"w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main"}
MM = 1440 / 25.4
"""Twips in a millimetre."""


def opened(file: bytes) -> Document:
    """The file as python-docx reads it."""
    return docx.Document(io.BytesIO(file))


def part(file: bytes, name: str) -> etree._Element:
    """The root of one part of the file."""
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        return etree.fromstring(archive.read(name))


def texts(file: bytes, *, style: str = "") -> list[str]:
    """The paragraphs' texts, or those of one style; tables are left out."""
    return [line.text for line in opened(file).paragraphs if not style or style_of(line) == style]


def style_of(line: Paragraph) -> str:
    """The name of the paragraph's style."""
    return str(line.style.name) if line.style else ""


def rows(table: Table) -> list[list[str]]:
    """The table's cells as text."""
    return [[cell.text for cell in row.cells] for row in table.rows]


def body_order(file: bytes) -> list[str]:
    """What follows what: the text of each paragraph, `table` for each table."""
    body = part(file, "word/document.xml").find("w:body", W)
    assert body is not None
    return ["table" if child.tag == qn("w:tbl") else "".join(child.itertext()) for child in body]


def inherited(file: bytes, style: str, path: str, attribute: str) -> str:
    """What a style, or the nearest one that it is based on, says: `("公文正文", "w:pPr/w:spacing", "line")`."""
    styles = part(file, "word/styles.xml")
    for element in _line_of(styles, style):
        for found in element.iterfind(path, W):
            if (value := found.get(qn(f"w:{attribute}"))) is not None:
                return str(value)
    return ""


def _line_of(styles: etree._Element, name: str) -> Iterable[etree._Element]:
    """The style of that name, then what it is based on."""
    by_name = {_value(style, "w:name"): style for style in styles.iterfind("w:style", W)}
    by_id = {str(style.get(qn("w:styleId"))): style for style in styles.iterfind("w:style", W)}
    found: etree._Element | None = by_name[name]
    while found is not None:
        yield found
        found = by_id.get(_value(found, "w:basedOn"))


def _value(style: etree._Element, path: str) -> str:
    found = style.find(path, W)
    return "" if found is None else str(found.get(qn("w:val")))
