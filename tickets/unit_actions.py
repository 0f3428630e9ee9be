"""The reply, what lead and assists do with each other, and what is done inside one unit: a part of `actions`."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from tickets import policies, unit_policies
from tickets.action import FIRM_AND_UNITS, OWN_UNIT, UNITS, Action, On
from tickets.statuses import LIVE_LEGS, WORKING_LEGS, DeadlineKind, LegStatus, Status

_HANDLING: Final = frozenset({Status.HANDLING})
_WITH_UNITS: Final = frozenset({Status.HANDLING, Status.NEED_INFO, Status.ON_LEDGER})
_REPLIED: Final = frozenset({Status.REPLIED})
_SIGNED: Final = frozenset({LegStatus.SIGNED})

# fmt: off
AMONG_UNITS: Final[dict[str, Action]] = {
    # --- the reply 答复: only the lead answers; where its leader signs (审签) it stays inside the unit until then ----
    "reply": Action(
        label=_("提交答复"), on=On.LEG, sources=_SIGNED, policy=unit_policies.may_reply, verb="reply.submitted",
        readers=FIRM_AND_UNITS, firm_reads=_("部门已提交答复，送审核"), targets=_REPLIED,
        leg_target=LegStatus.DONE, meets=(DeadlineKind.RESOLVE, DeadlineKind.COUNTERSIGN),
        starts=(DeadlineKind.REVIEW,), case_in=_HANDLING,
        with_lead=True,
    ),
    "draft_reply": Action(
        label=_("提交审签"), on=On.LEG, sources=_SIGNED, policy=unit_policies.may_draft, verb="reply.drafted",
        readers=OWN_UNIT, starts=(DeadlineKind.COUNTERSIGN,), case_in=_HANDLING, with_lead=True,
    ),
    "sign_reply": Action(
        label=_("审签，提交答复"), on=On.LEG, sources=_SIGNED, policy=unit_policies.may_countersign,
        verb="reply.signed", readers=FIRM_AND_UNITS, firm_reads=_("部门已提交答复，送审核"), targets=_REPLIED,
        leg_target=LegStatus.DONE, meets=(DeadlineKind.RESOLVE, DeadlineKind.COUNTERSIGN),
        starts=(DeadlineKind.REVIEW,), case_in=_HANDLING,
        with_lead=True,
    ),
    "return_draft": Action(
        label=_("退回修改"), on=On.LEG, sources=_SIGNED, policy=unit_policies.may_countersign,
        verb="reply.returned", readers=OWN_UNIT, meets=(DeadlineKind.COUNTERSIGN,), case_in=_HANDLING, with_lead=True,
    ),
    # --- lead and assists 主办和协办: the act itself starts and ends the clocks of the unit it is about ---------------
    "add_assist": Action(
        label=_("加派协办"), on=On.CASE, sources=_HANDLING, policy=unit_policies.may_add_assist, verb="leg.added",
        readers=UNITS, with_lead=True,
    ),
    "waive_assist": Action(
        label=_("协办免办"), on=On.CASE, sources=_HANDLING | {Status.NEED_INFO}, policy=unit_policies.may_waive_assist,
        verb="leg.waived", readers=UNITS, with_lead=True,
    ),
    # --- section and handler 科室和承办人: an append, so that whoever writes a reply loses nothing; `held` guards it --
    "assign_leg": Action(
        label=_("分办"), on=On.LEG, sources=WORKING_LEGS | {LegStatus.RETURNING}, policy=unit_policies.may_assign,
        verb="leg.assigned", readers=OWN_UNIT, decides=False, once=policies.may_handle,
        case_in=_WITH_UNITS,
    ),
    "hand_over": Action(
        label=_("移交"), on=On.LEG, sources=WORKING_LEGS | {LegStatus.RETURNING}, policy=unit_policies.may_hand_over,
        verb="leg.handed_over", readers=OWN_UNIT, decides=False, once=policies.may_handle,
        case_in=_WITH_UNITS,
    ),
    "unassign_leg": Action(
        label=_("承办人离岗，退回未分办"), on=On.LEG, sources=LIVE_LEGS, policy=policies.system_only,
        verb="leg.unassigned", readers=OWN_UNIT, decides=False, by_system=True,
    ),
}
# fmt: on
