"""Who hears of clocks that run out: rows of the table of audiences (`notifications.audience`)."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from notifications import circle as who
from notifications import orders, units
from notifications.exclusions import HAVE_RUN_OUT, RUN_OUT_SOON
from notifications.ledger import REPORT_MISSED, TARGET_MISSED
from notifications.line import Line, Row

DEADLINES: Final[dict[str, Row]] = {
    "deadline.warned": (
        *RUN_OUT_SOON,
        Line(units.the_heads, _("%(number)s：有一份答复等您审签，快到期"), mail=True, when=units.owed_by_heads),
        Line(who.the_called, _("%(number)s：%(kind)s快到期，请马上报到"), urgent=True, when=who.owed_in_an_emergency),
        Line(who.the_called, _("%(number)s：%(kind)s快到期"), mail=True, when=who.owed_by_called),
        Line(who.the_office, _("%(number)s：%(asked)s%(kind)s快到期"), mail=True, when=who.owed_by_office),
        Line(who.the_office, _("%(number)s：%(kind)s快到期"), mail=True, when=who.owed_after_three_rounds),
        Line(who.the_desk, _("%(number)s：%(kind)s快到期"), mail=True, when=who.owed_by_desk),
        Line(orders.the_ordered, _("%(number)s：督办反馈快到期"), mail=True, when=who.owed_by_ordered),
        Line(orders.the_ordered, _("%(number)s：批示反馈快到期"), mail=True, when=orders.owed_on_an_instruction),
        Line(who.the_office, _("%(number)s：督办反馈等你们销号，快到期"), mail=True, when=who.owed_on_an_answer),
        Line(who.the_unit, _("%(number)s：黄牌，%(kind)s快到期"), mail=True, when=orders.a_yellow_card),
        Line(who.the_unit, _("%(number)s：%(kind)s快到期"), mail=True, when=who.owed_by_unit),
        Line(who.revisit_clerks, _("%(number)s：%(kind)s快到期"), mail=True, when=who.owed_by_callers),
        Line(who.the_firm, _("%(number)s：%(kind)s快到期，请您抓紧"), mail=True, when=who.owed_by_firm),
        Line(who.entering_station, _("%(number)s：%(kind)s快到期，请提醒企业"), when=who.owed_by_firm),
    ),
    "deadline.passed": (
        *HAVE_RUN_OUT,
        Line(units.the_heads, _("%(number)s：有一份答复等您审签，已超期"), mail=True, when=units.owed_by_heads),
        # First of all who has to get up: an emergency that nobody has signed for or come to.
        Line(
            who.on_duty,
            _("%(number)s：紧急，%(kind)s已超期，请马上处理"),
            mail=True,
            urgent=True,
            when=orders.an_alarm,
        ),
        Line(
            who.the_office,
            _("%(number)s：紧急，%(kind)s已超期，值班表上没有人，请马上处理"),
            mail=True,
            urgent=True,
            when=orders.an_unheard_alarm,
        ),
        Line(
            who.the_called,
            _("%(number)s：%(kind)s已超期，请马上报到"),
            mail=True,
            urgent=True,
            when=who.owed_in_an_emergency,
        ),
        Line(who.the_called, _("%(number)s：%(kind)s已超期，仍要报到"), mail=True, when=who.owed_by_called),
        Line(who.the_whistler, _("%(number)s：有单位%(kind)s已超期"), mail=True, when=who.owed_by_called),
        Line(who.the_office, _("%(number)s：%(asked)s%(kind)s已超期"), mail=True, when=who.owed_by_office),
        Line(who.the_office, _("%(number)s：%(kind)s已超期"), mail=True, when=who.owed_after_three_rounds),
        Line(who.the_desk, _("%(number)s：%(kind)s已超期"), mail=True, when=who.owed_by_desk),
        Line(orders.the_ordered, _("%(number)s：督办反馈已超期，请马上反馈"), mail=True, when=who.owed_by_ordered),
        Line(
            orders.the_ordered,
            _("%(number)s：批示反馈已超期，请马上反馈"),
            mail=True,
            when=orders.owed_on_an_instruction,
        ),
        Line(
            orders.whoever_instructed,
            _("%(number)s：批示没有按时反馈"),
            mail=True,
            when=orders.owed_on_an_instruction,
        ),
        Line(who.the_office, _("%(number)s：批示反馈已超期，请督办"), mail=True, when=orders.owed_on_an_instruction),
        TARGET_MISSED,
        REPORT_MISSED,
        Line(
            who.the_office,
            _("%(number)s：督办到最后一级仍没有反馈，列为圆桌会议候选"),
            mail=True,
            when=orders.in_vain,
        ),
        Line(
            who.the_office,
            _("%(number)s：最后一级督办仍没有反馈，已列为圆桌会议候选"),
            mail=True,
            when=orders.at_the_last_degree,
        ),
        Line(who.the_office, _("%(number)s：督办反馈已超期，请升级督办"), mail=True, when=who.owed_by_ordered),
        Line(who.the_office, _("%(number)s：督办反馈还没有销号，已超期"), mail=True, when=who.owed_on_an_answer),
        Line(who.the_unit, _("%(number)s：红牌，%(kind)s已超期"), mail=True, when=orders.a_red_card),
        Line(who.the_unit, _("%(number)s：%(kind)s已超期"), mail=True, when=who.owed_by_unit),
        Line(who.revisit_clerks, _("%(number)s：%(kind)s已超期"), mail=True, when=who.owed_by_callers),
        Line(who.the_office, _("%(number)s：%(kind)s已超期，请督办"), when=units.not_owed_by_heads),
    ),
    "deadline.rereckoned": (
        Line(who.the_lead, _("%(number)s：工作日历有变，办理期限已重算"), when=who.a_clock_moved),
        Line(who.the_assists, _("%(number)s：工作日历有变，办理期限已重算"), when=who.a_clock_moved),
    ),
}
