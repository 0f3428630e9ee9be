"""The list of decisions (议定事项责任清单): as the table of the minutes' attachment, and as a document of its own."""

from collections.abc import Iterable
from typing import Final

from docx.document import Document
from docx.shared import Mm

from roundtable.documents import writing
from roundtable.documents.contents import DecisionLine, DecisionListDocument
from roundtable.documents.titles import broken
from roundtable.documents.words import day, issue, plain

NAME: Final = "议定事项责任清单"
COLUMNS: Final = (
    ("序号", Mm(10)), ("议定事项", Mm(35)), ("责任单位", Mm(19)), ("配合单位", Mm(19)),
    ("责任人", Mm(14)), ("完成时限", Mm(17)), ("完成标准", Mm(23)), ("进展", Mm(19)),
)  # fmt: skip


def decision_list_docx(content: DecisionListDocument) -> bytes:
    """The list on its own, as of a day."""
    document = writing.begun()
    writing.stacked(document, [NAME], style="公文标题")
    printed = f"，{issue(*content.minutes)}纪要" if content.minutes else ""
    under = broken(f"（{plain(content.meeting)}{printed}）", writing.LETTERS)
    dated = broken(f"{plain(content.organ)}\u3000截至{day(content.as_of)}", writing.LETTERS)
    writing.stacked(document, [*under, *dated], style="标题说明")
    writing.blank(document)
    write(document, content.decisions)
    title = f"{plain(content.meeting)}{NAME}"
    return writing.finished(document, title=title, organ=content.organ, issued_on=content.as_of)


def write(document: Document, decisions: Iterable[DecisionLine]) -> None:
    """The table; a sentence where there is nothing to list."""
    found = tuple(decisions)
    if not found:
        writing.paragraph(document, "本次会议没有议定事项。")
        return
    table = writing.table(document, [width for _name, width in COLUMNS], style="清单")
    heading = writing.row(table, [name for name, _width in COLUMNS], style="清单表头")
    writing.mark(heading, "w:tblHeader")
    for line in found:
        writing.row(table, _cells(line), style="清单文字")


def _cells(line: DecisionLine) -> tuple[str, ...]:
    """One decision as the columns have it."""
    due = day(line.due) if line.due else ""
    assists = "、".join(line.assists)
    return (str(line.number), line.body, line.lead, assists, line.person, due, line.criterion, line.progress)
