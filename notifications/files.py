"""Who hears of files that came after their form, and of what a scanner found: rows of `notifications.audience`."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from notifications import circle as who
from notifications import units
from notifications.line import Line, Row

FILES: Final[dict[str, Row]] = {
    "files.added": (
        # Nine photos of one form are nine events and one notice.
        Line(who.the_lead, _("%(number)s：企业补传了照片或文件"), mail=True, when=who.first_to_follow),
        Line(who.the_desk, _("%(number)s：企业补传了照片或文件"), when=who.first_to_follow),
        Line(who.the_assists, _("%(number)s：企业补传了照片或文件"), when=who.first_to_follow),
        Line(who.entering_station, _("%(number)s：企业补传了照片或文件"), when=who.first_to_follow),
    ),
    "files.infected": (
        Line(who.the_firm, _("%(number)s：您传的一个文件里有病毒，已隔离，请换一个再传"), mail=True),
        Line(who.the_desk, _("%(number)s：企业传的一个文件里有病毒，已隔离")),
        Line(who.entering_station, _("%(number)s：代办时传的一个文件里有病毒，已隔离，请换一个再传")),
    ),
    "files.infected_inside": (
        Line(units.the_named, _("%(number)s：你单位传的一个文件里有病毒，已隔离，请换一个再传"), mail=True),
        Line(who.the_desk, _("%(number)s：承办单位传的一个文件里有病毒，已隔离")),
    ),
}
