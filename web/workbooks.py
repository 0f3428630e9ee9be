"""Opening an .xlsx without trusting it: sizes are judged before unpacking, saved results are read, nothing is computed.

openpyxl reads its XML through defusedxml, which is installed for that: entities and external references are refused.
"""

import re
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from typing import Any, BinaryIO, Final

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.xml import DEFUSEDXML

from web.sheets import MOST_COLUMNS, Cell, SheetProblem, Table, cell_name, lost_digits, text_cell

MOST_PARTS: Final = 500
MOST_UNPACKED: Final = 120 * 1024 * 1024
HIGHEST_RATIO: Final = 150  # an honest sheet of repeated words shrinks by 20 to 60
SMALL: Final = 1024 * 1024  # below this a ratio says nothing
EXACT_DIGITS: Final = 15  # what a spreadsheet's number can hold
CHUNK: Final = 256 * 1024

_MERGED: Final = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]+[0-9]+(?::[A-Z]+([0-9]+))?)"')
_FORMULA: Final = re.compile(rb'<(?:\w+:)?c\s[^>]*?\br="([A-Z]+[0-9]+)"[^>]*>\s*<(?:\w+:)?f[\s>/]')

if not DEFUSEDXML:
    msg = "defusedxml is missing: openpyxl would expand entities"
    raise ImportError(msg)


def open_workbook(file: BinaryIO) -> Table:
    """The first visible sheet as a table. Raises SheetProblem."""
    unreadable = _("读不出这个 .xlsx 文件，它可能没有传完整，请用表格软件打开另存后再传")
    try:
        _guard(file)
        book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
        sheet, *others = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        merged, formulas = _marks(file, sheet._worksheet_path)  # noqa: SLF001 -- the part's name has no other door
    except SheetProblem:
        raise
    except Exception as problem:
        raise SheetProblem(unreadable) from problem
    sheet.reset_dimensions()  # programs write wrong ones, and rows would be lost
    table = Table(rows=_rows(sheet, formulas, unreadable=unreadable), merged=merged)
    if others:
        words = {"n": 1 + len(others), "title": sheet.title}
        table.warnings.append(_("文件里有 %(n)d 张工作表，只读了第一张“%(title)s”") % words)
    if formulas:
        words = {"n": len(formulas), "where": next(iter(formulas))}
        table.warnings.append(_("%(where)s 等 %(n)d 格是公式，按文件里保存的结果读取，没有重新计算") % words)
    return table


def _guard(file: BinaryIO) -> None:
    """Before anything is unpacked: number of parts, their sizes and ratio, no macros.

    A part that lies about its size is read no further than it says, and then fails its checksum.
    """
    with zipfile.ZipFile(file) as packed:
        parts = packed.infolist()
        unpacked = sum(part.file_size for part in parts)
        bomb = any(part.file_size > SMALL and part.file_size > HIGHEST_RATIO * part.compress_size for part in parts)
        if len(parts) > MOST_PARTS or unpacked > MOST_UNPACKED or bomb:
            raise SheetProblem(_("这个文件解开后大得不正常，没有读取。请把内容复制到新表格里，拆成几份再传"))
        if any(part.flag_bits & 1 for part in parts):
            raise SheetProblem(_("文件加了密码，请另存为不带密码的 .xlsx 后再传"))
        if any(part.filename.casefold().endswith("vbaproject.bin") for part in parts):
            raise SheetProblem(_("文件里有宏，请另存为不带宏的 .xlsx 后再传"))


def _marks(file: BinaryIO, part: str) -> tuple[list[tuple[int, str]], dict[str, None]]:
    """Merged ranges with their last line, and the cells that are formulas: the streaming reader tells neither."""
    merged: list[tuple[int, str]] = []
    formulas: dict[str, None] = {}
    with zipfile.ZipFile(file) as packed, packed.open(part) as stream:
        kept = b""
        while chunk := stream.read(CHUNK):
            text = kept + chunk
            for found in _MERGED.finditer(text):
                name = found[1].decode()
                last = int(found[2] or re.sub(r"\D", "", name))
                merged.append((last, name))
            formulas |= {found[1].decode(): None for found in _FORMULA.finditer(text)}
            kept = text[-512:]
    return merged, formulas


def _rows(sheet: Any, formulas: dict[str, None], *, unreadable: str) -> Iterator[tuple[int, Sequence[Cell]]]:
    rows = enumerate(sheet.iter_rows(max_col=MOST_COLUMNS + 1), start=1)
    while True:
        try:
            numbered = next(rows, None)
            if numbered is None:
                return
            line, cells = numbered
            read = [_cell(cell, line=line, place=place, formulas=formulas) for place, cell in enumerate(cells, start=1)]
        except Exception as problem:
            raise SheetProblem(unreadable) from problem
        while read and not (read[-1].text or read[-1].problem):
            read.pop()
        yield line, read


def _cell(cell: Any, *, line: int, place: int, formulas: dict[str, None]) -> Cell:
    """A value as people see it; a formula without a saved result and an error value are named."""
    value = cell.value
    if value is None:
        if (where := cell_name(line, place)) in formulas:
            return Cell("", _("%(where)s 是没有结果的公式，请复制后选择性粘贴为数值") % {"where": where})
        return Cell("")
    if cell.data_type == "e":
        return Cell("", _("%(where)s 是错误值 %(value)s") % {"where": cell_name(line, place), "value": value})
    if isinstance(value, bool):
        return Cell(_("是") if value else _("否"))
    if isinstance(value, int | float):
        return _number(value, line=line, place=place)
    return text_cell(_moment(value), line=line, place=place)


def _number(value: float, *, line: int, place: int) -> Cell:
    """Whole numbers with all their digits, never 1.38E+10; digits beyond what a number holds are lost."""
    if value % 1:
        return Cell(f"{value:.15g}")
    digits = str(int(value))
    if len(digits.lstrip("-")) > EXACT_DIGITS:
        return Cell("", lost_digits(cell_name(line, place)))
    return Cell(digits)


def _moment(value: Any) -> str:
    """Days and times as 2026-11-18 09:30; midnight is a day."""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d}" if value.time() == time() else f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return f"{value:%Y-%m-%d}"
    return f"{value:%H:%M}" if isinstance(value, time) else str(value)
