"""Tables that people send are read as they see them, or answered with a sentence; nothing is run, nothing unpacked."""

import io
import re
import zipfile
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import pytest
from openpyxl import Workbook

from web.sheets import MOST_BYTES, Column, Sheet, SheetProblem, read

COLUMNS = (
    Column(name="no", label="工单编号", synonyms=("编号", "诉求编号"), required=True),
    Column(name="what", label="诉求内容", required=True),
    Column(name="phone", label="联系电话", synonyms=("手机号",)),
    Column(name="at", label="受理时间"),
)
HEADINGS = ("工单编号", "诉求内容", "联系电话", "受理时间")
ROW = ("A1", "门口的路断了", 13800001234, datetime(2026, 11, 18, 9, 30))  # noqa: DTZ001 -- a cell has no zone


def book(*rows: Sequence[object], change: Callable[[Any], object] | None = None) -> bytes:
    made = Workbook()
    sheet = made.active
    for row in rows:
        sheet.append(row)
    if change:
        change(sheet)
    kept = io.BytesIO()
    made.save(kept)
    return kept.getvalue()


def repacked(data: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """The same file with one part changed."""
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name)) if name == part else old.read(name))
    return kept.getvalue()


def read_xlsx(data: bytes, **limits: int) -> Sheet:
    return read(io.BytesIO(data), name="名单.xlsx", columns=COLUMNS, **limits)


def read_csv(data: bytes) -> Sheet:
    return read(io.BytesIO(data), name="名单.csv", columns=COLUMNS)


def refused(data: bytes, name: str = "名单.xlsx") -> str:
    with pytest.raises(SheetProblem) as problem:
        read(io.BytesIO(data), name=name, columns=COLUMNS)
    return str(problem.value.messages[0])


def test_numbers_and_dates_are_read_as_people_see_them() -> None:
    (row,) = read_xlsx(book(HEADINGS, ROW)).rows

    assert row.cells == {"no": "A1", "what": "门口的路断了", "phone": "13800001234", "at": "2026-11-18 09:30"}
    assert (row.line, row.problems) == (2, ())


def test_headings_are_found_below_a_merged_title_in_any_order_and_by_other_names() -> None:
    def merge_title(sheet: Any) -> None:
        sheet.merge_cells("A1:C1")

    sheet = read_xlsx(
        book(
            ("热线工单表",),
            (),
            ("手机号（必填）", "备注", "* 编号：", "诉求内容"),
            ("138", "x", "A1", "路断了"),
            change=merge_title,
        )
    )

    assert sheet.headings == {"no": "* 编号：", "what": "诉求内容", "phone": "手机号（必填）"}
    assert sheet.unknown == ["备注"]
    assert [(row.line, row.cells["no"]) for row in sheet.rows] == [(4, "A1")]


def test_blank_rows_are_left_out_and_lines_keep_their_numbers() -> None:
    assert [row.line for row in read_xlsx(book(HEADINGS, ROW, (), (None, "  "), ROW)).rows] == [2, 5]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_csv_is_read_in_every_encoding_and_with_every_delimiter(encoding: str, delimiter: str) -> None:
    lines = [HEADINGS, ("A1", '"第一行\n第二行"', "13800001234", ""), ("A2", "路断了", "", "")]
    text = "\r\n".join(delimiter.join(line) for line in lines)

    rows = read_csv(text.encode(encoding)).rows

    assert [(row.line, row.cells["what"]) for row in rows] == [(2, "第一行\n第二行"), (4, "路断了")]
    assert rows[0].cells["phone"] == "13800001234"


def test_control_characters_are_taken_out_and_digits_in_a_formula_are_kept_as_text() -> None:
    (row,) = read_csv('工单编号,诉求内容,联系电话\n"A\x001\u202e"," 路\x07断了 ","=""0530123"""\n'.encode()).rows

    assert row.cells == {"no": "A1", "what": "路断了", "phone": "0530123"}


def test_text_that_looks_like_a_formula_stays_text_and_is_named() -> None:
    sheet = read_csv('编号,诉求内容\nA1,"=HYPERLINK(""http://x"")"\n'.encode())

    assert sheet.rows[0].cells["what"] == '=HYPERLINK("http://x")'
    assert sheet.warnings == ["B2 等处以等号开头，按文字读取，没有计算"]


def test_a_formula_is_read_as_the_result_the_file_holds() -> None:
    data = repacked(
        book(HEADINGS, ("A1", "=1+1")),
        "xl/worksheets/sheet1.xml",
        lambda xml: re.sub(rb"(<f>1\+1</f>)<v(?: ?/>|></v>)", rb"\1<v>7</v>", xml),
    )

    sheet = read_xlsx(data)

    assert sheet.rows[0].cells["what"] == "7"
    assert sheet.warnings == ["B2 等 1 格是公式，按文件里保存的结果读取，没有重新计算"]


def test_what_a_cell_has_lost_is_said_with_its_name() -> None:
    (row,) = read_xlsx(book(HEADINGS, (913717210000000123, "=1+1", "1.38E+10", "#N/A"))).rows

    assert row.cells == {"no": "", "what": "", "phone": "", "at": ""}
    assert row.problems == (
        "A2 的号码被表格软件改成了数字，末尾几位已经丢失，请把这一列设为文本后重新填写",
        "B2 是没有结果的公式，请复制后选择性粘贴为数值",
        "C2 的号码被表格软件改成了数字，末尾几位已经丢失，请把这一列设为文本后重新填写",
        "D2 是错误值 #N/A",
    )


def test_a_cell_longer_than_can_be_kept_is_named_and_not_cut() -> None:
    (row,) = read_xlsx(book(HEADINGS, ("A1", "长" * 4001))).rows

    assert row.problems == ("B2 超过 4000 字",)


def test_a_merged_cell_among_the_rows_is_refused_by_its_name() -> None:
    data = book(HEADINGS, ROW, ROW, change=lambda sheet: sheet.merge_cells("A2:A3"))

    assert refused(data) == "A2:A3 是合并单元格，请取消合并、把每一格填好后再传"


def test_only_the_first_visible_sheet_is_read_and_the_others_are_told() -> None:
    def more(sheet: Any) -> None:
        sheet.parent.create_sheet("说明")
        hidden = sheet.parent.create_sheet("隐藏", 0)
        hidden.sheet_state = "hidden"

    assert read_xlsx(book(HEADINGS, ROW, change=more)).warnings == ["文件里有 2 张工作表，只读了第一张“Sheet”"]


def test_a_wrong_dimension_written_by_a_program_loses_no_row() -> None:
    data = repacked(
        book(HEADINGS, ROW, ROW), "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b'ref="A1:D3"', b'ref="A1"')
    )

    assert len(read_xlsx(data).rows) == 2


def test_a_hundred_thousand_rows_are_refused_with_the_number_that_is_possible() -> None:
    lines = "\n".join(f"A{n},路断了" for n in range(100_000))

    assert refused(f"编号,诉求内容\n{lines}".encode(), "名单.csv") == "表里超过 5,000 行，请拆成几份再传"


def test_a_workbook_of_one_row_too_many_is_refused() -> None:
    assert len(read_xlsx(book(HEADINGS, ROW, ROW, ROW), most_rows=3).rows) == 3
    with pytest.raises(SheetProblem, match="超过 2 行"):
        read_xlsx(book(HEADINGS, ROW, ROW, ROW), most_rows=2)


def test_wrong_missing_and_doubled_columns_are_named() -> None:
    assert refused(book(("姓名", "年龄"), ("张三", 40))) == "前 10 行里没有找到表头。需要的列：工单编号、诉求内容"
    assert refused(book(("编号", "年龄"), ("A1", 40))) == "表头缺少这些列：诉求内容"
    assert refused(book(("编号", "诉求内容", "工单编号"), ROW)) == "A1 和 C1 都是“工单编号”，请只留一列"
    assert refused(book(HEADINGS)) == "表头下面没有内容，请检查后重新选择"
    assert refused(book(tuple(HEADINGS) + tuple(range(60)), ROW)) == "表里超过 60 列，请只留需要的列"


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = repacked(book(HEADINGS, ROW), "xl/worksheets/sheet1.xml", lambda xml: xml + b" " * 60_000_000)

    assert len(bomb) < 100_000
    assert refused(bomb).startswith("这个文件解开后大得不正常")


def test_a_part_that_lies_about_its_size_is_not_unpacked_beyond_it() -> None:
    data = repacked(book(HEADINGS, ROW), "xl/worksheets/sheet1.xml", lambda xml: xml + b" " * 60_000_000)
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        size = packed.getinfo("xl/worksheets/sheet1.xml").file_size
    true, lie = size.to_bytes(4, "little"), (900).to_bytes(4, "little")

    assert refused(data.replace(true, lie)).startswith("读不出这个 .xlsx 文件")


def test_entities_are_not_expanded() -> None:
    laugh = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
    data = repacked(
        book(HEADINGS, ROW),
        "xl/worksheets/sheet1.xml",
        lambda xml: laugh + xml.replace("门口".encode(), b"&b;"),
    )

    assert refused(data).startswith("读不出这个 .xlsx 文件")


@pytest.mark.parametrize(
    ("data", "name", "sentence"),
    [
        (b"", "a.xlsx", "文件是空的，请检查后重新选择"),
        (b"x" * (MOST_BYTES + 1), "a.csv", "文件超过 10 MB，请拆成几份再传"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
            "a.xls",
            "这是旧版 .xls 或加了密码的文件，请另存为不带密码的 .xlsx 后再传",
        ),
        ("编号,诉求内容\nA1,路".encode(), "a.xlsx", "文件内容和扩展名 .xlsx 不一致，请用表格软件另存后再传"),
        (b"PK\x03\x04", "a.csv", "文件内容和扩展名 .csv 不一致，请用表格软件另存后再传"),
        (b"PK\x03\x04rubbish", "a.xlsx", "读不出这个 .xlsx 文件，它可能没有传完整，请用表格软件打开另存后再传"),
        (b"%PDF-1.7", "a.pdf", "只能读 .xlsx 或 .csv 文件"),
        (bytes([129, 255, 128, 255] * 50), "a.csv", "读不出这个文件的文字编码，请用表格软件另存为 .xlsx 后再传"),
        (b"\x01\x02\x03\x04" * 50, "a.csv", "前 10 行里没有找到表头。需要的列：工单编号、诉求内容"),
    ],
)
def test_what_is_no_table_is_answered_with_a_sentence(data: bytes, name: str, sentence: str) -> None:
    assert refused(data, name) == sentence


def test_a_truncated_workbook_is_refused() -> None:
    data = book(HEADINGS, *[ROW] * 200)

    assert refused(data[: len(data) // 2]).startswith("读不出这个 .xlsx 文件")


def test_a_workbook_with_macros_is_refused() -> None:
    kept = io.BytesIO(book(HEADINGS, ROW))
    with zipfile.ZipFile(kept, "a") as packed:
        packed.writestr("xl/vbaProject.bin", b"macro")

    assert refused(kept.getvalue()) == "文件里有宏，请另存为不带宏的 .xlsx 后再传"


def test_a_far_away_cell_costs_no_memory_and_no_row() -> None:
    def far(sheet: Any) -> None:
        sheet["XFD4000"] = None
        sheet["A4001"], sheet["B4001"] = "A2", "路断了"

    assert [row.line for row in read_xlsx(book(HEADINGS, ROW, change=far)).rows] == [2, 4001]
