"""What a case says of the round table (圆桌会议), whose topics are another app's: a part of the table of `actions`.

Nothing of these moves a status or a clock: a round table stops no clock (DESIGN §5). Each follows from an act on the
case's topic (`roundtable.acts`), whose policy it has passed there.
"""

from typing import Final

from django.utils.translation import gettext_lazy as _

from tickets import policies
from tickets.action import FIRM_AND_UNITS, Action, On
from tickets.statuses import OPEN, Status

_ANY: Final = frozenset(Status)  # a case may end while its topic waits
_HANDLING: Final = frozenset({Status.HANDLING})

# fmt: off
TABLE: Final[dict[str, Action]] = {
    "table": Action(
        label=_("提请圆桌会议"), on=On.CASE, sources=OPEN, policy=policies.by_the_case, verb="ticket.tabled",
        readers=FIRM_AND_UNITS, firm_reads=_("已提请圆桌会议研究，原来的办理和期限都不变"), decides=False,
        by_itself=False, on_split=True,
    ),
    "untable": Action(
        label=_("撤回圆桌会议题"), on=On.CASE, sources=_ANY, policy=policies.by_the_case, verb="ticket.untabled",
        readers=FIRM_AND_UNITS, firm_reads=_("不再提请圆桌会议"), decides=False, by_itself=False, case_in=_ANY,
        on_split=True,
    ),
    "table_approved": Action(
        label=_("同意上圆桌会议"), on=On.CASE, sources=_ANY, policy=policies.by_the_case,
        verb="ticket.table_approved", readers=FIRM_AND_UNITS, firm_reads=_("书记同意：圆桌会议将研究这件事"),
        decides=False, by_itself=False, case_in=_ANY, on_split=True,
    ),
    "table_deferred": Action(
        label=_("圆桌会议缓议"), on=On.CASE, sources=_ANY, policy=policies.by_the_case,
        verb="ticket.table_deferred", readers=FIRM_AND_UNITS, firm_reads=_("圆桌会议暂不研究这件事，原来的办理照常"),
        decides=False, by_itself=False, case_in=_ANY, on_split=True,
    ),
    "table_declined": Action(
        label=_("不列入圆桌会议"), on=On.CASE, sources=_ANY, policy=policies.by_the_case,
        verb="ticket.table_declined", readers=FIRM_AND_UNITS, firm_reads=_("圆桌会议不研究这件事，原来的办理照常"),
        decides=False, by_itself=False, case_in=_ANY, on_split=True,
    ),
    # --- what was decided, and what became of it: a decision has a clock of its own, the case's run on --------------
    "table_heard": Action(
        label=_("圆桌会议研究过"), on=On.CASE, sources=_ANY, policy=policies.by_the_case, verb="ticket.table_heard",
        readers=FIRM_AND_UNITS, firm_reads=_("圆桌会议研究了这件事"), decides=False, by_itself=False, case_in=_ANY,
        on_split=True,
    ),
    "decide": Action(
        label=_("圆桌会议议定交办"), on=On.CASE, sources=_HANDLING, policy=policies.by_the_case, verb="ticket.decided",
        readers=FIRM_AND_UNITS, firm_reads=_("圆桌会议定了由谁办、什么时候办好"), targets=_HANDLING, by_itself=False,
    ),
    "decide_only": Action(
        label=_("告知圆桌会议议定事项"), on=On.CASE, sources=_ANY, policy=policies.by_the_case,
        verb="ticket.decision_told", readers=FIRM_AND_UNITS, firm_reads=_("圆桌会议定了由谁办、什么时候办好"),
        decides=False, by_itself=False, case_in=_ANY, on_split=True,
    ),
    "decision_done": Action(
        label=_("圆桌会议议定事项销号"), on=On.CASE, sources=_ANY, policy=policies.by_the_case,
        verb="ticket.decision_done", readers=FIRM_AND_UNITS, firm_reads=_("圆桌会议定的事已经办结销号"),
        decides=False, by_itself=False, case_in=_ANY, on_split=True,
    ),
}
# fmt: on
