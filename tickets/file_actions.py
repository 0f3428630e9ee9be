"""What is found in files of a case: a part of the table of `actions`."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from tickets import policies
from tickets.action import FIRM_AND_UNITS, UNITS, Action, On
from tickets.statuses import Status

_ANY: Final = frozenset(Status)

# fmt: off
FILES: Final[dict[str, Action]] = {
    "quarantine": Action(
        label=_("隔离企业传的文件"), on=On.CASE, sources=_ANY, policy=policies.system_only, verb="files.infected",
        readers=FIRM_AND_UNITS, firm_reads=_("您传的一个文件里有病毒，已隔离，请换一个再传"), decides=False,
        by_system=True, case_in=_ANY, on_split=True,
    ),
    # Of a reply or a check-in: the firm may not know that there is such a file.
    "quarantine_inside": Action(
        label=_("隔离单位传的文件"), on=On.CASE, sources=_ANY, policy=policies.system_only,
        verb="files.infected_inside", readers=UNITS, decides=False, by_system=True, case_in=_ANY, on_split=True,
    ),
}
# fmt: on
