"""Who hears of the ledger (挂账): rows of the table of audiences (`notifications.audience`)."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from notifications import circle as who
from notifications.circle import Circle
from notifications.line import Line, Row
from tickets.statuses import DeadlineKind, Status


def owed_by_the_plan(circle: Circle) -> bool:
    """The clock is the target of a plan: it is late for the office as much as for the lead."""
    return circle.kind == DeadlineKind.LEDGER


def it_goes_on(circle: Circle) -> bool:
    """The review left the case on the ledger."""
    return str(circle.event.data.get("status")) == Status.ON_LEDGER


def it_is_off(circle: Circle) -> bool:
    """The review took it off."""
    return not it_goes_on(circle)


def owed_by_report(circle: Circle) -> bool:
    """The clock is the lead's monthly report."""
    return circle.kind == DeadlineKind.MONTHLY


REPORT_MISSED: Final = Line(
    who.the_office, _("%(number)s：挂账事项没有按时报告，请复核"), mail=True, when=owed_by_report
)
TARGET_MISSED: Final = Line(
    who.the_office, _("%(number)s：挂账过了目标日期仍没有销号，列为圆桌会议候选"), mail=True, when=owed_by_the_plan
)
LEDGER: Final[dict[str, Row]] = {
    "ledger.asked": (
        Line(who.the_office, _("%(number)s：主办单位申请挂账，请审批"), mail=True),
        Line(who.the_desk, _("%(number)s：主办单位申请挂账，等党委办公室审批")),
    ),
    "ledger.granted": (
        Line(who.the_lead, _("%(number)s：挂账已批准，请按计划推进并按时报告"), mail=True),
        Line(who.the_called, _("%(number)s：已挂账长期推进，吹哨随之结束"), mail=True, when=who.a_whistle_lapsed),
        Line(who.the_assists, _("%(number)s：已挂账长期推进，协办期限暂停")),
        Line(who.the_desk, _("%(number)s：挂账已批准，办理期限暂停")),
        Line(who.the_firm, _("%(number)s：列入长期推进，请看计划和目标日期"), mail=True),
        Line(who.entering_station, _("%(number)s：列入长期推进")),
    ),
    "ledger.refused": (
        Line(who.the_lead, _("%(number)s：挂账未获批准，请继续办理"), mail=True),
        Line(who.the_desk, _("%(number)s：挂账未获批准，期限照算")),
    ),
    "ledger.reported": (
        Line(who.the_office, _("%(number)s：挂账事项有了推进报告，请复核"), mail=True),
        Line(who.the_desk, _("%(number)s：挂账事项有了推进报告")),
        Line(who.the_firm, _("%(number)s：部门报告了推进情况")),
        Line(who.entering_station, _("%(number)s：部门报告了推进情况")),
    ),
    "ledger.reviewed": (
        Line(who.the_lead, _("%(number)s：挂账已取消，恢复计时，请继续办理并答复"), mail=True, when=it_is_off),
        Line(who.the_assists, _("%(number)s：挂账已取消，协办恢复计时"), mail=True, when=it_is_off),
        Line(who.the_desk, _("%(number)s：挂账已取消，恢复计时"), when=it_is_off),
        Line(who.the_firm, _("%(number)s：不再长期推进，转回办理，请看新的日期"), mail=True, when=it_is_off),
        Line(who.the_lead, _("%(number)s：党委办公室复核了挂账，继续推进"), when=it_goes_on),
    ),
    "ledger.strike_asked": (
        Line(who.the_office, _("%(number)s：主办单位申请销号，请审批"), mail=True),
        Line(who.the_desk, _("%(number)s：主办单位申请销号，等党委办公室审批")),
    ),
    "ledger.struck_off": (
        Line(who.the_lead, _("%(number)s：销号已批准，恢复计时，请答复企业"), mail=True),
        Line(who.the_assists, _("%(number)s：挂账已销号，协办恢复计时"), mail=True),
        Line(who.the_desk, _("%(number)s：挂账已销号，等主办单位答复")),
        Line(who.the_firm, _("%(number)s：长期推进有了结果，部门将给您答复"), mail=True),
        Line(who.entering_station, _("%(number)s：长期推进有了结果，部门将答复")),
    ),
    "ledger.strike_refused": (
        Line(who.the_lead, _("%(number)s：销号未获批准，请继续推进"), mail=True),
        Line(who.the_desk, _("%(number)s：销号未获批准，继续挂账")),
    ),
}
