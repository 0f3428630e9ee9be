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

__all__ = [
    "Attendance",
    "DecisionLine",
    "DecisionListDocument",
    "ItemText",
    "MinutesDocument",
    "NoticeDocument",
    "Party",
]
