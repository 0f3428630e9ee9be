"""Official documents of the round table as Word files, in the form of GB/T 9704 (DOMAIN §3.2). Knows no model.

Whoever reads a page chooses its language; a document of an organ is Chinese, so no word in this package is translated.
The same content gives the same bytes, on any day and any machine.
"""

from roundtable.documents.contents import (
    Attendance,
    DecisionLine,
    DecisionListDocument,
    ItemText,
    MinutesDocument,
    NoticeDocument,
    Party,
)


def minutes_docx(content: MinutesDocument) -> bytes:
    """The minutes of a meeting as one issue, a DOCX file."""
    from roundtable.documents import minutes  # noqa: PLC0415 -- 18 MB that page processes do without until then

    return minutes.minutes_docx(content)


def notice_docx(content: NoticeDocument) -> bytes:
    """The notice of a meeting, a DOCX file."""
    from roundtable.documents import notice  # noqa: PLC0415 -- as above

    return notice.notice_docx(content)


def decision_list_docx(content: DecisionListDocument) -> bytes:
    """The list of decisions with their progress as of a day, a DOCX file."""
    from roundtable.documents import decision_list  # noqa: PLC0415 -- as above

    return decision_list.decision_list_docx(content)


__all__ = [
    "Attendance",
    "DecisionLine",
    "DecisionListDocument",
    "ItemText",
    "MinutesDocument",
    "NoticeDocument",
    "Party",
    "decision_list_docx",
    "minutes_docx",
    "notice_docx",
]
