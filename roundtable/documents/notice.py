"""The notice of a meeting (会议通知), with a slip for the answer (回执) on a page of its own."""

from typing import Final

from docx.document import Document
from docx.shared import Mm

from roundtable.documents import writing
from roundtable.documents.contents import NoticeDocument
from roundtable.documents.signing import sign
from roundtable.documents.titles import TITLE_WIDTH, broken
from roundtable.documents.words import clause, moment, numeral, plain, sentence, span

_SLIP: Final = (("单位", Mm(46)), ("姓名", Mm(24)), ("职务", Mm(28)), ("联系电话", Mm(34)), ("参会方式", Mm(24)))
_SLIP_NAME: Final = "会议回执"
_SLIP_ROWS: Final = 3


def notice_docx(content: NoticeDocument) -> bytes:
    """The notice: title, addressees, the parts that are there, signature, slip."""
    document = writing.begun()
    writing.stacked(document, broken(content.title, TITLE_WIDTH), style="公文标题")
    writing.blank(document)
    if content.addressees:
        writing.paragraph(document, f"{'、'.join(plain(unit) for unit in content.addressees)}：", style="主送机关")
    writing.paragraph(document, f"经研究，决定召开{plain(content.meeting)}。现将有关事项通知如下：")
    parts = [(name, lines) for name, lines in _parts(content).items() if lines]
    for number, (name, lines) in enumerate(parts, start=1):
        writing.paragraph(document, f"{numeral(number)}、{name}", style="一级标题")
        for line in lines:
            writing.paragraph(document, line)
    writing.blank(document)
    writing.named_attachment(document, _SLIP_NAME)
    writing.blank(document)
    sign(document, organ=content.organ, on=content.issued_on)
    _slip(document, content)
    return writing.finished(document, title=content.title, organ=content.organ, issued_on=content.issued_on)


def _parts(content: NoticeDocument) -> dict[str, list[str]]:
    """The parts in their order, each with its paragraphs; one without any is left out."""
    return {
        "会议时间": [f"{span(content.held_from, content.held_to)}。"],
        "会议地点": [sentence(content.place)],
        "会议主持": [sentence(content.chair)] if plain(content.chair) else [],
        "会议议题": [f"{number}. {sentence(topic)}" for number, topic in enumerate(content.topics, start=1)],
        "参会人员": [sentence(attendee) for attendee in content.attendees],
        "有关要求": _demands(content),
        "联系人": [sentence(content.contact)] if plain(content.contact) else [],
    }


def _demands(content: NoticeDocument) -> list[str]:
    """What those who are invited have to send, and until when."""
    demands = []
    if content.materials_by:
        demands.append(f"请于{moment(content.materials_by)}前报送会议材料。")
    answer = clause(content.answer_how)
    if content.answer_by:
        demands.append(f"请于{moment(content.answer_by)}前回复是否参会{f'：{answer}' if answer else ''}。")
    elif answer:
        demands.append(f"请回复是否参会：{answer}。")
    return [f"{number}. {demand}" for number, demand in enumerate(demands, start=1)] if demands[1:] else demands


def _slip(document: Document, content: NoticeDocument) -> None:
    """A table to be filled in by hand by those who answer on paper."""
    writing.attachment(document, _SLIP_NAME)
    writing.stacked(document, broken(f"（{plain(content.meeting)}）", writing.LETTERS), style="标题说明")
    writing.blank(document)
    table = writing.table(document, [width for _name, width in _SLIP], style="清单")
    writing.mark(writing.row(table, [name for name, _width in _SLIP], style="清单表头"), "w:tblHeader")
    for _row in range(_SLIP_ROWS):
        writing.row(table, [""] * len(_SLIP), style="清单文字").height = writing.LINE
