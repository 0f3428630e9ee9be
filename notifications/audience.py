"""Who hears what: one literal table, a row for every verb of the journal. A verb without a row is refused.

A person hears of an event once, by the first line that reaches one of their posts; whoever acts does not hear of it.
Sentences carry the case number and our own words, never the firm's: they also travel by mail.
"""

from typing import Final

from django.utils.translation import gettext_lazy as _

from notifications import circle as who
from notifications import units
from notifications.deadlines import DEADLINES
from notifications.exclusions import EXCLUSIONS
from notifications.files import FILES
from notifications.groups import AN_ISSUE, GROUPS, REPEATED
from notifications.instructions import INSTRUCTIONS, INSTRUCTIONS_OVER
from notifications.ledger import LEDGER
from notifications.line import NOBODY, Line, Row
from notifications.reopenings import REOPENINGS
from notifications.silent import SILENT
from notifications.supervision import ORDER_OVER, SUPERVISION
from notifications.topics import TABLED
from notifications.units import UNITS
from notifications.whistles import WHISTLES
from notifications.withdrawals import TO_BE_ASKED, WITHDRAWALS

# However a case is sent out for the third time.
_DESIGNATED: Final = Line(
    who.the_lead,
    _("%(number)s：第三次派单，指定你单位主办，不得再退，请签收"),
    mail=True,
    when=who.designated,
)

# However the firm's word came: on its page, by its link, on the telephone.
_OF_A_VERDICT: Final = (
    ORDER_OVER,
    INSTRUCTIONS_OVER,
    Line(
        who.the_office,
        _("%(number)s：三轮后企业仍不认可，列为圆桌会议候选，请决定再办或签发最终答复"),
        mail=True,
        when=who.it_has_stopped,
    ),
    Line(who.the_lead, _("%(number)s：三轮后企业仍不认可，已报党委办公室督办"), mail=True, when=who.it_has_stopped),
    Line(who.the_desk, _("%(number)s：三轮后企业仍不认可，已报党委办公室督办"), mail=True, when=who.it_has_stopped),
    Line(who.the_lead, _("%(number)s：企业不认可办理结果，请办第 %(round)s 轮"), mail=True, when=who.it_went_round),
    Line(who.the_desk, _("%(number)s：企业不认可办理结果，已转第 %(round)s 轮"), mail=True, when=who.it_went_round),
)

_OF_A_REPLY: Final = (
    ORDER_OVER,
    Line(who.the_desk, _("%(number)s：主办单位已提交答复，请审核"), mail=True),
    Line(who.the_assists, _("%(number)s：主办单位已提交答复")),
    Line(who.the_called, _("%(number)s：主办单位已提交答复，吹哨随之结束"), when=who.a_whistle_lapsed),
    Line(who.the_firm, _("%(number)s：部门已提交答复，正在审核")),
    Line(who.entering_station, _("%(number)s：部门已提交答复，正在审核")),
)

AUDIENCE: Final[dict[str, Row]] = {
    # --- the firm's acts ----------------------------------------------------------------------------------------------
    "ticket.submitted": (
        # Danger first, at any hour: whoever is on duty and the desk; with an empty roster the office in their place.
        Line(who.on_duty, _("%(number)s：企业说有人有危险，请马上处理"), mail=True, urgent=True, when=who.in_danger),
        Line(
            who.the_desk, _("%(number)s：企业说有人有危险，15 分钟内受理"), mail=True, urgent=True, when=who.in_danger
        ),
        Line(
            who.the_office,
            _("%(number)s：企业说有人有危险，值班表上没有人，请马上处理"),
            mail=True,
            urgent=True,
            when=who.in_danger_unwatched,
        ),
        REPEATED,
        Line(who.the_desk, _("%(number)s：新诉求，请受理"), mail=True, when=who.not_by_the_desk),
        # A list brings hundreds at once, and whoever entered it sits at this desk or beside it.
        Line(who.the_desk, _("%(number)s：新诉求，请受理"), when=who.by_the_desk),
        Line(who.the_firm, _("%(number)s：已为您登记诉求，请查看"), mail=True, sms=True, when=who.by_the_desk),
        Line(who.the_firm, _("%(number)s：服务站已代您提交诉求"), mail=True, sms=True, when=who.by_the_station),
        Line(who.the_firm, _("%(number)s：您的诉求已收到"), sms=True, even_who_acts=True, when=who.by_the_firm),
        Line(who.entering_station, _("%(number)s：本站代办的诉求已提交")),
    ),
    "ticket.supplemented": (
        Line(who.the_lead, _("%(number)s：企业已补充材料，请继续办理"), mail=True),
        Line(who.the_desk, _("%(number)s：企业已补充材料"), mail=True),
        Line(who.the_assists, _("%(number)s：企业已补充材料，请继续协办")),
        Line(who.the_firm, _("%(number)s：服务站已代您补充材料"), when=who.by_the_station),
        Line(who.entering_station, _("%(number)s：企业已补充材料"), when=who.by_the_firm),
    ),
    "note.supplement": (
        Line(who.the_lead, _("%(number)s：企业补充了说明"), mail=True),
        Line(who.the_desk, _("%(number)s：企业补充了说明")),
        Line(who.the_assists, _("%(number)s：企业补充了说明")),
        Line(who.the_firm, _("%(number)s：服务站已代您补充说明"), when=who.by_the_station),
        Line(who.entering_station, _("%(number)s：企业补充了说明"), when=who.by_the_firm),
    ),
    **FILES,
    **TABLED,
    "ticket.urged": (
        Line(who.the_lead, _("%(number)s：企业催办，请抓紧办理并告知进展"), mail=True, when=who.urged_a_unit),
        Line(who.the_desk, _("%(number)s：企业催办，请受理或派单"), mail=True, when=who.urged_the_desk),
        Line(who.the_desk, _("%(number)s：企业催办，请尽快裁定退单"), mail=True, when=who.urged_the_ruling),
        Line(who.the_desk, _("%(number)s：企业催办承办单位，请关注"), mail=True, when=who.urged_a_unit),
        Line(who.the_office, _("%(number)s：企业多次催办，请考虑督办"), mail=True, when=who.urged_often),
        Line(who.the_firm, _("%(number)s：服务站已代您催办"), when=who.by_the_station),
        Line(who.entering_station, _("%(number)s：企业催办了一次"), when=who.by_the_firm),
    ),
    "ticket.withdrawn": (
        INSTRUCTIONS_OVER,
        Line(who.the_units_left, _("%(number)s：企业已撤回诉求，不用再办"), mail=True),
        Line(who.the_office, _("%(number)s：企业已撤回诉求，督办随之终止"), when=who.an_order_lapsed),
        Line(who.the_called, _("%(number)s：企业已撤回诉求，吹哨随之结束"), mail=True, when=who.a_whistle_lapsed),
        TO_BE_ASKED,
        Line(who.the_desk, _("%(number)s：企业已撤回诉求"), mail=True),
        Line(who.entering_station, _("%(number)s：企业已撤回诉求")),
    ),
    "ticket.appealed": (
        Line(who.the_desk, _("%(number)s：企业申请再次受理，请受理"), mail=True),
        Line(who.entering_station, _("%(number)s：企业申请再次受理")),
    ),
    "ticket.revisited": (
        *_OF_A_VERDICT,
        Line(who.the_lead, _("%(number)s：企业已确认结果并评价，已办结"), when=who.it_is_closed),
        Line(who.entering_station, _("%(number)s：企业已确认结果并评价")),
    ),
    # Nobody knows who held the link: the firm's own people read that it was used.
    "ticket.rated": (
        *_OF_A_VERDICT,
        Line(who.the_lead, _("%(number)s：企业已确认结果并评价，已办结"), when=who.it_is_closed),
        Line(
            who.the_firm,
            _("%(number)s：已收到凭链接作的评价，已办结。不是您本人评的，请联系行业党委"),
            mail=True,
            when=who.it_is_closed,
        ),
        Line(
            who.the_firm,
            _("%(number)s：已收到凭链接作的评价，已转第 %(round)s 轮重办。不是您本人评的，请联系行业党委"),
            mail=True,
            when=who.it_went_round,
        ),
        Line(
            who.the_firm,
            _("%(number)s：已收到凭链接作的评价，已报党委办公室督办。不是您本人评的，请联系行业党委"),
            mail=True,
            when=who.it_has_stopped,
        ),
        Line(who.entering_station, _("%(number)s：企业已确认结果并评价")),
    ),
    # --- the desk's acts ----------------------------------------------------------------------------------------------
    "ticket.accepted": (
        Line(who.the_firm, _("%(number)s：行业党委已受理您的诉求"), mail=True),
        Line(who.entering_station, _("%(number)s：行业党委已受理")),
    ),
    "ticket.asked": (
        Line(who.the_firm, _("%(number)s：请您补充材料，等您补充期间不计时"), mail=True, sms=True),
        Line(who.entering_station, _("%(number)s：请协助企业补充材料"), mail=True),
        Line(who.the_lead, _("%(number)s：已请企业补充材料，期间不计时")),
        Line(who.the_assists, _("%(number)s：已请企业补充材料，期间不计时")),
        Line(who.the_desk, _("%(number)s：已请企业补充材料，期间不计时")),
    ),
    "rejection.proposed": (Line(who.the_desk, _("%(number)s：有人建议不予受理，请审批"), mail=True),),
    "rejection.refused": (Line(who.the_desk, _("%(number)s：不予受理的建议未获同意，请继续受理"), mail=True),),
    "ticket.rejected": (
        ORDER_OVER,
        INSTRUCTIONS_OVER,
        Line(who.the_firm, _("%(number)s：您的诉求不由我们受理，请看说明和应走的渠道"), mail=True, sms=True),
        Line(who.entering_station, _("%(number)s：不予受理，请看说明和应走的渠道"), mail=True),
        Line(who.the_desk, _("%(number)s：不予受理的建议已获同意")),
        Line(who.the_called, _("%(number)s：不予受理，吹哨随之结束"), mail=True, when=who.a_whistle_lapsed),
    ),
    "ticket.taken_on": (
        AN_ISSUE,
        REPEATED,
        Line(who.the_firm, _("%(number)s：行业党委已受理，将直接答复您"), mail=True),
        Line(who.entering_station, _("%(number)s：行业党委已受理，将直接答复")),
        Line(who.the_desk, _("%(number)s：由本行业党委直接答复")),
    ),
    "ticket.dispatched": (
        Line(who.on_duty, _("%(number)s：特急件已派单，请盯住签收"), mail=True, urgent=True),
        AN_ISSUE,
        REPEATED,
        _DESIGNATED,
        Line(who.the_lead, _("%(number)s：派给你单位主办，请签收"), mail=True),
        Line(who.the_assists, _("%(number)s：请你单位协办，请签收"), mail=True),
        Line(who.the_firm, _("%(number)s：已派给主办单位办理"), mail=True),
        Line(who.entering_station, _("%(number)s：已派给主办单位办理")),
    ),
    "ticket.redispatched": (
        _DESIGNATED,
        Line(who.the_lead, _("%(number)s：改派给你单位主办，请签收"), mail=True),
        Line(who.the_assists, _("%(number)s：请你单位协办，请签收"), mail=True),
        Line(who.the_units_left, _("%(number)s：已改派其他单位，你单位不用再办"), mail=True),
        Line(who.the_office, _("%(number)s：被督办的单位不再承办，督办随之终止"), mail=True, when=who.an_order_lapsed),
        Line(who.the_firm, _("%(number)s：已改派给新的主办单位"), mail=True),
        Line(who.entering_station, _("%(number)s：已改派给新的主办单位")),
    ),
    "return.upheld": (
        _DESIGNATED,
        Line(who.the_office, _("%(number)s：两次退单获准，列为圆桌会议候选"), when=who.a_candidate),
        Line(who.the_lead, _("%(number)s：改派给你单位主办，请签收"), mail=True),
        Line(who.the_units_left, _("%(number)s：退单已获同意，你单位不用再办"), mail=True),
        Line(who.the_office, _("%(number)s：被督办的单位不再承办，督办随之终止"), mail=True, when=who.an_order_lapsed),
        Line(who.the_assists, _("%(number)s：已换主办单位，请继续协办")),
        Line(who.the_desk, _("%(number)s：退单已获同意，已换主办单位")),
        Line(who.the_firm, _("%(number)s：已换一个单位办理，期限不变，请看原因"), mail=True),
        Line(who.entering_station, _("%(number)s：已换一个单位办理，期限不变")),
    ),
    "return.refused": (
        Line(who.the_lead, _("%(number)s：退单未获同意，仍由你单位主办，不得再退"), mail=True),
        Line(who.the_desk, _("%(number)s：退单未获同意，仍由原单位办理")),
        Line(who.the_firm, _("%(number)s：已裁定仍由原单位办理，请看原因")),
        Line(who.entering_station, _("%(number)s：已裁定仍由原单位办理")),
    ),
    "extension.asked": (
        Line(who.the_office, _("%(number)s：受理单位自己申请延期，请审批"), mail=True, when=who.for_the_office),
        Line(who.the_desk, _("%(number)s：主办单位申请延期，请尽快审批"), mail=True, when=who.for_the_desk),
    ),
    "extension.granted": (
        Line(who.the_lead, _("%(number)s：延期已批准，请按新期限办理"), mail=True),
        Line(who.the_assists, _("%(number)s：办理期限延长了，协办期限不变")),
        Line(who.the_desk, _("%(number)s：延期已批准")),
        Line(who.the_firm, _("%(number)s：办理期限延长了，请看新的日期和原因"), mail=True),
        Line(who.entering_station, _("%(number)s：办理期限延长了")),
    ),
    "extension.refused": (
        Line(who.the_lead, _("%(number)s：延期未获批准，请按原期限办理"), mail=True),
        Line(who.the_desk, _("%(number)s：延期未获批准，期限不变")),
    ),
    "pause.asked": (
        Line(who.the_office, _("%(number)s：受理单位自己申请挂起，请审批"), mail=True, when=who.for_the_office),
        Line(who.the_desk, _("%(number)s：主办单位申请挂起，请尽快审批"), mail=True, when=who.for_the_desk),
    ),
    "pause.granted": (
        Line(who.the_lead, _("%(number)s：挂起已批准，期间不计时"), mail=True),
        Line(who.the_assists, _("%(number)s：主办单位的办理挂起了，协办期限不变")),
        Line(who.the_desk, _("%(number)s：挂起已批准")),
        Line(who.the_firm, _("%(number)s：暂停办理一段时间，请看原因和到哪天"), mail=True),
        Line(who.entering_station, _("%(number)s：暂停办理一段时间")),
    ),
    "pause.refused": (
        Line(who.the_lead, _("%(number)s：挂起未获批准，请继续办理"), mail=True),
        Line(who.the_desk, _("%(number)s：挂起未获批准，期限照算")),
    ),
    "pause.ended": (
        Line(who.the_lead, _("%(number)s：挂起结束，恢复计时，请继续办理"), mail=True),
        Line(who.the_desk, _("%(number)s：挂起结束，恢复计时")),
        Line(who.the_firm, _("%(number)s：暂停提前结束，接着办理")),
        Line(who.entering_station, _("%(number)s：暂停提前结束，接着办理")),
    ),
    "pause.lapsed": (
        Line(who.the_lead, _("%(number)s：挂起期满，恢复计时，请继续办理"), mail=True),
        Line(who.the_desk, _("%(number)s：挂起期满，恢复计时")),
        Line(who.the_firm, _("%(number)s：暂停期满，接着办理")),
        Line(who.entering_station, _("%(number)s：暂停期满，接着办理")),
    ),
    "ruling.escalated": (
        Line(who.the_office, _("%(number)s：行业党委没有按时裁定%(asked)s，请裁定"), mail=True),
        Line(who.the_desk, _("%(number)s：%(asked)s没有按时裁定，已转党委办公室"), mail=True),
        Line(who.the_unit, _("%(number)s：%(asked)s没有按时裁定，已转党委办公室")),
    ),
    "reply.passed": (
        Line(who.the_firm, _("%(number)s：有了办理结果，请您确认并评价"), mail=True, sms=True),
        Line(who.entering_station, _("%(number)s：有了办理结果，请提醒企业确认并评价"), mail=True),
        Line(who.the_lead, _("%(number)s：答复已通过审核，等企业评价")),
    ),
    "reply.sent_back": (Line(who.the_lead, _("%(number)s：答复被退回，请按审核意见重办"), mail=True),),
    # --- the units' acts ----------------------------------------------------------------------------------------------
    "leg.signed": (
        Line(who.the_firm, _("%(number)s：主办单位已签收"), when=who.by_the_lead),
        Line(who.entering_station, _("%(number)s：主办单位已签收"), when=who.by_the_lead),
        Line(who.the_lead, _("%(number)s：协办单位已签收"), when=who.by_an_assist),
    ),
    "leg.given_back": (
        Line(who.the_desk, _("%(number)s：主办单位退单，请尽快裁定"), mail=True),
        Line(who.the_assists, _("%(number)s：主办单位退单，等裁定，请继续协办")),
        Line(who.the_firm, _("%(number)s：部门认为不归它办，正在裁定，办理期限不变")),
        Line(who.entering_station, _("%(number)s：部门认为不归它办，正在裁定")),
    ),
    "leg.contacted": (
        Line(who.the_firm, _("%(number)s：有单位登记已联系您。若没有，请在评价时说明")),
        Line(who.entering_station, _("%(number)s：有单位登记已联系企业")),
    ),
    "note.progress": (
        Line(who.the_firm, _("%(number)s：部门告知了办理进展"), mail=True),
        Line(who.entering_station, _("%(number)s：部门告知了办理进展")),
    ),
    "note.internal": (
        Line(who.the_lead, _("%(number)s：有新的内部备注")),
        Line(who.the_assists, _("%(number)s：有新的内部备注")),
        Line(who.the_desk, _("%(number)s：有新的内部备注")),
    ),
    "reply.submitted": _OF_A_REPLY,
    "reply.signed": (
        units.AUTHOR_HEARS,
        *_OF_A_REPLY,
    ),
    **UNITS,
    **WHISTLES,
    **SUPERVISION,
    **INSTRUCTIONS,
    **REOPENINGS,
    **EXCLUSIONS,
    **GROUPS,
    **WITHDRAWALS,
    **LEDGER,
    # --- the revisit clerk's call; the firm was on the telephone ------------------------------------------------------
    "ticket.called": (
        *_OF_A_VERDICT,
        Line(who.the_lead, _("%(number)s：电话回访结束，已办结"), when=who.it_is_closed),
        Line(who.the_firm, _("%(number)s：电话回访结束，已办结"), mail=True, when=who.it_is_closed),
        Line(who.the_firm, _("%(number)s：已按您的意见转第 %(round)s 轮重办"), mail=True, when=who.it_went_round),
        Line(who.the_firm, _("%(number)s：已按您的意见报党委办公室督办"), mail=True, when=who.it_has_stopped),
        Line(who.entering_station, _("%(number)s：电话回访结束，已办结"), when=who.it_is_closed),
    ),
    # --- the county office, after three rounds ------------------------------------------------------------------------
    "impasse.ordered": (
        Line(who.the_lead, _("%(number)s：党委办公室督办，请按督办意见办第 %(round)s 轮"), mail=True),
        Line(who.the_desk, _("%(number)s：党委办公室督办，已转第 %(round)s 轮"), mail=True),
        Line(who.the_firm, _("%(number)s：党委办公室督办，由原单位再办一轮"), mail=True),
        Line(who.entering_station, _("%(number)s：党委办公室督办，由原单位再办一轮")),
    ),
    "impasse.settled": (
        INSTRUCTIONS_OVER,
        Line(who.the_lead, _("%(number)s：党委办公室已签发最终答复，已办结"), mail=True),
        Line(who.the_desk, _("%(number)s：党委办公室已签发最终答复，已办结"), mail=True),
        Line(who.the_firm, _("%(number)s：党委办公室作出了最终答复，请查看"), mail=True, sms=True),
        Line(who.entering_station, _("%(number)s：党委办公室作出了最终答复")),
    ),
    # --- clocks; the firm hears of its own only -----------------------------------------------------------------------
    "ticket.question_lapsed": (
        Line(who.the_lead, _("%(number)s：企业补充期满，请按现有材料继续办理"), mail=True),
        Line(who.the_desk, _("%(number)s：企业补充期满，按现有材料继续"), mail=True),
        Line(who.the_assists, _("%(number)s：企业补充期满，请按现有材料继续协办")),
        Line(who.the_firm, _("%(number)s：补充期已满，按现有材料继续办理"), mail=True),
        Line(who.entering_station, _("%(number)s：补充期已满，按现有材料继续办理")),
    ),
    "ticket.confirmation_lapsed": (
        Line(who.revisit_clerks, _("%(number)s：企业未评价，请在三个工作日内电话回访"), mail=True),
        Line(who.the_firm, _("%(number)s：您还没有评价，回访员会打电话问您")),
        Line(who.entering_station, _("%(number)s：企业还没有评价，回访员会打电话")),
    ),
    **DEADLINES,
    **dict.fromkeys(SILENT, NOBODY),
}
