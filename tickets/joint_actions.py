"""What is done to a case by more than its desk, its lead and its firm: a part of the table of `actions`.

Whistles call further units in, the office orders, leaders instruct, cases are joined and split.
"""

from typing import Final

from django.utils.translation import gettext_lazy as _

from tickets import group_policies, instruction_policies, policies, supervision_policies, whistle_policies
from tickets.action import FIRM_AND_UNITS, UNITS, Action, On
from tickets.statuses import FOLLOWING, OPEN, SUPERVISABLE, WHISTLES_LAST, DeadlineKind, Status

_ACCEPTED: Final = frozenset({Status.ACCEPTED})
_IN_HAND: Final = frozenset({Status.ACCEPTED, Status.HANDLING})

# fmt: off
JOINT: Final[dict[str, Action]] = {
    # --- whistle and check-in 吹哨报到: each called unit has its own clock, no other one stops ------------------------
    "blow_whistle": Action(
        label=_("吹哨"), on=On.CASE, sources=_IN_HAND, policy=whistle_policies.may_blow,
        verb="whistle.blown", readers=FIRM_AND_UNITS, firm_reads=_("已吹哨，召集有关单位一起解决"),
        starts=(DeadlineKind.CHECK_IN,),
    ),
    "check_in": Action(
        label=_("报到"), on=On.CASE, sources=WHISTLES_LAST, policy=whistle_policies.may_check_in,
        verb="whistle.checked_in", readers=FIRM_AND_UNITS, firm_reads=_("有单位报到了"),
        meets=(DeadlineKind.CHECK_IN,), decides=False, once=whistle_policies.was_called,
    ),
    "release_call": Action(
        label=_("免予报到"), on=On.CASE, sources=WHISTLES_LAST, policy=whistle_policies.may_release,
        verb="whistle.released", readers=UNITS, decides=False, once=policies.may_triage,
    ),
    "end_whistle": Action(
        label=_("结束吹哨"), on=On.CASE, sources=WHISTLES_LAST, policy=whistle_policies.may_end,
        verb="whistle.ended", readers=FIRM_AND_UNITS, firm_reads=_("吹哨已结束"),
    ),
    "rate_units": Action(
        label=_("评价报到单位"), on=On.CASE, sources=frozenset(Status), policy=whistle_policies.may_rate_units,
        verb="whistle.units_rated", readers=UNITS, decides=False, case_in=frozenset(Status),
        once=whistle_policies.could_rate_units,
        on_split=True,
    ),
    "rate_whistle": Action(
        label=_("评价这次吹哨"), on=On.CASE, sources=frozenset(Status), policy=whistle_policies.may_rate_whistle,
        verb="whistle.rated", readers=UNITS, decides=False, case_in=frozenset(Status),
        once=whistle_policies.was_called,
        on_split=True,
    ),
    # --- cases that belong together: groups 同类诉求 and split calls 拆分 -----------------------------------------
    "join_group": Action(
        label=_("并入同类件"), on=On.CASE, sources=_IN_HAND,
        policy=group_policies.may_join, verb="group.joined", readers=FIRM_AND_UNITS,
        firm_reads=_("和同类诉求一并办理，您的编号、答复和评价都是您自己的"),
    ),
    "gather": Action(
        label=_("并入一件同类件"), on=On.CASE, sources=_IN_HAND,
        policy=policies.by_the_case, verb="group.gathered", readers=UNITS, by_itself=False,
    ),
    "leave_group": Action(
        label=_("解除并案"), on=On.CASE, sources=FOLLOWING, policy=group_policies.may_take_out, verb="group.left",
        readers=FIRM_AND_UNITS, firm_reads=_("不再和同类诉求一并办理，单独接着办"),
    ),
    "part": Action(
        label=_("离开同类件"), on=On.CASE, sources=FOLLOWING, policy=policies.by_the_case, verb="group.parted",
        readers=FIRM_AND_UNITS, firm_reads=_("不再和同类诉求一并办理，单独接着办"), by_itself=False,
    ),
    "split_off": Action(
        label=_("从一件诉求中拆分出来"), on=On.CASE, sources=frozenset(), policy=policies.by_the_case,
        verb="ticket.split_off", readers=FIRM_AND_UNITS, firm_reads=_("从您的一件诉求中分出来，单独办理"),
        starts=(DeadlineKind.DISPATCH,), by_itself=False,
    ),
    "split": Action(
        label=_("拆分"), on=On.CASE, sources=_ACCEPTED, policy=group_policies.may_split,
        verb="ticket.split", readers=FIRM_AND_UNITS, firm_reads=_("您说的几件事分开办理，各有编号"),
        meets=(DeadlineKind.DISPATCH,), starts=(DeadlineKind.PARTS,),
    ),
    # --- supervision 督办: written, listed, a talk; the unit owes an answer, its clocks run on ------------------------
    "order_supervision": Action(
        label=_("督办"), on=On.CASE, sources=SUPERVISABLE, policy=supervision_policies.may_order,
        verb="supervision.ordered", readers=FIRM_AND_UNITS, firm_reads=_("党委办公室已督办"),
        starts=(DeadlineKind.ANSWER,),
    ),
    "answer_order": Action(
        label=_("反馈督办"), on=On.CASE, sources=OPEN, policy=supervision_policies.may_answer,
        verb="supervision.answered", readers=UNITS, meets=(DeadlineKind.ANSWER,), starts=(DeadlineKind.JUDGE,),
        decides=False, once=supervision_policies.was_ordered,
    ),
    "accept_answer": Action(
        label=_("督办销号"), on=On.CASE, sources=OPEN, policy=supervision_policies.may_rule_on_answer,
        verb="supervision.accepted", readers=UNITS, meets=(DeadlineKind.JUDGE,),
    ),
    "refuse_answer": Action(
        label=_("反馈不通过，重新督办"), on=On.CASE, sources=OPEN, policy=supervision_policies.may_rule_on_answer,
        verb="supervision.refused", readers=UNITS, meets=(DeadlineKind.JUDGE,), starts=(DeadlineKind.ANSWER,),
    ),
    "raise_order": Action(
        label=_("升级督办"), on=On.CASE, sources=OPEN, policy=supervision_policies.may_raise,
        verb="supervision.raised", readers=FIRM_AND_UNITS, firm_reads=_("党委办公室提高了督办等级"),
        starts=(DeadlineKind.ANSWER,),
    ),
    # --- a leader's instruction 领导批示: whoever has the case owes a report, nothing else moves ---------------------
    "instruct": Action(
        label=_("批示"), on=On.CASE, sources=OPEN, policy=instruction_policies.may_instruct,
        verb="instruction.given", readers=UNITS, starts=(DeadlineKind.INSTRUCT,), decides=False,
    ),
    "report_instruction": Action(
        label=_("反馈批示"), on=On.CASE, sources=OPEN, policy=instruction_policies.may_report,
        verb="instruction.reported", readers=UNITS, meets=(DeadlineKind.INSTRUCT,), decides=False,
        once=instruction_policies.was_instructed, on_split=True,
    ),
}
# fmt: on
