"""Page, Word file and workbook of a report show the same numbers, and nothing in a workbook is ever run."""

import copy
import io
import re
from html import unescape
from typing import Any

import docx
import openpyxl
import pytest

from metrics.models import Report
from metrics.reports.blocks import text_of
from metrics.reports.docx import report_docx
from metrics.reports.xlsx import FRACTION, report_xlsx
from tests import cast
from tests.cast import World
from tests.metrics.reports import scenes

pytestmark = pytest.mark.django_db


@pytest.fixture
def bulletin(world: World) -> Report:
    scenes.november(world)
    return scenes.made(world)


def proof(row: Report) -> dict[str, Any]:
    said = {"version": row.version, "reason": row.reason, "digest": row.digest, "seal": row.seal}
    return {**said, "checkpoint": row.checkpoint}


def fetched(world: World, row: Report, part: str) -> bytes:
    response = cast.signed_in(world.office).get(f"/statistics/reports/{row.pk}/{part}")
    assert response.status_code == 200
    assert response.get("Content-Disposition", "").startswith("attachment") == bool(part)
    return response.content


def of_the_block(row: Report) -> dict[str, list[str]]:
    """Part → its cells in their order, on one line each."""
    found = {}
    for part in row.figures["sections"]:
        shown = [place for place, column in enumerate(part["columns"]) if column["name"]]
        found[part["title"]] = [text_of(cells[place]) for cells in part["rows"] for place in shown]
    return {title: cells for title, cells in found.items() if cells}


def squeezed(text: str) -> str:
    return re.sub(r"[\s（）]+", "", text)


def of_the_page(text: str) -> dict[str, list[str]]:
    found = {}
    for section in re.findall(r'<section class="q-stack" aria-labelledby="p-.*?</section>', text, re.DOTALL):
        title = re.findall(r"<h2[^>]*>(.*?)</h2>", section)[0]
        cells = re.findall(r"<(?:dt|dd|td|th scope=\"row\")(?: [^>]*)?>(.*?)</(?:dt|dd|td|th)>", section, re.DOTALL)
        found[title] = [re.sub(r"<[^>]+>", "", cell) for cell in cells]
    return {title: cells for title, cells in found.items() if cells}


def of_the_document(file: bytes) -> list[list[str]]:
    tables = docx.Document(io.BytesIO(file)).tables
    return [_without_the_odd_place([cell.text for row in table.rows[1:] for cell in row.cells]) for table in tables]


def _without_the_odd_place(cells: list[str]) -> list[str]:
    """Lists of names stand two in a row: the last place may be empty."""
    return cells[:-2] if cells[-2:] == ["", ""] else cells


def of_the_workbook(file: bytes) -> dict[str, list[str]]:
    """A rate is a number beside what it is made of: put together here, as everywhere else."""
    found: dict[str, list[str]] = {}
    for sheet in openpyxl.load_workbook(io.BytesIO(file)).worksheets[1:]:
        headings, *rows = sheet.iter_rows()
        found[sheet.title] = cells = []
        for row in rows:
            for heading, cell in zip(headings, row, strict=True):
                if not heading.value.endswith(FRACTION):
                    cells.append(shown(cell))
                elif cell.value is not None:
                    cells[-1] += f"（{cell.value}）"
    return found


def shown(cell: Any) -> str:
    """A cell as a spreadsheet shows it."""
    if cell.number_format.endswith(" %"):
        assert cell.data_type == "n"
        return f"{cell.value * 100:.{len(cell.number_format) - len('0. %')}f} %"
    return "" if cell.value is None else str(cell.value)


def test_every_table_is_the_same_on_the_page_in_word_and_in_excel(world: World, bulletin: Report) -> None:
    frozen = {title: [squeezed(cell) for cell in cells] for title, cells in of_the_block(bulletin).items()}

    page = of_the_page(unescape(fetched(world, bulletin, "").decode()))
    document = of_the_document(fetched(world, bulletin, "report.docx"))
    book = of_the_workbook(fetched(world, bulletin, "report.xlsx"))

    assert sum(len(cells) for cells in frozen.values()) > 100
    assert sum("%" in cell for cells in book.values() for cell in cells) > 10
    assert {title: [squeezed(cell) for cell in cells] for title, cells in page.items()} == frozen
    assert [[squeezed(cell) for cell in cells] for cells in document] == list(frozen.values())
    assert {title: [squeezed(cell) for cell in cells] for title, cells in book.items()} == {
        re.sub("[/]", "", title): cells for title, cells in frozen.items()
    }


def test_every_sentence_and_the_seal_stand_in_each(world: World, bulletin: Report) -> None:
    said = [line for part in bulletin.figures["sections"] for line in (*part["lines"], *part["notes"])]
    said += [*bulletin.figures["notes"], bulletin.digest, bulletin.seal, bulletin.figures["title"]]
    page = unescape(fetched(world, bulletin, "").decode())
    document = docx.Document(io.BytesIO(fetched(world, bulletin, "report.docx")))
    words = "".join(line.text.replace("\n", "") for line in document.paragraphs)
    book = openpyxl.load_workbook(io.BytesIO(fetched(world, bulletin, "report.xlsx")))
    cells = "".join(str(value) for row in book["说明"].iter_rows(values_only=True) for value in row)

    assert len(said) > 10
    for line in said:
        assert line in page
        assert line in words
        assert line in cells


def test_the_same_report_is_the_same_file(bulletin: Report) -> None:
    first, second = (report_docx(bulletin.figures, **proof(bulletin)) for _ in range(2))

    assert first == second


def test_a_page_in_english_shows_the_frozen_words_as_they_are(world: World, bulletin: Report) -> None:
    client = cast.signed_in(world.office)
    client.cookies["django_language"] = "en"

    text = unescape(client.get(f"/statistics/reports/{bulletin.pk}/", headers={"Accept-Language": "en"}).text)

    assert bulletin.figures["sections"][0]["lines"][0] in text


@pytest.mark.parametrize("risky", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "＝HYPERLINK(1)", "\t=1"])
def test_a_unit_with_a_name_that_a_spreadsheet_could_run_is_text(bulletin: Report, risky: str) -> None:
    block = copy.deepcopy(bulletin.figures)
    units = next(part for part in block["sections"] if part["key"] == "units")
    place = [column["key"] for column in units["columns"]].index("name")
    units["rows"][0][place] = risky
    block["title"] = risky

    book = openpyxl.load_workbook(io.BytesIO(report_xlsx(block, **proof(bulletin))))

    cell, title = book["各单位"]["A2"], book["说明"]["B2"]
    assert {cell.data_type, title.data_type} == {"s"}
    assert cell.value == f"'{risky}"


def test_markup_in_a_name_stays_text_everywhere(bulletin: Report) -> None:
    block = copy.deepcopy(bulletin.figures)
    block["sections"][0]["lines"] = ["<script>alert(1)</script>&amp;<w:p/>"]

    document = docx.Document(io.BytesIO(report_docx(block, **proof(bulletin))))

    assert "<script>alert(1)</script>&amp;<w:p/>" in [line.text for line in document.paragraphs]
