"""The minutes as an issue: head, text, attendance, list of decisions, 版记; read back from the file."""

from datetime import date

import pytest
from docx.oxml.ns import qn

from roundtable.documents import Attendance, ItemText, Party, minutes_docx, writing
from tests.roundtable.documents import samples
from tests.roundtable.documents.measuring import MM, W, body_order, inherited, opened, part, rows, style_of, texts

FACTS_OF_A_DECISION = (
    "责任单位：县邮政业发展中心；配合单位：县商务局、县交通运输局；责任人：王建国；完成时限：2026年8月5日；"
    "完成标准：四处共配点投入使用，企业确认收件不晚于当日18时。"
)
DIGEST_LINE = 12 * 12700
COLUMNS = ["序号", "议定事项", "责任单位", "配合单位", "责任人", "完成时限", "完成标准", "进展"]


@pytest.fixture(scope="module")
def file() -> bytes:
    return minutes_docx(samples.short())


def test_the_head_is_flag_issue_and_title_two_lines_apart(file: bytes) -> None:
    assert texts(file)[:8] == [
        "泽丰县电商产业综合党委会议纪要", "", "", "〔2026〕第3期", "", "", "2026年第3次圆桌会议", "",
    ]  # fmt: skip


@pytest.mark.parametrize(("style", "points"), [("纪要标志", 36), ("长纪要标志", 26)])
def test_the_flag_s_upper_edge_lies_35_millimetres_below_that_of_the_text_block(
    file: bytes, style: str, points: int
) -> None:
    before = int(inherited(file, style, "w:pPr/w:spacing", "before"))
    line = int(inherited(file, style, "w:pPr/w:spacing", "line"))
    edge = 0.8 * line - 0.83 * points * 20  # a program puts the letters' foot at 4/5 of an exact line

    assert (before + edge) / MM == pytest.approx(35, abs=0.5)
    assert inherited(file, style, "w:rPr/w:color", "val") == "FF3333"


def test_a_red_line_of_half_a_millimetre_lies_four_millimetres_under_the_issue(file: bytes) -> None:
    wide, space, colour = (inherited(file, "纪要期号", "w:pPr/w:pBdr/w:bottom", a) for a in ("sz", "space", "color"))

    assert int(wide) / 8 * 20 / MM == pytest.approx(0.5, abs=0.05)
    assert int(space) * 20 / MM == pytest.approx(4, abs=0.2)
    assert colour == "FF3333"
    assert inherited(file, "纪要期号", "w:pPr/w:ind", "left") == ""  # as wide as the text block


@pytest.mark.parametrize(
    ("flag", "style", "lines"),
    [
        ("泽丰县电商党委会议纪要", "纪要标志", ["泽丰县电商党委会议纪要"]),
        ("泽丰县电商产业综合党委会议纪要", "长纪要标志", ["泽丰县电商产业综合党委会议纪要"]),
        (
            "泽丰县电子商务产业综合党委联席会议纪要",
            "长纪要标志",
            ["泽丰县电子商务产业综合党委", "联席会议纪要"],
        ),
    ],
)
def test_a_long_flag_is_set_smaller_and_then_broken_between_words(flag: str, style: str, lines: list[str]) -> None:
    first = opened(minutes_docx(samples.minutes(flag=flag))).paragraphs[0]

    assert (style_of(first), first.text.split("\n")) == (style, lines)


def test_the_text_says_what_was_heard_found_decided_and_demanded(file: bytes) -> None:
    assert texts(file, style="公文正文")[:7] == [
        "2026年7月10日14时30分至17时，张伟在县政务服务中心三楼会议室主持召开2026年第3次圆桌会议。现将会议情况纪要如下：",
        "会议听取了上次议定事项落实情况的通报。",
        "第1项：直播基地二期用电增容，已销号，企业确认解决。",
        f"会议听取了有关情况：{samples.FACTS}",
        "会议认为，收件时间受干线班车约束，增设共配点后可以顺延两小时；企业愿意按月报送发货量。",
        "会议议定以下事项（议定交办）：",
        f"1. {samples.BODY}。{FACTS_OF_A_DECISION}",
    ]
    assert texts(file, style="公文正文")[-3:] == [
        "会议议定，本议题当场答复；理由：县供电公司已于会前完成增容。",
        "会议要求，各责任单位主要负责人是第一责任人，按月报告进展。",
        "附件：议定事项责任清单",
    ]


def test_headings_count_the_parts_and_items_of_the_meeting(file: bytes) -> None:
    assert texts(file, style="一级标题") == ["一、上次议定事项落实情况", "二、会议议题", "三、工作要求"]
    assert texts(file, style="二级标题") == [
        "（一）农产品冷链快递收件时间过早的问题",
        "（二）农产品冷链快递收件时间过早的问题",
    ]


def test_parts_that_are_not_there_leave_no_gap_in_the_count() -> None:
    file = minutes_docx(samples.minutes(samples.item(1), follow_up=(), demands=()))

    assert texts(file, style="一级标题") == ["一、会议议题"]


def test_whoever_came_stands_in_classes_with_one_line_for_each_unit(file: bytes) -> None:
    assert texts(file, style="人员名单") == [
        "出席：县委办公室\u3000李振华",
        "请假：县市场监督管理局\u3000孙立",
        "列席：县融媒体中心\u3000钱芳",
        "记录：陈静",
    ]
    assert texts(file, style="人员名单续行") == [
        "县邮政业发展中心\u3000王建国、赵敏",
        "泽丰县鲜果电子商务有限公司\u3000周倩",
    ]
    first = next(line for line in opened(file).paragraphs if style_of(line) == "人员名单")
    assert (first.runs[0].text, first.runs[0].style.name) == ("出席：", "黑体字")


def test_an_absent_unit_is_named_as_absent() -> None:
    file = minutes_docx(samples.minutes(attendance=Attendance(absent=(Party(unit="县财政局"),)), clerk=""))

    assert texts(file, style="人员名单") == ["缺席：县财政局"]


def test_the_list_of_decisions_is_an_attachment_on_a_page_of_its_own(file: bytes) -> None:
    order = body_order(file)
    start = order.index("附件")

    assert order[start : start + 5] == ["附件", "", "议定事项责任清单", "", "table"]
    assert part(file, "word/styles.xml").find("w:style[@w:styleId='Attachment']/w:pPr/w:pageBreakBefore", W) is not None


def test_the_list_has_eight_columns_and_a_row_for_each_decision(file: bytes) -> None:
    found = rows(opened(file).tables[0])

    assert found[0] == COLUMNS
    assert [row[0] for row in found[1:]] == ["1", "2"]
    assert found[1][2:] == [
        "县邮政业发展中心", "县商务局、县交通运输局", "王建国", "2026年8月5日",
        "四处共配点投入使用，企业确认收件不晚于当日18时", "三处已投入使用",
    ]  # fmt: skip


def test_the_list_repeats_its_heading_splits_no_row_and_is_as_wide_as_the_text(file: bytes) -> None:
    table = part(file, "word/document.xml").find("w:body/w:tbl", W)
    assert table is not None
    columns = [int(column.get(qn("w:w"))) for column in table.iterfind("w:tblGrid/w:gridCol", W)]

    assert len(table.findall("w:tr/w:trPr/w:tblHeader", W)) == 1
    assert len(table.findall("w:tr/w:trPr/w:cantSplit", W)) == len(table.findall("w:tr", W)) == 3
    assert sum(columns) / MM == pytest.approx(156, abs=0.1)


def test_the_colophon_has_thick_outer_and_a_thin_inner_line_at_the_foot_of_the_last_page(file: bytes) -> None:
    placed = part(file, "word/document.xml").find("w:body/w:tbl/w:tblPr/w:tblpPr", W)
    assert placed is not None
    lines = {
        side: int(inherited(file, "版记", f"w:tblPr/w:tblBorders/w:{side}", "sz")) / 8 * 20 / MM
        for side in ("top", "insideH", "bottom")
    }

    assert lines == {
        "top": pytest.approx(0.35, abs=0.01),
        "insideH": pytest.approx(0.25, abs=0.02),
        "bottom": pytest.approx(0.35, abs=0.01),
    }
    assert (placed.get(qn("w:vertAnchor")), placed.get(qn("w:tblpYSpec"))) == ("margin", "bottom")
    assert rows(opened(file).tables[-1])[1:] == [
        ["抄送：县委办公室，县政府办公室，县邮政业发展中心，县商务局，县交通运输局。"],
        ["泽丰县电商产业综合党委办公室\t2026年7月15日印发"],
    ]


def test_room_for_the_colophon_is_kept_on_the_last_page() -> None:
    few, many = (
        opened(minutes_docx(samples.minutes(copies_to=("县商务局",) * count))).paragraphs[-1] for count in (1, 20)
    )

    assert few.paragraph_format.line_spacing == 2 * writing.LINE + DIGEST_LINE
    assert (
        many.paragraph_format.line_spacing == 5 * writing.LINE + DIGEST_LINE
    )  # a hundred characters are four lines of 26


def test_the_digest_stands_small_above_the_colophon_and_in_the_properties(file: bytes) -> None:
    about, cell = opened(file).core_properties, opened(file).tables[-1].cell(0, 0)
    lines = cell._tc.find("w:tcPr/w:tcBorders", W)

    assert cell.text == f"定稿内容校验码（SHA-256）：{samples.DIGEST}"
    assert style_of(cell.paragraphs[0]) == "校验码"
    assert [line.get(qn("w:val")) for line in lines] == ["nil", "single"]
    assert about.identifier == f"sha256:{samples.DIGEST}"


def test_the_properties_name_the_organ_and_its_day_alone(file: bytes) -> None:
    about = opened(file).core_properties

    assert about.title == "泽丰县电商产业综合党委会议纪要〔2026〕第3期"
    assert {about.author, about.last_modified_by} == {"泽丰县电商产业综合党委"}
    assert about.created == about.modified
    assert about.created is not None
    assert about.created.date() == date(2026, 7, 15)


def test_a_correction_says_which_issue_it_takes_the_place_of() -> None:
    said = texts(minutes_docx(samples.minutes(corrects=(2026, 2))), style="公文正文")[0]

    assert said == "本期纪要更正〔2026〕第2期。〔2026〕第2期自本期印发之日起停止执行，以本期为准。"


def test_without_decisions_there_is_no_attachment_and_nothing_speaks_of_one() -> None:
    file = minutes_docx(samples.minutes(samples.item(1)))

    assert [text for text in body_order(file) if "附件" in text or "责任清单" in text] == []
    assert len(opened(file).tables) == 1  # 版记


def test_a_meeting_of_which_nothing_is_known_is_still_an_issue() -> None:
    file = minutes_docx(
        samples.minutes(attendance=Attendance(), clerk="", follow_up=(), demands=(), copies_to=(), title="")
    )

    assert texts(file, style="人员名单") == texts(file, style="一级标题") == []
    assert rows(opened(file).tables[0])[1:] == [["泽丰县电商产业综合党委办公室\t2026年7月15日印发"]]


def test_an_item_that_nobody_minuted_is_its_title_alone() -> None:
    file = minutes_docx(samples.minutes(ItemText(number=11, title="农村快递"), follow_up=(), demands=()))

    assert texts(file, style="二级标题") == ["（十一）农村快递"]
    assert len(texts(file, style="公文正文")) == 1  # how the meeting began


def test_each_line_of_what_was_typed_is_a_paragraph_and_the_opening_is_said_once() -> None:
    item = ItemText(
        number=1, title="农村快递", facts="会议听取了县商务局的汇报。\r\n\n第二段。", positions="甲\u2028乙"
    )
    file = minutes_docx(samples.minutes(item, follow_up=(), demands=()))

    assert texts(file, style="公文正文")[1:] == ["会议听取了县商务局的汇报。", "第二段。", "会议认为，甲", "乙"]


def test_twenty_items_and_forty_decisions_are_numbered_through() -> None:
    file = minutes_docx(samples.long())

    assert texts(file, style="二级标题")[-1].startswith("（二十）")
    assert [row[0] for row in rows(opened(file).tables[0])[1:]] == [str(number) for number in range(1, 41)]
    assert [text.split(".")[0] for text in texts(file, style="公文正文") if text[0].isdigit() and ". " in text][
        -1
    ] == "40"
