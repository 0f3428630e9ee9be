"""Personal numbers in the words of a call: what the desk decides on before a unit reads them (DOMAIN §4.1). Pure."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from web.redacting import SENSITIVE, Kind, find

FIELDS: Final[dict[str, Promise]] = {
    "title": _("标题"),
    "body": _("内容"),
    "address": _("地点"),
    "expected": _("希望的结果"),
}
"""Words of a call that a unit reads."""


@dataclass(frozen=True, slots=True)
class Personal:
    """One number: in which words, what it is, as it was written and as it may be read."""

    field: Promise
    kind: Kind
    words: str
    masked: str


def personal_in(call: Any) -> list[Personal]:
    """The numbers in the words of a case, or of a call that is not sent yet."""
    return [
        Personal(label, span.kind, text[span.start : span.end], span.masked)
        for name, label in FIELDS.items()
        for text in [getattr(call, name)]
        for span in find(text)
    ]


def sensitive_in(call: Any) -> list[Personal]:
    """Those that nobody needs in order to handle it: cards and ID numbers."""
    return [one for one in personal_in(call) if one.kind in SENSITIVE]


def sensitive_words(text: str) -> list[Personal]:
    """The same of words that are being typed."""
    found = [span for span in find(text) if span.kind in SENSITIVE]
    return [Personal(FIELDS["body"], span.kind, text[span.start : span.end], span.masked) for span in found]


def counted(found: Iterable[Personal]) -> dict[str, int]:
    """How many of each kind, as the journal keeps it: never the numbers."""
    return dict(sorted(Counter(str(one.kind) for one in found).items()))
