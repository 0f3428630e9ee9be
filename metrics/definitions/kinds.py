"""What a definition holds, and the words that several share: units and the rule of the period. No counting here.

A figure of a month counts by the day that its `period` names; months are natural ones, or run from the day that the
county sets (DOMAIN §2.8: the 19th, say).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Final

from django.utils.functional import Promise, lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

Words = Promise | str


class Kind(Enum):
    """How a figure is shown: a percentage with its fraction, points, a number, or a span of working time."""

    RATE = "rate"
    SCORE = "score"
    COUNT = "count"
    TIME = "time"


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """One figure. `failed` names the cases that count against it; none where no case does.

    `population` says which rows there are and whose they are; `version` goes up by one with every change of what is
    counted, never of words alone.
    """

    key: str
    name: Words
    sentence: Words
    formula: Words
    unit: Words
    population: Words
    period: Words
    version: int = 1
    failed: Words | None = None
    kind: Kind = Kind.RATE


def _in_a_row(sentences: Iterable[Words]) -> str:
    between = "" if (get_language() or "zh").startswith("zh") else " "
    return between.join(str(sentence) for sentence in sentences)


def in_a_row(*sentences: Words) -> Words:
    """Sentences after each other, with a blank between them where the language has blanks."""
    return _lazily(sentences)


_lazily = lazy(_in_a_row, str)

PERCENT: Final = _("%，两位小数")
ONE_DECIMAL: Final = _("%，一位小数")
CASES: Final = _("件")
POINTS: Final = _("分，一位小数")
WORKING_DAYS: Final = _("工作日和小时，按县里的办公时间")

ACCEPTED_THEN: Final = _("受理的那个月")
REVISITED_THEN: Final = _("首次有效回访的那个月")
DISPATCHED_THEN: Final = _("派单的那个月")
SENT_OUT_THEN: Final = _("首次派单的那个月")
RULED_THEN: Final = _("裁定的那个月")
PASSED_THEN: Final = _("答复审核通过的那个月")
ENDED_THEN: Final = _("办结或撤回的那个月")
CALLED_THEN: Final = _("吹哨的那个月")
SIGNED_THEN: Final = _("签发纪要的那个月，只按自然月")
MET_THEN: Final = _("开会的那个月，只按自然月")

LED_THEN: Final = _("算在当轮主办单位名下。")
LEADS: Final = _("算在现在（或最后）的主办单位名下。")
SENT_IT: Final = _("算在派单的党委名下。")
