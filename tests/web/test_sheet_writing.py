"""Tables that we hand out open in a spreadsheet without running anything, and read back as they were."""

import csv
import io

import pytest
from openpyxl import load_workbook

from web.sheet_writing import guarded, write_csv, write_xlsx
from web.sheets import Column, read

HEADINGS = ["编号", "内容"]
RISKY = ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "\0=1", "＝1", "＋1", "－1", "＠x"]


@pytest.mark.parametrize("text", RISKY)
def test_text_that_a_spreadsheet_could_run_gets_an_apostrophe(text: str) -> None:
    assert str(guarded(text)).startswith("'")


def test_numbers_stay_numbers_and_other_text_stays_as_it_is() -> None:
    assert [guarded(value) for value in (-5, 2.5, None, "", "13800001234", "a=b")] == [
        -5,
        2.5,
        "",
        "",
        "13800001234",
        "a=b",
    ]


def test_a_workbook_holds_text_and_no_formula() -> None:
    kept = io.BytesIO()

    count = write_xlsx(kept, headings=HEADINGS, rows=[("=1+1", "http://x.cn"), ("001", 7)], title="结果")

    sheet = load_workbook(kept).active
    assert count == 2
    assert [[(cell.value, cell.data_type) for cell in row] for row in sheet.iter_rows(min_row=2)] == [
        [("'=1+1", "s"), ("http://x.cn", "s")],
        [("001", "s"), (7, "n")],
    ]


def test_a_csv_follows_rfc_4180_and_opens_as_chinese() -> None:
    kept = io.BytesIO()

    write_csv(kept, headings=HEADINGS, rows=[('说"好"', "一,二\n三"), ("@x", None)])

    data = kept.getvalue()
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.decode("utf-8-sig").endswith("\r\n'@x,\r\n")
    assert list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))[1] == ['说"好"', "一,二\n三"]


@pytest.mark.parametrize("name", ["a.xlsx", "a.csv"])
def test_what_we_write_reads_back_as_it_was(name: str) -> None:
    kept = io.BytesIO()
    rows = [("=1+1", "-5 度"), ("A1", "＋86 开头")]
    if name == "a.xlsx":
        write_xlsx(kept, headings=HEADINGS, rows=rows, title="结果")
    else:
        write_csv(kept, headings=HEADINGS, rows=rows)

    sheet = read(kept, name=name, columns=(Column(name="no", label="编号"), Column(name="what", label="内容")))

    assert [tuple(row.cells.values()) for row in sheet.rows] == rows
