"""Figures that other parts count, in their own sentences: whistles (双考核) and the round table."""

from typing import Final

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from metrics import whistles
from metrics.definitions.kinds import CALLED_THEN, MET_THEN, ONE_DECIMAL, PERCENT, SIGNED_THEN, Definition, in_a_row
from roundtable import figures

_ROUND: Final = figures.ALL
_OVER: Final = "{} ÷ {}"

CHECK_IN: Final = Definition(
    key="check_in",
    name=whistles.ON_TIME[0],
    sentence=whistles.ON_TIME[1],
    formula=format_lazy(_OVER, whistles.TITLES["calls-in-time"], whistles.TITLES["calls"]),
    unit=PERCENT,
    population=_("本期吹哨召集的每一次，已经报到或期限已到的。算在被召集的单位名下。"),
    period=CALLED_THEN,
    failed=_("迟到和没有报到的"),
)
DECISIONS_ON_TIME: Final = Definition(
    key="decisions_on_time",
    name=_("议定事项按期率"),
    sentence=_ROUND["on-time"].sentence,
    formula=format_lazy(_OVER, _ROUND["on-time"].name, _ROUND["due"].name),
    unit=ONE_DECIMAL,
    population=in_a_row(_ROUND["decisions"].sentence, _ROUND["due"].sentence),
    period=SIGNED_THEN,
    failed=_("没有按期销号的"),
)
ATTENDANCE: Final = Definition(
    key="attendance",
    name=_("到会率"),
    sentence=_ROUND["must-came"].sentence,
    formula=format_lazy(_OVER, _ROUND["must-came"].name, _ROUND["must"].name),
    unit=ONE_DECIMAL,
    population=in_a_row(_ROUND["invited"].sentence, _ROUND["must"].sentence),
    period=MET_THEN,
    failed=_ROUND["absent"].name,
)

ELSEWHERE: Final = (CHECK_IN, DECISIONS_ON_TIME, ATTENDANCE)
