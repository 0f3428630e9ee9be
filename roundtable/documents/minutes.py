"""The minutes of a meeting (会议纪要) in the official form (GB/T 9704, 10.3; DOMAIN §3.2)."""

from collections.abc import Iterator
from typing import Final

from docx.document import Document

from roundtable.documents import colophon, decision_list, writing
from roundtable.documents.contents import DecisionLine, ItemText, MinutesDocument, Party
from roundtable.documents.titles import TITLE_WIDTH, broken
from roundtable.documents.words import clause, day, issue, numeral, plain, sentence, span, width

_FLAG_WIDTH: Final = 12  # characters of 36 pt in a line; a longer name is set in 26 pt
_LONG_FLAG_WIDTH: Final = 17


def minutes_docx(content: MinutesDocument) -> bytes:
    """The minutes as one issue: head, text, attendance, the list of decisions as attachment, 版记."""
    document = writing.begun()
    decisions = tuple(line for item in content.items for line in item.decisions)
    _head(document, content)
    _text(document, content)
    if decisions:
        writing.blank(document)
        writing.named_attachment(document, decision_list.NAME)
    _attendance(document, content)
    if decisions:
        writing.attachment(document, decision_list.NAME)
        writing.blank(document)
        decision_list.write(document, decisions)
    colophon.write(document, content)
    title = f"{plain(content.flag)}{issue(content.year, content.issue)}"
    return writing.finished(
        document,
        title=title,
        organ=content.committee,
        issued_on=content.issued_on,
        identifier=f"sha256:{plain(content.digest)}",
    )


def _head(document: Document, content: MinutesDocument) -> None:
    """The red flag, two lines below it the issue above the red line, two lines below that the title."""
    long = width(content.flag) > _FLAG_WIDTH
    flag = broken(content.flag, _LONG_FLAG_WIDTH if long else _FLAG_WIDTH)
    writing.stacked(document, flag, style="长纪要标志" if long else "纪要标志")
    writing.blank(document, 2)
    writing.paragraph(document, issue(content.year, content.issue), style="纪要期号")
    writing.blank(document, 2)
    writing.stacked(document, broken(content.title, TITLE_WIDTH), style="公文标题")
    writing.blank(document)


def _text(document: Document, content: MinutesDocument) -> None:
    """What the meeting heard, found, decided and asked for; headings count only the parts that are there."""
    if content.corrects:
        old = issue(*content.corrects)
        writing.paragraph(document, f"本期纪要更正{old}。{old}自本期印发之日起停止执行，以本期为准。")
    when = span(content.held_from, content.held_to)
    writing.paragraph(
        document,
        f"{when}，{plain(content.chair)}在{plain(content.place)}主持召开{plain(content.title)}。现将会议情况纪要如下：",
    )
    numbers = iter(range(1, 4))
    if content.follow_up:
        _heading(document, numbers, "上次议定事项落实情况")
        writing.paragraph(document, "会议听取了上次议定事项落实情况的通报。")
        for line in content.follow_up:
            writing.paragraph(document, sentence(line))
    if content.items:
        _heading(document, numbers, "会议议题")
        for item in content.items:
            _item(document, item)
    if content.demands:
        _heading(document, numbers, "工作要求")
        for demand in content.demands:
            writing.paragraphs(document, demand, opening="会议要求，")


def _heading(document: Document, numbers: Iterator[int], name: str) -> None:
    writing.paragraph(document, f"{numeral(next(numbers))}、{name}", style="一级标题")


def _item(document: Document, item: ItemText) -> None:
    """One item: its title, what was heard, found and decided."""
    writing.paragraph(document, f"（{numeral(item.number)}）{plain(item.title)}", style="二级标题")
    writing.paragraphs(document, item.facts, opening="会议听取了有关情况：")
    writing.paragraphs(document, item.positions, opening="会议认为，")
    if outcome := _outcome(item):
        writing.paragraph(document, outcome)
    for line in item.decisions:
        writing.paragraph(document, f"{line.number}. {_decision(line)}")


def _outcome(item: ItemText) -> str:
    """How the item ended, in one sentence; it leads over to the decisions where there are some."""
    parts = [plain(item.outcome)] if plain(item.outcome) else []
    parts += [f"理由：{clause(item.reason)}"] if plain(item.reason) else []
    said = "；".join(parts)
    if item.decisions:
        return f"会议议定以下事项（{said}）：" if said else "会议议定以下事项："
    return f"会议议定，本议题{said}。" if said else ""


def _decision(line: DecisionLine) -> str:
    """What is to be done, by whom, until when, and how it is known to be done."""
    facts = {
        "责任单位": plain(line.lead),
        "配合单位": "、".join(plain(unit) for unit in line.assists),
        "责任人": plain(line.person),
        "完成时限": day(line.due) if line.due else "",
        "完成标准": clause(line.criterion),
    }
    known = "；".join(f"{name}：{fact}" for name, fact in facts.items() if fact)
    return sentence(line.body) + (f"{known}。" if known else "")


def _attendance(document: Document, content: MinutesDocument) -> None:
    """出席 and its like, a line for each unit; wrapped and further lines begin under the first name."""
    there = content.attendance
    classes = {
        "出席：": there.present,
        "请假：": there.excused,
        "缺席：": there.absent,
        "列席：": there.observers,
        "记录：": (Party(unit="", names=(content.clerk,)),) if plain(content.clerk) else (),
    }
    writing.blank(document)
    for label, parties in classes.items():
        for place, party in enumerate(parties):
            style = "人员名单续行" if place else "人员名单"
            writing.paragraph(document, _party(party), style=style, label="" if place else label)


def _party(party: Party) -> str:
    """A unit and its people: 县商务局\u3000王建国、李强."""
    names = "、".join(plain(name) for name in party.names)
    return "\u3000".join(part for part in (plain(party.unit), names) if part)
