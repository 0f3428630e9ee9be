"""PDF: a head at the very start, an end, no password, nothing else behind it."""

import re
from pathlib import Path
from typing import Final

from tickets.inspector.verdict import Reason, Refused

_HEAD: Final = re.compile(rb"%PDF-[12]\.\d")
_LOCKED: Final = re.compile(rb"/Encrypt\s*(\d+\s+\d+\s+R|<<)")
_TAIL: Final = 1024  # the end mark stands within the last 1,024 bytes (ISO 32000, implementation note 18)


def look(source: Path) -> str:
    """Return the media type. Raises Refused."""
    content = source.read_bytes()
    if not _HEAD.match(content):
        raise Refused(Reason.TYPE)
    end = content.rfind(b"%%EOF")
    if end < 0 or b"startxref" not in content:
        raise Refused(Reason.BROKEN)
    if _LOCKED.search(content):
        raise Refused(Reason.PASSWORD)
    if len(content) - end > _TAIL or b"PK\x05\x06" in content[end:]:
        raise Refused(Reason.TYPE)  # an archive or a page hides behind it
    return "application/pdf"
