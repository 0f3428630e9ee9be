"""Who hears of supervision (督办): rows of the table of audiences (`notifications.audience`)."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from notifications import circle as who
from notifications import orders
from notifications.line import Line, Row

ORDER_OVER: Final = Line(
    who.the_office, _("%(number)s：督办随之终止，请看这件事怎样了"), mail=True, when=who.an_order_lapsed
)
SUPERVISION: Final[dict[str, Row]] = {
    "supervision.ordered": (
        Line(orders.the_ordered, _("%(number)s：党委办公室督办你单位，请按要求办理并按时反馈"), mail=True),
        Line(who.the_desk, _("%(number)s：党委办公室已督办承办单位"), mail=True),
        Line(who.the_assists, _("%(number)s：党委办公室已督办这件事")),
        Line(who.the_lead, _("%(number)s：党委办公室已督办这件事")),
        Line(who.the_office, _("%(number)s：已发督办单")),
        Line(who.the_firm, _("%(number)s：党委办公室已督办，请看进展")),
        Line(who.entering_station, _("%(number)s：党委办公室已督办")),
    ),
    "supervision.raised": (
        Line(orders.the_ordered, _("%(number)s：没有按时反馈，督办已升级，请马上办理并反馈"), mail=True),
        Line(orders.the_secretary, _("%(number)s：承办单位没有按时反馈，督办已升级，请关注"), mail=True),
        Line(who.the_desk, _("%(number)s：承办单位没有按时反馈，督办已升级"), mail=True),
        Line(who.the_office, _("%(number)s：督办已升级")),
        Line(who.the_firm, _("%(number)s：党委办公室提高了督办等级，请看进展")),
        Line(who.entering_station, _("%(number)s：党委办公室提高了督办等级")),
    ),
    "supervision.answered": (
        Line(who.the_office, _("%(number)s：督办有反馈，请销号或重新督办"), mail=True),
        Line(who.the_desk, _("%(number)s：督办有反馈，等党委办公室销号")),
    ),
    "supervision.accepted": (
        Line(orders.the_ordered, _("%(number)s：督办已销号"), mail=True),
        Line(who.the_desk, _("%(number)s：督办已销号")),
        Line(who.the_office, _("%(number)s：督办已销号")),
    ),
    "supervision.refused": (
        Line(
            orders.the_ordered,
            _("%(number)s：督办反馈没有通过，督办已升级，请按要求重新反馈"),
            mail=True,
            when=orders.pressed_harder,
        ),
        Line(orders.the_ordered, _("%(number)s：督办反馈没有通过，请按要求重新反馈"), mail=True),
        Line(
            orders.the_secretary,
            _("%(number)s：承办单位的督办反馈没有通过，请关注"),
            mail=True,
            when=orders.pressed_harder,
        ),
        Line(who.the_office, _("%(number)s：督办到最后一级仍没有落实，列为圆桌会议候选"), when=orders.in_vain),
        Line(who.the_desk, _("%(number)s：督办反馈没有通过，已重新督办")),
        Line(who.the_office, _("%(number)s：督办反馈没有通过，已重新督办")),
    ),
}
