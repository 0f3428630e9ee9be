"""Who hears of joined and split cases: rows of the table of audiences (`notifications.audience`)."""

from dataclasses import replace
from typing import Final

from django.utils.translation import gettext_lazy as _

from notifications import circle as who
from notifications.instructions import INSTRUCTIONS_OVER
from notifications.line import Line, Row
from notifications.supervision import ORDER_OVER

AN_ISSUE: Final = Line(
    who.the_office, _("%(number)s：同一镇街多家企业集中反映同类问题，列为圆桌会议候选"), mail=True, when=who.an_issue
)
REPEATED: Final = Line(
    who.the_office, _("%(number)s：同一企业多次反映同类问题，请考虑督办"), mail=True, when=who.said_too_often
)
_ALONE: Final[Row] = (
    Line(who.the_lead, _("%(number)s：不再随同类件一并办理，请单独办理并答复"), mail=True),
    Line(who.the_desk, _("%(number)s：不再随同类件一并办理，请留意")),
    Line(who.the_firm, _("%(number)s：不再和同类诉求一并办理，单独接着办")),
    Line(who.entering_station, _("%(number)s：不再和同类诉求一并办理，单独接着办")),
)

GROUPS: Final[dict[str, Row]] = {
    "group.joined": (
        Line(who.the_lead, _("%(number)s：已并入同类件，随主件一并答复"), mail=True),
        Line(who.the_desk, _("%(number)s：已并入同类件，随主件一并办理")),
        Line(who.the_firm, _("%(number)s：和同类诉求一并办理，编号、答复和评价都是您自己的")),
        Line(who.entering_station, _("%(number)s：和同类诉求一并办理")),
    ),
    "group.gathered": (
        AN_ISSUE,
        Line(who.the_lead, _("%(number)s：又并入一件同类件，请在这件上一并答复"), mail=True),
        Line(who.the_desk, _("%(number)s：又并入一件同类件")),
    ),
    "group.left": _ALONE,
    "group.parted": _ALONE,
    # The desk has recorded whom one of them is about, which nobody is told: only that it is answered alone now.
    "ticket.about_named": tuple(replace(line, when=who.it_parted) for line in _ALONE[:2]),  # lead and desk
    "ticket.split": (
        ORDER_OVER,
        Line(who.the_firm, _("%(number)s：您说的几件事分开办理，各有编号"), mail=True),
        Line(who.entering_station, _("%(number)s：几件事分开办理，各有编号")),
        Line(who.the_desk, _("%(number)s：已拆分，请分别派单")),
    ),
    "ticket.split_off": (Line(who.the_desk, _("%(number)s：从一件诉求中拆分出来，请派单"), mail=True),),
    "ticket.parts_finished": (
        INSTRUCTIONS_OVER,
        Line(who.the_firm, _("%(number)s：分开办理的几件都办完了，这件随之办结"), mail=True),
        Line(who.entering_station, _("%(number)s：分开办理的几件都办完了")),
        Line(who.the_desk, _("%(number)s：拆分件都已办结，这件自动办结")),
    ),
    "ticket.parts_reopened": (
        Line(who.the_firm, _("%(number)s：分开办理的一件又在办，这件随之恢复")),
        Line(who.entering_station, _("%(number)s：分开办理的一件又在办，这件随之恢复")),
        Line(who.the_desk, _("%(number)s：拆分件又在办，这件随之恢复")),
    ),
}
