"""What each figure means: name, sentence, formula, unit, whose cases, which month's. No counting here.

One place for all of them: pages, `/statistics/definitions/` and `docs/figures.md` draw from it.
"""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from metrics.bands import FEWEST_TO_BAND, FEWEST_TO_RANK, Band, Thresholds, band_of
from metrics.definitions.beside import BESIDE
from metrics.definitions.dispatching import DISPATCH, PUNCTUALITY
from metrics.definitions.elsewhere import ELSEWHERE
from metrics.definitions.kinds import Definition, Kind
from metrics.definitions.rates import (
    FIGURES,
    HANDLED,
    RATES,
    REDONE,
    RESPONSE,
    REVISITED,
    SATISFIED,
    SCORE,
    SOLVED,
    VALIDLY,
)

GROUPS: Final[tuple[tuple[Promise, tuple[Definition, ...]], ...]] = (
    (_("处理率、三率和综合成绩"), (*FIGURES, SCORE)),
    (_("回访和重办"), (REVISITED, VALIDLY, REDONE)),
    (_("时限和延期"), PUNCTUALITY),
    (_("派单"), DISPATCH),
    (_("另列的件数"), BESIDE),
    (_("吹哨报到和圆桌会议"), ELSEWHERE),
)
"""All of them, as the page of definitions orders them."""
DEFINITIONS: Final[Mapping[str, Definition]] = {each.key: each for _words, group in GROUPS for each in group}

__all__ = [
    "DEFINITIONS",
    "FEWEST_TO_BAND",
    "FEWEST_TO_RANK",
    "FIGURES",
    "GROUPS",
    "HANDLED",
    "RATES",
    "RESPONSE",
    "SATISFIED",
    "SCORE",
    "SOLVED",
    "Band",
    "Definition",
    "Kind",
    "Thresholds",
    "band_of",
]
