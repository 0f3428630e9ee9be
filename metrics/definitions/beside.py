"""What stands beside the rates and is never in them: counts of cases (DOMAIN §2.8, DESIGN §8)."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from metrics.definitions.kinds import (
    CASES,
    ENDED_THEN,
    LEADS,
    LED_THEN,
    REVISITED_THEN,
    Definition,
    Kind,
    Words,
    in_a_row,
)

_NUMBER: Final = _("件数")


def _count(key: str, name: Promise, sentence: Promise, *, population: Words, period: Promise) -> Definition:
    return Definition(
        key=key,
        name=name,
        sentence=sentence,
        formula=_NUMBER,
        unit=CASES,
        population=population,
        period=period,
        kind=Kind.COUNT,
    )


LEDGERED: Final = _count(
    "ledgered",
    _("挂账数"),
    _("本期列入挂账、转为长期推进的件。挂账不等于办结，处理率也不因此变高。"),
    population=in_a_row(_("本期批准挂账的件。"), LEADS),
    period=_("批准挂账的那个月"),
)
REDO: Final = _count(
    "redo",
    _("重办后的回访"),
    _("以前的轮次已经有过有效回访，重办后又得到有效回访的件。三率只认第一次，这里另列。"),
    population=in_a_row(_("本期再次得到有效回访的件。"), LED_THEN),
    period=_("再次有效回访的那个月"),
)
WITHDRAWN: Final = _count(
    "withdrawn",
    _("派单后撤回"),
    _("已经派出、后来由企业撤回的件。"),
    population=in_a_row(_("本期撤回的件。"), LEADS),
    period=ENDED_THEN,
)
PERSUADED: Final = _count(
    "persuaded",
    _("被劝撤"),
    _("撤回以后企业说有人劝它撤回的件；后来又申请受理的也算。"),
    population=_("企业在本期这样回答的件。算在撤回时的主办单位名下。"),
    period=_("企业回答的那个月"),
)
NOT_REACHED: Final = _count(
    "not_reached",
    _("两次未联系上企业"),
    _("回访两次都没有联系上企业、就此办结的件。没有评价，不进三率。"),
    population=in_a_row(_("本期这样办结的件。"), LEADS),
    period=ENDED_THEN,
)
FINAL_ANSWER: Final = _count(
    "final",
    _("最终答复"),
    _("三轮后企业仍不认可，由党委办公室签发最终答复办结的件。企业的评价不变，第一次有效回访照样算在三率里。"),
    population=in_a_row(_("本期这样办结的件。"), LEADS),
    period=ENDED_THEN,
)
EXCLUDED: Final = _count(
    "excluded",
    _("剔除"),
    _("首次有效回访经单位申请、两级批准，不计入考核的件。每个率旁边都写剔除了几件，后来的回访不顶替它。"),
    population=in_a_row(_("首次有效回访在本期、已剔除的件。"), LED_THEN),
    period=REVISITED_THEN,
)

BESIDE: Final = (LEDGERED, REDO, WITHDRAWN, PERSUADED, NOT_REACHED, FINAL_ANSWER, EXCLUDED)
