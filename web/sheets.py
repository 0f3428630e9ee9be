"""Tables that people send (.xlsx, .csv): rows of text with their line numbers, or a sentence that says what to mend.

Evaluates nothing, unpacks nothing to disk, knows no app. `web.workbooks` opens the .xlsx, `web.sheet_writing` writes.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import BinaryIO, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from web.text import strip_ends

MOST_BYTES: Final = 10 * 1024 * 1024
MOST_ROWS: Final = 5_000
MOST_COLUMNS: Final = 60
LONGEST_CELL: Final = 4_000
TOP_ROWS: Final = 10  # the headings stand somewhere here, below titles and notes
DELIMITERS: Final = ",;\t"
RISKY: Final = "=+-@\t\r\0＝＋－＠"  # what a spreadsheet may take for a formula (ASVS V1.2.10)

_SCIENTIFIC: Final = re.compile(r"[0-9](\.[0-9]+)?E\+[0-9]{2,}", re.IGNORECASE)
_WRAPPED: Final = re.compile(r'="([^"]*)"')  # ="0138…" is how people keep digits in a .csv
_UNSEEN: Final = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef\ufffe\uffff]"
)
_LINE_ENDS: Final = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_ASIDE: Final = re.compile(r"[(（\[【].*?[)）\]】]|[\s*＊:：_]")


class SheetProblem(ValidationError):
    """The table as a whole cannot be read. Carries the sentence; a form field may let it through."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A wanted column: `name` in code, `label` as we write it, `synonyms` as others do."""

    name: str
    label: str
    synonyms: tuple[str, ...] = ()
    required: bool = False

    def is_headed(self, heading: str) -> bool:
        """Whether this heading means the column; case, blanks, stars and what stands in brackets do not count."""
        return plain(heading) in {plain(word) for word in (self.label, *self.synonyms)}


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its line in the file, the text of each wanted column ("" where absent) and what is wrong with cells."""

    line: int
    cells: Mapping[str, str]
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What was read. `headings` maps a column's name to the heading found; `unknown` are headings nobody asked for."""

    rows: list[Row]
    headings: Mapping[str, str]
    unknown: list[str]
    warnings: list[str]


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell's text and, where it cannot be trusted, the sentence why. `where` names it as the program does: C5."""

    text: str
    problem: str = ""


@dataclass(slots=True)
class Table:
    """The raw rows of a file with their lines, and what its reader noticed."""

    rows: Iterable[tuple[int, Sequence[Cell]]]
    warnings: list[str] = field(default_factory=list)
    merged: Sequence[tuple[int, str]] = ()  # last line and name of each merged range


def read(file: BinaryIO, *, name: str, columns: Sequence[Column], most_rows: int = MOST_ROWS) -> Sheet:
    """The rows under the headings. Raises SheetProblem with a sentence a person can act on.

    Blank rows are left out. Columns are found by heading, in any order; others are named in `unknown`.
    """
    file.seek(0, io.SEEK_END)
    size = file.tell()
    file.seek(0)
    if size == 0:
        raise SheetProblem(_("文件是空的，请检查后重新选择"))
    if size > MOST_BYTES:
        raise SheetProblem(_("文件超过 10 MB，请拆成几份再传"))
    table = _open(file, name=name)
    try:
        return _under_headings(table, columns=columns, most_rows=most_rows)
    except csv.Error as problem:
        raise SheetProblem(_("这份 .csv 的引号没有配对，或有一格太长，请用表格软件另存为 .xlsx 后再传")) from problem


def plain(heading: str) -> str:
    """A heading without what people add to it: stars, blanks, units and hints in brackets."""
    return _ASIDE.sub("", unicodedata.normalize("NFKC", heading).casefold())


def cell_name(line: int, place: int) -> str:
    """How a spreadsheet names a cell: line 5, third column is C5. `place` counts from 1."""
    letters = ""
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{line}"


def text_cell(value: str, *, line: int, place: int) -> Cell:
    """Text as people see it: unseen characters gone, guards of our own files taken off, lost digits named."""
    if wrapped := _WRAPPED.fullmatch(value.strip()):
        value = wrapped[1]
    if value[:1] == "'" and value[1:2] and value[1] in RISKY:
        value = value[1:]
    text = strip_ends(unicodedata.normalize("NFC", _UNSEEN.sub("", _LINE_ENDS.sub("\n", value))))
    where = cell_name(line, place)
    if len(text) > LONGEST_CELL:
        return Cell("", _("%(where)s 超过 %(most)d 字") % {"where": where, "most": LONGEST_CELL})
    if _SCIENTIFIC.fullmatch(text):
        return Cell("", lost_digits(where))
    return Cell(text)


def lost_digits(where: str) -> str:
    """The sentence for a number that a spreadsheet has rounded."""
    return _("%(where)s 的号码被表格软件改成了数字，末尾几位已经丢失，请把这一列设为文本后重新填写") % {"where": where}


def _open(file: BinaryIO, *, name: str) -> Table:
    """By extension and by content, which must agree."""
    head = file.read(8)
    file.seek(0)
    suffix = name.rsplit(".", 1)[-1].casefold() if "." in name else ""
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise SheetProblem(_("这是旧版 .xls 或加了密码的文件，请另存为不带密码的 .xlsx 后再传"))
    if suffix not in {"xlsx", "csv"}:
        raise SheetProblem(_("只能读 .xlsx 或 .csv 文件"))
    if head.startswith(b"PK") != (suffix == "xlsx"):
        raise SheetProblem(_("文件内容和扩展名 .%(suffix)s 不一致，请用表格软件另存后再传") % {"suffix": suffix})
    if suffix == "xlsx":
        from web.workbooks import open_workbook  # noqa: PLC0415 -- it reads our words; the library is slow to load

        return open_workbook(file)
    return _open_csv(file.read())


def _open_csv(data: bytes) -> Table:
    text = _decode(data)
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(DELIMITERS, key=first.count)
    table = Table(rows=())
    table.rows = _csv_rows(text, delimiter=delimiter, table=table)
    return table


def _csv_rows(text: str, *, delimiter: str, table: Table) -> Iterator[tuple[int, Sequence[Cell]]]:
    """Each row with the line it starts on; text that looks like a formula stays text, and the first is named."""
    reader, line = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), 1
    for values in reader:
        cells = [text_cell(value, line=line, place=place) for place, value in enumerate(values, start=1)]
        for place, cell in enumerate(cells, start=1):
            if cell.text.startswith(("=", "＝")) and not table.warnings:
                where = cell_name(line, place)
                table.warnings.append(_("%(where)s 等处以等号开头，按文字读取，没有计算") % {"where": where})
        yield line, cells
        line = reader.line_num + 1


def _decode(data: bytes) -> str:
    """UTF-8, UTF-16 or GB18030; what is none of them is not a table."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return _decoded(data, encoding)
    zeros = [data[start:4096:2].count(0) for start in (0, 1)]
    if max(zeros) * 10 > min(len(data), 4096):
        return _decoded(data, "utf-16-be" if zeros[0] > zeros[1] else "utf-16-le")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _decoded(data, "gb18030")


def _decoded(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as problem:
        raise SheetProblem(_("读不出这个文件的文字编码，请用表格软件另存为 .xlsx 后再传")) from problem


def _under_headings(table: Table, *, columns: Sequence[Column], most_rows: int) -> Sheet:
    """Find the headings among the top rows, then read what lies below them."""
    below, top = iter(table.rows), []
    for numbered in below:
        top.append(numbered)
        if len(top) == TOP_ROWS:
            break
    at, places = _headings(top, columns)
    line, headings = top[at]
    if far := next((name for last, name in table.merged if last >= line), ""):
        raise SheetProblem(_("%(where)s 是合并单元格，请取消合并、把每一格填好后再传") % {"where": far})
    rows: list[Row] = []
    for number, cells in (*top[at + 1 :], *_until(below, most_rows)):
        if any(cell.text or cell.problem for cell in cells):
            rows.append(_row(number, cells, places))
        if len(rows) > most_rows:
            raise SheetProblem(_("表里超过 %(most)s 行，请拆成几份再传") % {"most": f"{most_rows:,}"})
    if not rows:
        raise SheetProblem(_("表头下面没有内容，请检查后重新选择"))
    known = {place: name for name, place in places.items()}
    return Sheet(
        rows=rows,
        headings={name: headings[place].text for name, place in places.items()},
        unknown=[cell.text for place, cell in enumerate(headings) if cell.text and place not in known],
        warnings=table.warnings,
    )


def _until(rows: Iterator[tuple[int, Sequence[Cell]]], most: int) -> Iterator[tuple[int, Sequence[Cell]]]:
    """No more filled rows than are needed to see that there are too many."""
    filled = 0
    for number, cells in rows:
        yield number, cells
        filled += any(cell.text or cell.problem for cell in cells)
        if filled > most:
            return


def _headings(top: Sequence[tuple[int, Sequence[Cell]]], columns: Sequence[Column]) -> tuple[int, dict[str, int]]:
    """Which of the top rows holds the headings (the one that names most columns), and where each column stands."""
    found = [_places(cells, columns) for _line, cells in top]
    best = max(range(len(found)), key=lambda at: len(found[at]), default=0)
    if not found or not found[best]:
        wanted = "、".join(column.label for column in columns if column.required)
        raise SheetProblem(_("前 10 行里没有找到表头。需要的列：%(wanted)s") % {"wanted": wanted})
    line, cells = top[best]
    if len(cells) > MOST_COLUMNS:
        raise SheetProblem(_("表里超过 %(most)d 列，请只留需要的列") % {"most": MOST_COLUMNS})
    for column in columns:
        _once(column, line=line, cells=cells)
    if missing := [column.label for column in columns if column.required and column.name not in found[best]]:
        raise SheetProblem(_("表头缺少这些列：%(missing)s") % {"missing": "、".join(missing)})
    return best, found[best]


def _places(cells: Sequence[Cell], columns: Sequence[Column]) -> dict[str, int]:
    places: dict[str, int] = {}
    for column in columns:
        for place, cell in enumerate(cells):
            if cell.text and column.is_headed(cell.text):
                places.setdefault(column.name, place)
    return places


def _once(column: Column, *, line: int, cells: Sequence[Cell]) -> None:
    """Two columns of one meaning would lose one of them."""
    where = [cell_name(line, place) for place, cell in enumerate(cells, start=1) if column.is_headed(cell.text)]
    if len(where) > 1:
        words = {"first": where[0], "second": where[1], "label": column.label}
        raise SheetProblem(_("%(first)s 和 %(second)s 都是“%(label)s”，请只留一列") % words)


def _row(line: int, cells: Sequence[Cell], places: Mapping[str, int]) -> Row:
    taken = {name: cells[place] if place < len(cells) else Cell("") for name, place in places.items()}
    return Row(
        line=line,
        cells={name: cell.text for name, cell in taken.items()},
        problems=tuple(cell.problem for cell in taken.values() if cell.problem),
    )
