"""Who hears of whistles and check-ins: rows of the table of audiences (`notifications.audience`)."""

from typing import Final

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from notifications import circle as who
from notifications.line import Line, Row
from tickets.clock import CHECK_IN_WORKING_DAYS, MUTUAL_RATING_WORKING_DAYS

_COME: Final = format_lazy(_("%(number)s：吹哨召集你单位，请在 {days} 个工作日内报到"), days=CHECK_IN_WORKING_DAYS)
_RATE_WHISTLE: Final = format_lazy(
    _("%(number)s：吹哨已结束，报到过的请在 {days} 个工作日内评价"), days=MUTUAL_RATING_WORKING_DAYS
)
_RATE_UNITS: Final = format_lazy(
    _("%(number)s：吹哨已结束，请在 {days} 个工作日内评价报到单位"), days=MUTUAL_RATING_WORKING_DAYS
)

WHISTLES: Final[dict[str, Row]] = {
    "whistle.blown": (
        Line(who.the_called, _("%(number)s：应急哨，请 30 分钟内报到"), mail=True, urgent=True, when=who.an_emergency),
        Line(who.on_duty, _("%(number)s：有单位吹了应急哨，请关注报到"), mail=True, urgent=True, when=who.an_emergency),
        # With an empty roster the office in its place.
        Line(
            who.the_office,
            _("%(number)s：有单位吹了应急哨，值班表上没有人，请马上处理"),
            mail=True,
            urgent=True,
            when=who.an_emergency_unwatched,
        ),
        Line(who.the_office, _("%(number)s：有单位吹了应急哨，请关注报到"), mail=True, when=who.an_emergency),
        Line(who.the_called, _COME, mail=True),
        Line(who.the_desk, _("%(number)s：已吹哨，召集有关单位"), mail=True),
        Line(who.the_lead, _("%(number)s：已吹哨，召集有关单位一起解决"), mail=True),
        Line(who.the_assists, _("%(number)s：已吹哨，召集有关单位一起解决")),
        Line(who.the_firm, _("%(number)s：已吹哨，召集有关单位一起解决"), mail=True),
        Line(who.entering_station, _("%(number)s：已吹哨，召集有关单位一起解决")),
    ),
    "whistle.checked_in": (
        Line(who.the_whistler, _("%(number)s：有单位报到了"), mail=True),
        Line(who.the_desk, _("%(number)s：有单位报到了")),
        Line(who.the_lead, _("%(number)s：有单位报到了")),
        Line(who.the_firm, _("%(number)s：有单位报到了")),
        Line(who.entering_station, _("%(number)s：有单位报到了")),
    ),
    "whistle.released": (
        Line(who.the_called, _("%(number)s：你单位不用报到了，请看原因"), mail=True),
        Line(who.the_lead, _("%(number)s：有单位不用报到了")),
        Line(who.the_desk, _("%(number)s：有单位不用报到了")),
    ),
    "whistle.ended": (
        Line(who.the_called, _RATE_WHISTLE, mail=True),
        Line(who.the_whistler, _RATE_UNITS, mail=True),
        Line(who.the_desk, _("%(number)s：吹哨已结束")),
        Line(who.the_lead, _("%(number)s：吹哨已结束")),
        Line(who.the_firm, _("%(number)s：吹哨已结束，请看经过")),
        Line(who.entering_station, _("%(number)s：吹哨已结束")),
    ),
    # What was said nobody reads here: neither side before both have spoken.
    "whistle.units_rated": (Line(who.the_called, _("%(number)s：吹哨方已评价，请你单位也评价")),),
    "whistle.rated": (Line(who.the_whistler, _("%(number)s：有报到单位评价了这次吹哨")),),
}
