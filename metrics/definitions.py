"""What each figure means: its name, the sentence that the page shows, its formula. No counting here.

Sources: DOMAIN §2.8 for the rates and the score, DESIGN §8 for whose and which month's they are.
"""

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

FEWEST_TO_RANK: Final = 5  # a unit with fewer valid revisits is not ranked


@dataclass(frozen=True, slots=True)
class Definition:
    """One figure. `failed` names the cases that count against it."""

    key: str
    name: Promise
    sentence: Promise
    formula: Promise
    failed: Promise


HANDLED: Final = Definition(
    key="handled",
    name=_("处理率"),
    sentence=_("本期受理的诉求里，答复已通过审核或已办结的比例。处理不等于解决。一件拆成几件的，按拆出的件算。"),
    formula=_("（答复通过审核 + 已办结）÷ 受理"),
    failed=_("没有办出结果的（含后来撤回、不予受理的）"),
)
RESPONSE: Final = Definition(
    key="response",
    name=_("响应率"),
    sentence=_("本期首次有效回访里，企业说“部门联系过我”的比例。部门自己登记的联系不算。"),
    formula=_("企业说联系过 ÷ 有效回访"),
    failed=_("企业说没有联系的"),
)
SOLVED: Final = Definition(
    key="solved",
    name=_("解决率"),
    sentence=_("本期首次有效回访里，企业说解决了的比例；“基本解决”折算计入。"),
    formula=_("（解决 + 折算系数 × 基本解决）÷ 有效回访"),
    failed=_("企业说没有解决的"),
)
SATISFIED: Final = Definition(
    key="satisfied",
    name=_("满意率"),
    sentence=_("本期首次有效回访里，企业满意的比例；“基本满意”折算计入。没有评价的不算满意。"),
    formula=_("（非常满意 + 满意 + 折算系数 × 基本满意）÷ 有效回访"),
    failed=_("企业不满意的"),
)
SCORE: Final = Definition(
    key="score",
    name=_("综合成绩"),
    sentence=_("三率按权重相加，满分 100。"),
    formula=_("（权重 × 响应率 + 权重 × 解决率 + 权重 × 满意率）× 100"),
    failed=_("三率中有一项没有做到的"),
)
RATES: Final = (RESPONSE, SOLVED, SATISFIED)
FIGURES: Final = (HANDLED, *RATES)
