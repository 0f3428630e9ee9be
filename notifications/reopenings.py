"""Who hears of new facts after the end (再次办理): rows of the table of audiences (`notifications.audience`)."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from notifications import circle as who
from notifications.line import Line, Row


def goes_to_the_office(circle: who.Circle) -> bool:
    """A final answer stands, so the office rules from the start."""
    return bool(circle.event.data.get("escalated"))


REOPENINGS: Final[dict[str, Row]] = {
    "reopening.asked": (
        Line(
            who.the_office,
            _("%(number)s：企业对最终答复提出新情况，请决定要不要再办"),
            mail=True,
            when=goes_to_the_office,
        ),
        Line(who.the_desk, _("%(number)s：办结后企业说有新情况，请决定要不要再办"), mail=True),
        Line(who.entering_station, _("%(number)s：企业说有新情况，申请再办"), when=who.by_the_firm),
        Line(who.the_firm, _("%(number)s：服务站已代您申请再办"), when=who.by_the_station),
    ),
    "ticket.reopened": (
        Line(who.the_lead, _("%(number)s：企业有新情况，同意再办，请办第 %(round)s 轮"), mail=True),
        Line(who.the_desk, _("%(number)s：同意再办，已转第 %(round)s 轮")),
        Line(who.the_firm, _("%(number)s：同意再办，由原单位接着办"), mail=True, sms=True),
        Line(who.entering_station, _("%(number)s：同意再办，由原单位接着办")),
    ),
    "reopening.refused": (
        Line(who.the_firm, _("%(number)s：这件事不再办，请看说明"), mail=True, sms=True),
        Line(who.entering_station, _("%(number)s：这件事不再办，请看说明")),
        Line(who.the_desk, _("%(number)s：不再办，已说明原因")),
    ),
}
