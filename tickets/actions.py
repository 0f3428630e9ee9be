"""Everything that can be done to a case, in one literal table (DESIGN §3); what joins others in is in `joint_actions`.

Buttons, enforcement, timelines, notices and `docs/lifecycle.md` all read it.
"""

from typing import Final

from django.utils.translation import gettext_lazy as _

from tickets import policies, reopening_policies
from tickets.action import FIRM_AND_UNITS, UNITS, Action, On
from tickets.exclusion_actions import EXCLUSIONS
from tickets.file_actions import FILES
from tickets.joint_actions import JOINT
from tickets.ledger_actions import LEDGER
from tickets.statuses import (
    OPEN,
    TAKES_NOTES,
    TIMED,
    URGEABLE,
    WITHDRAWABLE,
    DeadlineKind,
    LegStatus,
    Status,
)
from tickets.table_actions import TABLE
from tickets.unit_actions import AMONG_UNITS


def _on_case(*statuses: Status) -> frozenset[str]:
    return frozenset(statuses)


_DESK_HAS_IT: Final = _on_case(Status.SUBMITTED, Status.ACCEPTED)
_CLOSED: Final = _on_case(Status.CLOSED)
_HANDLING: Final = _on_case(Status.HANDLING)
_SIGNED: Final = frozenset({LegStatus.SIGNED})

# Read as a table, one action a paragraph.
# fmt: off
ACTIONS: Final[dict[str, Action]] = {
    # --- the firm -------------------------------------------------------------------------
    "submit": Action(
        label=_("提交诉求"), on=On.CASE, sources=frozenset(), policy=policies.may_supplement,
        verb="ticket.submitted", readers=FIRM_AND_UNITS, firm_reads=_("您提交了诉求"),
        targets=_on_case(Status.SUBMITTED), starts=(DeadlineKind.ACCEPT,),
    ),
    "supplement": Action(
        label=_("提交补充材料"), on=On.CASE, sources=_on_case(Status.NEED_INFO), policy=policies.may_supplement,
        verb="ticket.supplemented", readers=FIRM_AND_UNITS, firm_reads=_("您补充了材料"),
        targets=_DESK_HAS_IT | _HANDLING, meets=(DeadlineKind.INFO,),
    ),
    "add": Action(
        label=_("补充说明"), on=On.CASE, sources=TAKES_NOTES, policy=policies.may_supplement,
        verb="note.supplement", readers=FIRM_AND_UNITS, firm_reads=_("您补充了说明"), decides=False,
        on_split=True,
    ),
    "add_files": Action(
        label=_("补传照片或文件"), on=On.CASE, sources=TAKES_NOTES, policy=policies.may_supplement,
        verb="files.added", readers=FIRM_AND_UNITS, firm_reads=_("您补传了照片或文件"), decides=False,
        by_itself=False,
        on_split=True,
    ),
    "urge": Action(
        label=_("催办"), on=On.CASE, sources=URGEABLE, policy=policies.may_urge, verb="ticket.urged",
        readers=FIRM_AND_UNITS, firm_reads=_("您催办了一次"), decides=False,
    ),
    "withdraw": Action(
        label=_("撤回诉求"), on=On.CASE, sources=WITHDRAWABLE, policy=policies.owns_the_firm, verb="ticket.withdrawn",
        readers=FIRM_AND_UNITS, firm_reads=_("您撤回了诉求"), targets=_on_case(Status.WITHDRAWN),
    ),
    "appeal": Action(
        label=_("申请再次受理"), on=On.CASE, sources=_on_case(Status.REJECTED, Status.WITHDRAWN),
        policy=policies.may_appeal, verb="ticket.appealed", readers=FIRM_AND_UNITS,
        firm_reads=_("您申请了再次受理"), targets=_on_case(Status.SUBMITTED), starts=(DeadlineKind.ACCEPT,),
        case_in=_on_case(Status.REJECTED, Status.WITHDRAWN),
    ),
    "confirm": Action(
        label=_("确认并评价"), on=On.CASE, sources=_on_case(Status.REVISITING), policy=policies.may_rate,
        verb="ticket.revisited", readers=FIRM_AND_UNITS, firm_reads=_("您确认了结果并作了评价"),
        targets=_on_case(Status.CLOSED) | _HANDLING, meets=(DeadlineKind.CONFIRM, DeadlineKind.CALLS),
    ),
    # --- the committee desk ---------------------------------------------------------------
    "accept": Action(
        label=_("受理"), on=On.CASE, sources=_on_case(Status.SUBMITTED), policy=policies.may_decide,
        verb="ticket.accepted", readers=FIRM_AND_UNITS, firm_reads=_("行业党委已受理"),
        targets=_on_case(Status.ACCEPTED), meets=(DeadlineKind.ACCEPT,), starts=(DeadlineKind.DISPATCH,),
    ),
    "ask": Action(
        label=_("要补充"), on=On.CASE, sources=_DESK_HAS_IT | _HANDLING, policy=policies.may_ask,
        verb="ticket.asked", readers=FIRM_AND_UNITS, firm_reads=_("请您补充材料，等您补充期间不计时"),
        targets=_on_case(Status.NEED_INFO), starts=(DeadlineKind.INFO,),
    ),
    "propose_rejection": Action(
        label=_("建议不予受理"), on=On.CASE, sources=_DESK_HAS_IT, policy=policies.may_decide,
        verb="rejection.proposed", readers=UNITS, starts=(DeadlineKind.RULING,),
    ),
    "approve_rejection": Action(
        label=_("同意不予受理"), on=On.CASE, sources=_DESK_HAS_IT, policy=policies.may_rule_on_rejection,
        verb="ticket.rejected", readers=FIRM_AND_UNITS,
        firm_reads=_("这件事不由我们受理，请看说明和应走的渠道"), targets=_on_case(Status.REJECTED),
        meets=(DeadlineKind.RULING, DeadlineKind.ACCEPT),
    ),
    "refuse_rejection": Action(
        label=_("不同意，继续受理"), on=On.CASE, sources=_DESK_HAS_IT, policy=policies.may_refuse_rejection,
        verb="rejection.refused", readers=UNITS, meets=(DeadlineKind.RULING,),
    ),
    "answer_directly": Action(
        label=_("直接答复"), on=On.CASE, sources=_on_case(Status.SUBMITTED), policy=policies.may_decide,
        verb="ticket.taken_on", readers=FIRM_AND_UNITS, firm_reads=_("行业党委已受理，将直接答复您"), targets=_HANDLING,
        meets=(DeadlineKind.ACCEPT,), starts=(DeadlineKind.RESOLVE,),
    ),
    "dispatch": Action(
        label=_("派单"), on=On.CASE, sources=_on_case(Status.ACCEPTED), policy=policies.may_decide,
        verb="ticket.dispatched", readers=FIRM_AND_UNITS, firm_reads=_("已派给主办单位办理"), targets=_HANDLING,
        meets=(DeadlineKind.DISPATCH,), starts=(DeadlineKind.RESOLVE,),
        with_lead=True,
    ),
    "name_about": Action(
        label=_("登记被反映单位"), on=On.CASE, sources=OPEN, policy=policies.may_triage,
        verb="ticket.about_named", readers=UNITS, on_split=True,
    ),
    "uphold_return": Action(
        label=_("同意退单，改派"), on=On.CASE, sources=_HANDLING, policy=policies.may_rule_on_return,
        verb="return.upheld", readers=FIRM_AND_UNITS, firm_reads=_("已换一个单位办理，办理期限不变"), targets=_HANDLING,
        meets=(DeadlineKind.RULING,),
    ),
    "refuse_return": Action(
        label=_("驳回退单"), on=On.CASE, sources=_HANDLING, policy=policies.may_rule_on_return,
        verb="return.refused", readers=FIRM_AND_UNITS, firm_reads=_("已裁定仍由原单位办理"), targets=_HANDLING,
        meets=(DeadlineKind.RULING,),
    ),
    "grant_extension": Action(
        label=_("同意延期"), on=On.CASE, sources=_HANDLING, policy=policies.may_rule_on_extension,
        verb="extension.granted", readers=FIRM_AND_UNITS, firm_reads=_("办理期限延长了"), targets=_HANDLING,
        meets=(DeadlineKind.RULING,),
    ),
    "refuse_extension": Action(
        label=_("不同意延期"), on=On.CASE, sources=_HANDLING, policy=policies.may_rule_on_extension,
        verb="extension.refused", readers=UNITS, targets=_HANDLING, meets=(DeadlineKind.RULING,),
    ),
    "grant_pause": Action(
        label=_("同意挂起"), on=On.CASE, sources=_HANDLING, policy=policies.may_rule_on_pause, verb="pause.granted",
        readers=FIRM_AND_UNITS, firm_reads=_("暂停办理，期间不计时"), targets=_HANDLING,
        meets=(DeadlineKind.RULING,),
    ),
    "refuse_pause": Action(
        label=_("不同意挂起"), on=On.CASE, sources=_HANDLING, policy=policies.may_rule_on_pause,
        verb="pause.refused", readers=UNITS, targets=_HANDLING, meets=(DeadlineKind.RULING,),
    ),
    "end_pause": Action(
        label=_("结束挂起，恢复计时"), on=On.CASE, sources=_HANDLING, policy=policies.may_end_pause,
        verb="pause.ended", readers=FIRM_AND_UNITS, firm_reads=_("暂停提前结束，接着办理"), targets=_HANDLING,
        meets=(DeadlineKind.PAUSE,),
    ),
    "redispatch": Action(
        label=_("改派"), on=On.CASE, sources=_HANDLING, policy=policies.may_send_elsewhere, verb="ticket.redispatched",
        readers=FIRM_AND_UNITS, firm_reads=_("已改派给新的主办单位"), targets=_HANDLING,
    ),
    "pass_reply": Action(
        label=_("通过，请企业评价"), on=On.CASE, sources=_on_case(Status.REPLIED), policy=policies.may_review,
        verb="reply.passed", readers=FIRM_AND_UNITS, firm_reads=_("有了办理结果，请您确认并评价"),
        targets=_on_case(Status.REVISITING), meets=(DeadlineKind.REVIEW,), starts=(DeadlineKind.CONFIRM,),
        with_lead=True,
    ),
    "send_back": Action(
        label=_("退回重办"), on=On.CASE, sources=_on_case(Status.REPLIED), policy=policies.may_review,
        verb="reply.sent_back", readers=FIRM_AND_UNITS, firm_reads=_("答复没有通过审核，请单位再办"),
        targets=_HANDLING, meets=(DeadlineKind.REVIEW,), with_lead=True,
    ),
    # --- departments ----------------------------------------------------------------------
    "sign": Action(
        label=_("签收"), on=On.LEG, sources=frozenset({LegStatus.PENDING}), policy=policies.may_handle,
        verb="leg.signed", readers=FIRM_AND_UNITS, firm_reads=_("部门已签收"), leg_target=LegStatus.SIGNED,
        meets=(DeadlineKind.SIGN,), case_in=_HANDLING | _on_case(Status.NEED_INFO),
    ),
    "give_back": Action(
        label=_("退单"), on=On.LEG, sources=frozenset({LegStatus.PENDING, LegStatus.SIGNED}),
        policy=policies.may_give_back, verb="leg.given_back", readers=FIRM_AND_UNITS,
        firm_reads=_("部门认为不归它办，正在裁定由谁办，办理期限不变"), targets=_HANDLING,
        leg_target=LegStatus.RETURNING, starts=(DeadlineKind.RULING,), case_in=_HANDLING,
    ),
    "ask_extension": Action(
        label=_("申请延期"), on=On.LEG, sources=_SIGNED, policy=policies.may_ask_for_time, verb="extension.asked",
        readers=UNITS, targets=_HANDLING, starts=(DeadlineKind.RULING,), case_in=_HANDLING,
    ),
    "ask_pause": Action(
        label=_("申请挂起"), on=On.LEG, sources=_SIGNED, policy=policies.may_ask_for_time, verb="pause.asked",
        readers=UNITS, targets=_HANDLING, starts=(DeadlineKind.RULING,), case_in=_HANDLING,
    ),
    "contact": Action(
        label=_("已联系企业"), on=On.LEG, sources=_SIGNED, policy=policies.may_handle, verb="leg.contacted",
        readers=FIRM_AND_UNITS, firm_reads=_("部门联系了您"), meets=(DeadlineKind.CONTACT,), decides=False,
        case_in=_HANDLING | _on_case(Status.NEED_INFO),
    ),
    "progress": Action(
        label=_("发送给企业"), on=On.LEG, sources=_SIGNED, policy=policies.may_handle, verb="note.progress",
        readers=FIRM_AND_UNITS, firm_reads=_("部门告知了进展"), decides=False,
        case_in=_HANDLING | _on_case(Status.NEED_INFO),
    ),
    "note": Action(
        label=_("仅内部保存"), on=On.CASE, sources=frozenset(Status), policy=policies.may_note, verb="note.internal",
        readers=UNITS, decides=False, case_in=frozenset(Status),
        on_split=True,
    ),
    "opine": Action(
        label=_("反馈协办意见"), on=On.LEG, sources=_SIGNED, policy=policies.may_assist, verb="leg.opined",
        readers=UNITS, leg_target=LegStatus.DONE, meets=(DeadlineKind.ASSIST,),
        case_in=_HANDLING | _on_case(Status.NEED_INFO),
    ),
    **AMONG_UNITS,
    # --- new facts after the end 再次办理 ---------------------------------------------------
    "ask_reopening": Action(
        label=_("有新情况，申请再办"), on=On.CASE, sources=_CLOSED, policy=reopening_policies.may_ask,
        verb="reopening.asked", readers=FIRM_AND_UNITS, firm_reads=_("您说有新情况，申请再办"),
        starts=(DeadlineKind.REOPEN,), case_in=_CLOSED,
    ),
    "reopen": Action(
        label=_("同意再办"), on=On.CASE, sources=_CLOSED, policy=reopening_policies.may_rule,
        verb="ticket.reopened", readers=FIRM_AND_UNITS, firm_reads=_("同意再办，由原单位接着办"), targets=_HANDLING,
        meets=(DeadlineKind.REOPEN,), starts=(DeadlineKind.RESOLVE,), case_in=_CLOSED,
    ),
    "refuse_reopening": Action(
        label=_("不再办，说明原因"), on=On.CASE, sources=_CLOSED, policy=reopening_policies.may_rule,
        verb="reopening.refused", readers=FIRM_AND_UNITS, firm_reads=_("这件事不再办，请看说明"),
        meets=(DeadlineKind.REOPEN,), case_in=_CLOSED,
    ),
    **JOINT,
    **LEDGER,
    **EXCLUSIONS,
    **FILES,
    **TABLE,
    # --- revisit clerk --------------------------------------------------------------------
    "record_call": Action(
        label=_("登记回访"), on=On.CASE, sources=_on_case(Status.REVISITING), policy=policies.may_call,
        verb="ticket.called", readers=FIRM_AND_UNITS, firm_reads=_("回访员给您打了电话"),
        targets=_on_case(Status.REVISITING, Status.CLOSED) | _HANDLING,
    ),
    # --- whoever holds the firm's link ------------------------------------------------------
    "rate": Action(
        label=_("凭链接评价"), on=On.CASE, sources=_on_case(Status.REVISITING), policy=policies.system_only,
        verb="ticket.rated", readers=FIRM_AND_UNITS, firm_reads=_("收到了凭链接作的评价"),
        targets=_on_case(Status.CLOSED) | _HANDLING, meets=(DeadlineKind.CONFIRM, DeadlineKind.CALLS), by_system=True,
    ),
    # --- the county office ----------------------------------------------------------------
    "order_round": Action(
        label=_("督办再办一轮"), on=On.CASE, sources=_HANDLING, policy=policies.may_settle, verb="impasse.ordered",
        readers=FIRM_AND_UNITS, firm_reads=_("党委办公室督办，由原单位再办一轮"), targets=_HANDLING,
        meets=(DeadlineKind.SETTLE,), starts=(DeadlineKind.RESOLVE,),
    ),
    "sign_final": Action(
        label=_("签发最终答复"), on=On.CASE, sources=_HANDLING, policy=policies.may_settle, verb="impasse.settled",
        readers=FIRM_AND_UNITS, firm_reads=_("党委办公室作出了最终答复"), targets=_on_case(Status.CLOSED),
        meets=(DeadlineKind.SETTLE,),
    ),
    # --- the sweep ------------------------------------------------------------------------
    "lapse_question": Action(
        label=_("补充期满"), on=On.CASE, sources=_on_case(Status.NEED_INFO), policy=policies.system_only,
        verb="ticket.question_lapsed", readers=FIRM_AND_UNITS, firm_reads=_("补充期已满，按现有材料继续办理"),
        targets=_DESK_HAS_IT | _HANDLING, meets=(DeadlineKind.INFO,), by_system=True,
    ),
    "lapse_confirmation": Action(
        label=_("确认期满"), on=On.CASE, sources=_on_case(Status.REVISITING), policy=policies.system_only,
        verb="ticket.confirmation_lapsed", readers=FIRM_AND_UNITS,
        firm_reads=_("您还没有评价，回访员会打电话问您"), meets=(DeadlineKind.CONFIRM,), starts=(DeadlineKind.CALLS,),
        by_system=True,
    ),
    "lapse_pause": Action(
        label=_("挂起期满，恢复计时"), on=On.CASE, sources=_HANDLING | _on_case(Status.NEED_INFO),
        policy=policies.system_only, verb="pause.lapsed", readers=FIRM_AND_UNITS,
        firm_reads=_("暂停期满，接着办理"), meets=(DeadlineKind.PAUSE,), by_system=True,
    ),
    "escalate_ruling": Action(
        label=_("没有按时裁定，转党委办公室"), on=On.CASE, sources=_HANDLING, policy=policies.system_only,
        verb="ruling.escalated", readers=UNITS, decides=False, by_system=True,
    ),
    "finish_parts": Action(
        label=_("拆分件都已办结"), on=On.CASE, sources=_on_case(Status.ACCEPTED), policy=policies.system_only,
        verb="ticket.parts_finished", readers=FIRM_AND_UNITS, firm_reads=_("分开办理的几件都办完了"),
        targets=_on_case(Status.CLOSED), meets=(DeadlineKind.PARTS,), by_system=True, on_split=True,
    ),
    "reopen_whole": Action(
        label=_("拆分件又在办，原件随之恢复"), on=On.CASE, sources=_CLOSED, policy=policies.system_only,
        verb="ticket.parts_reopened", readers=FIRM_AND_UNITS, firm_reads=_("分开办理的一件又在办，这件随之恢复"),
        targets=_on_case(Status.ACCEPTED), starts=(DeadlineKind.PARTS,), by_system=True, case_in=_CLOSED, on_split=True,
    ),
    "warn": Action(
        label=_("临期预警"), on=On.CASE, sources=TIMED, policy=policies.system_only, verb="deadline.warned",
        readers=UNITS, decides=False, by_system=True, case_in=TIMED,
        on_split=True,
    ),
    "rereckon": Action(
        label=_("工作日历变动，期限重算"), on=On.CASE, sources=TIMED, policy=policies.system_only,
        verb="deadline.rereckoned", readers=UNITS, decides=False, by_system=True, case_in=TIMED,
        on_split=True,
    ),
    "mark_overdue": Action(
        label=_("超期"), on=On.CASE, sources=TIMED, policy=policies.system_only, verb="deadline.passed",
        readers=UNITS, decides=False, by_system=True, case_in=TIMED,
        on_split=True,
    ),
}
# fmt: on

BY_VERB: Final = {action.verb: action for action in ACTIONS.values()}
