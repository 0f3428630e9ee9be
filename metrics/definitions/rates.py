"""The rates over cases and over valid revisits, and the score (DOMAIN §2.8; whose and which month's: DESIGN §8)."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from metrics.definitions.kinds import (
    ACCEPTED_THEN,
    LEADS,
    LED_THEN,
    PASSED_THEN,
    PERCENT,
    POINTS,
    REVISITED_THEN,
    Definition,
    Kind,
    in_a_row,
)

_V: Final = in_a_row(_("首次有效回访在本期、没有剔除的件。"), LED_THEN)
_PASSED: Final = in_a_row(_("本期审核通过答复的轮次，一件重办几轮算几次。"), LED_THEN)

HANDLED: Final = Definition(
    key="handled",
    name=_("处理率"),
    sentence=_("本期受理的诉求里，答复已通过审核或已办结的比例。处理不等于解决。一件拆成几件的，按拆出的件算。"),
    formula=_("（答复通过审核 + 已办结）÷ 受理"),
    unit=PERCENT,
    population=in_a_row(_("本期受理的件，拆出的件各算一件。"), LEADS),
    period=ACCEPTED_THEN,
    failed=_("没有办出结果的（含后来撤回、不予受理的）"),
)
RESPONSE: Final = Definition(
    key="response",
    name=_("响应率"),
    sentence=_("本期首次有效回访里，企业说“部门联系过我”的比例。部门自己登记的联系不算。"),
    formula=_("企业说联系过 ÷ 有效回访"),
    unit=PERCENT,
    population=_V,
    period=REVISITED_THEN,
    failed=_("企业说没有联系的"),
)
SOLVED: Final = Definition(
    key="solved",
    name=_("解决率"),
    sentence=_("本期首次有效回访里，企业说解决了的比例；“基本解决”折算计入。"),
    formula=_("（解决 + 折算系数 × 基本解决）÷ 有效回访"),
    unit=PERCENT,
    population=_V,
    period=REVISITED_THEN,
    failed=_("企业说没有解决的"),
)
SATISFIED: Final = Definition(
    key="satisfied",
    name=_("满意率"),
    sentence=_("本期首次有效回访里，企业满意的比例；“基本满意”折算计入。没有评价的不算满意。"),
    formula=_("（非常满意 + 满意 + 折算系数 × 基本满意）÷ 有效回访"),
    unit=PERCENT,
    population=_V,
    period=REVISITED_THEN,
    failed=_("企业不满意的"),
)
SCORE: Final = Definition(
    key="score",
    name=_("综合成绩"),
    sentence=_("三率按权重相加，满分 100。"),
    formula=_("（权重 × 响应率 + 权重 × 解决率 + 权重 × 满意率）× 100"),
    unit=POINTS,
    population=_V,
    period=REVISITED_THEN,
    failed=_("三率中有一项没有做到的"),
    kind=Kind.SCORE,
)
REDONE: Final = Definition(
    key="redone",
    name=_("重办率"),
    sentence=_("本期首次有效回访之后，又重办了一轮的比例。"),
    formula=_("回访后又办一轮的 ÷ 有效回访"),
    unit=PERCENT,
    population=_V,
    period=REVISITED_THEN,
    failed=_("回访后又办了一轮的"),
)
REVISITED: Final = Definition(
    key="revisited",
    name=_("回访率"),
    sentence=_("本期审核通过的答复里，问过企业的比例：企业自己答了，或者回访员打过电话，打不通也算打过。"),
    formula=_("企业答过或打过电话的轮次 ÷ 答复审核通过的轮次"),
    unit=PERCENT,
    population=_PASSED,
    period=PASSED_THEN,
    failed=_("还没有问过企业的"),
)
VALIDLY: Final = Definition(
    key="validly",
    name=_("有效回访率"),
    sentence=_("本期审核通过的答复里，企业三问都答了的比例：联系过没有、解决没有、满意不满意。"),
    formula=_("有效回访的轮次 ÷ 答复审核通过的轮次"),
    unit=PERCENT,
    population=_PASSED,
    period=PASSED_THEN,
    failed=_("没有得到有效回访的"),
)

RATES: Final = (RESPONSE, SOLVED, SATISFIED)
FIGURES: Final = (HANDLED, *RATES)
