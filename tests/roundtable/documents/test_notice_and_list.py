"""The notice with its slip, and the list of decisions on its own, read back from the file."""

from datetime import date, datetime

import pytest

from roundtable.documents import decision_list_docx, notice_docx
from roundtable.documents.decision_list import COLUMNS
from tests.roundtable.documents import samples
from tests.roundtable.documents.measuring import body_order, opened, rows, style_of, texts


def test_the_notice_says_when_where_what_who_and_until_when() -> None:
    file = notice_docx(samples.notice())

    assert texts(file, style="公文标题")[0] == "关于召开2026年第3次电商产业\n发展圆桌会议的通知"
    assert texts(file, style="主送机关") == ["县邮政业发展中心、县商务局、县交通运输局："]
    assert texts(file, style="一级标题") == [
        "一、会议时间", "二、会议地点", "三、会议主持", "四、会议议题", "五、参会人员", "六、有关要求", "七、联系人",
    ]  # fmt: skip
    assert texts(file, style="公文正文") == [
        "经研究，决定召开2026年第3次圆桌会议。现将有关事项通知如下：",
        "2026年7月10日14时30分至17时。",
        "县政务服务中心三楼会议室。",
        "张伟（泽丰县电商产业综合党委书记）。",
        "1. 农产品冷链快递收件时间过早的问题。",
        "2. 直播基地二期用电增容。",
        "各单位分管负责同志1人。",
        "泽丰县鲜果电子商务有限公司负责人。",
        "1. 请于2026年7月8日18时前报送会议材料。",
        "2. 请于2026年7月7日12时前回复是否参会：登录企呼链应“会议邀请”页面，或者填写附件后报送。",
        "陈静，0530-5550123。",
        "附件：会议回执",
    ]


def test_a_notice_leaves_out_what_is_not_there_and_counts_on() -> None:
    bare = samples.notice(
        addressees=(), chair="", topics=(), attendees=(), materials_by=None, answer_by=None, answer_how="", contact=""
    )
    file = notice_docx(bare)

    assert texts(file, style="一级标题") == ["一、会议时间", "二、会议地点"]
    assert texts(file, style="主送机关") == []


@pytest.mark.parametrize(
    ("by", "how", "said"),
    [
        (None, "扫码回复。", "请回复是否参会：扫码回复。"),
        (datetime(2026, 7, 7, 9, 5), "", "请于2026年7月7日9时5分前回复是否参会。"),  # noqa: DTZ001 -- as printed
    ],
)
def test_one_demand_alone_is_not_numbered(by: datetime | None, how: str, said: str) -> None:
    file = notice_docx(samples.notice(materials_by=None, answer_by=by, answer_how=how))

    assert said in texts(file, style="公文正文")


@pytest.mark.parametrize(
    ("organ", "on", "indents"),
    [
        ("泽丰县电商产业综合党委", date(2026, 7, 3), [2, 5]),  # 11 characters; the day has 6 and begins 2 later
        ("县商务局", date(2026, 12, 13), [7, 2]),  # 4 characters; the day has 7
    ],
)
def test_the_day_begins_two_characters_to_the_right_of_the_organ(organ: str, on: date, indents: list[float]) -> None:
    signed = [
        line
        for line in opened(notice_docx(samples.notice(organ=organ, issued_on=on))).paragraphs
        if style_of(line) == "落款"
    ]
    right = [line.paragraph_format.right_indent for line in signed]

    assert signed[0].text == organ
    assert [indent.pt / 16 for indent in right if indent is not None] == indents
    assert signed[0].paragraph_format.keep_with_next  # never a day alone on a page


def test_the_slip_is_a_table_to_be_filled_in_on_a_page_of_its_own() -> None:
    file = notice_docx(samples.notice())

    assert body_order(file)[-7:-1] == ["附件", "", "会议回执", "（2026年第3次圆桌会议）", "", "table"]
    assert rows(opened(file).tables[0]) == [["单位", "姓名", "职务", "联系电话", "参会方式"], *[[""] * 5] * 3]


def test_the_list_says_whose_it_is_where_it_was_decided_and_as_of_when() -> None:
    file = decision_list_docx(samples.decision_list(samples.decision(1), samples.decision(2)))

    assert texts(file, style="公文标题") == ["议定事项责任清单"]
    assert texts(file, style="标题说明") == [
        "（2026年第3次圆桌会议，〔2026〕第3期纪要）\n泽丰县电商产业综合党委\u3000截至2026年8月1日"
    ]
    assert [name for name, _width in COLUMNS] == rows(opened(file).tables[0])[0]
    assert [row[-1] for row in rows(opened(file).tables[0])[1:]] == ["三处已投入使用"] * 2


def test_a_list_without_decisions_says_so() -> None:
    file = decision_list_docx(samples.decision_list())

    assert opened(file).tables == []
    assert texts(file, style="公文正文") == ["本次会议没有议定事项。"]
