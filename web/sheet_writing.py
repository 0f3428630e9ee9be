"""Tables for people (.xlsx, .csv) that no spreadsheet mistakes for a program. Knows no app."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, BinaryIO, Final, NamedTuple

from web.sheets import RISKY

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV: Final = "text/csv; charset=utf-8"
LONGEST: Final = 32_767  # characters an .xlsx cell can hold
_UNWRITABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Percent:
    """A rate in hundreds, as it is told: a number in a workbook, shown with as many places."""

    hundreds: Decimal

    @property
    def value(self) -> float:
        """`88.50` → 0.885."""
        return float(self.hundreds.scaleb(-2))

    @property
    def shown(self) -> str:
        """How a workbook is to show it: `0.00 %`."""
        return f"{Decimal(0).quantize(self.hundreds)} %"

    def __str__(self) -> str:
        return f"{self.hundreds} %"


Value = str | int | float | Percent | None


class Page(NamedTuple):
    """One table of a workbook. `title` is at most 31 characters, none of them `[]:*?/\\`."""

    title: str
    headings: Sequence[str]
    rows: Iterable[Sequence[Value]]


def guarded(value: Value) -> str | int | float | Percent:
    """A number stays one; text that a spreadsheet could run gets an apostrophe in front (ASVS V1.2.10)."""
    if value is None:
        return ""
    if not isinstance(value, str):
        return value
    risky = value[:1] != "" and value[0] in RISKY
    text = _UNWRITABLE.sub("", value)
    return f"'{text}" if risky else text


def write_xlsx(target: BinaryIO, *, headings: Sequence[str], rows: Iterable[Sequence[Value]], title: str) -> int:
    """Write the rows as they come, in bounded memory; the number of rows written."""
    return write_book(target, [Page(title, headings, rows)])


def write_book(target: BinaryIO, pages: Iterable[Page]) -> int:
    """The same for several tables, each on a page of its own; the number of rows of all."""
    import xlsxwriter  # noqa: PLC0415 -- 7 MB that page processes do without until somebody takes a table away

    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "in_memory": False,
    }
    book = xlsxwriter.Workbook(target, options)
    count = sum(_write_page(book, page) for page in pages)
    book.close()
    return count


def _write_page(book: Any, page: Page) -> int:
    as_text = book.add_format({"num_format": "@"})
    shares: dict[str, Any] = {}
    sheet = book.add_worksheet(page.title)
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, max(len(page.headings) - 1, 0), 18, as_text)
    sheet.write_row(0, 0, list(page.headings), book.add_format({"bold": True}))
    count = 0
    for count, row in enumerate(page.rows, start=1):
        for place, value in enumerate(row):
            safe = guarded(value)
            if isinstance(safe, str):
                sheet.write_string(count, place, safe[:LONGEST], as_text)
            elif isinstance(safe, Percent):
                shown = shares.get(safe.shown) or shares.setdefault(
                    safe.shown, book.add_format({"num_format": safe.shown})
                )
                sheet.write_number(count, place, safe.value, shown)
            else:
                sheet.write_number(count, place, safe)
    return count


def write_csv(target: BinaryIO, *, headings: Sequence[str], rows: Iterable[Sequence[Value]]) -> int:
    """RFC 4180 with a byte order mark, so that spreadsheets read Chinese; the number of rows written."""
    text = io.TextIOWrapper(target, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(headings)
    count = 0
    for row in rows:
        writer.writerow([guarded(value) for value in row])
        count += 1
    text.flush()
    text.detach()
    return count
