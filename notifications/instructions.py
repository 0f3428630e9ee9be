"""Who hears of leaders' instructions (领导批示): rows of the table of audiences (`notifications.audience`)."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from notifications import circle as who
from notifications import orders
from notifications.line import Line, Row

INSTRUCTIONS_OVER: Final = Line(
    orders.whoever_instructed, _("%(number)s：这件事已结束，批示随之终止，请查看"), when=orders.instructions_lapsed
)
INSTRUCTIONS: Final[dict[str, Row]] = {
    "instruction.given": (
        Line(orders.the_ordered, _("%(number)s：领导有批示，请按时反馈"), mail=True),
        Line(who.the_desk, _("%(number)s：领导对这件事有批示"), mail=True),
        Line(who.the_office, _("%(number)s：领导对这件事有批示"), mail=True),
        Line(who.the_assists, _("%(number)s：领导对这件事有批示")),
    ),
    "instruction.reported": (
        Line(orders.whoever_instructed, _("%(number)s：批示有反馈，请查看"), mail=True),
        Line(who.the_office, _("%(number)s：批示有反馈"), mail=True),
        Line(who.the_desk, _("%(number)s：批示有反馈")),
    ),
}
