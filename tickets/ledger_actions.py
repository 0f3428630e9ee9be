"""What is done to a case that takes long or was given up: a part of the table of `actions`."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from tickets import ledger_policies, withdrawal_policies
from tickets.action import FIRM_AND_UNITS, UNITS, Action, On
from tickets.statuses import DeadlineKind, LegStatus, Status

_HANDLING: Final = frozenset({Status.HANDLING})
_ON_LEDGER: Final = frozenset({Status.ON_LEDGER})
_SIGNED: Final = frozenset({LegStatus.SIGNED})
_WITHDRAWN: Final = frozenset({Status.WITHDRAWN})

# fmt: off
LEDGER: Final[dict[str, Action]] = {
    # --- withdrawn after dispatch 派单后撤回: asked once; units read that it was asked, never what was said -----------
    "tell_why": Action(
        label=_("说说为什么撤回"), on=On.CASE, sources=_WITHDRAWN, policy=withdrawal_policies.may_tell,
        verb="withdrawal.told", readers=FIRM_AND_UNITS, firm_reads=_("您说明了撤回的情况"), case_in=_WITHDRAWN,
    ),
    "check_withdrawal": Action(
        label=_("登记撤回回访"), on=On.CASE, sources=_WITHDRAWN, policy=withdrawal_policies.may_check,
        verb="withdrawal.checked", readers=FIRM_AND_UNITS, firm_reads=_("回访员打电话问您撤回的情况"),
        case_in=_WITHDRAWN,
    ),
    # --- the ledger 挂账: by a plan, a report each month; off it the lead answers the ordinary way --------------------
    "ask_ledger": Action(
        label=_("申请挂账"), on=On.LEG, sources=_SIGNED, policy=ledger_policies.may_ask, verb="ledger.asked",
        readers=UNITS, targets=_HANDLING, starts=(DeadlineKind.RULING,), case_in=_HANDLING, alone=True,
    ),
    "grant_ledger": Action(
        label=_("同意挂账"), on=On.CASE, sources=_HANDLING, policy=ledger_policies.may_rule, verb="ledger.granted",
        readers=FIRM_AND_UNITS, firm_reads=_("短期办不完，列入长期推进"), targets=_ON_LEDGER,
        meets=(DeadlineKind.RULING,), starts=(DeadlineKind.LEDGER, DeadlineKind.MONTHLY), alone=True,
    ),
    "refuse_ledger": Action(
        label=_("不同意挂账"), on=On.CASE, sources=_HANDLING, policy=ledger_policies.may_rule, verb="ledger.refused",
        readers=UNITS, targets=_HANDLING, meets=(DeadlineKind.RULING,),
    ),
    "report_ledger": Action(
        label=_("报告推进情况"), on=On.LEG, sources=_SIGNED, policy=ledger_policies.may_report,
        verb="ledger.reported", readers=FIRM_AND_UNITS, firm_reads=_("部门报告了推进情况"),
        meets=(DeadlineKind.MONTHLY,), starts=(DeadlineKind.MONTHLY,), decides=False, case_in=_ON_LEDGER,
    ),
    "review_ledger": Action(
        label=_("复核挂账"), on=On.CASE, sources=_ON_LEDGER, policy=ledger_policies.may_review,
        verb="ledger.reviewed", readers=FIRM_AND_UNITS, firm_reads=_("党委办公室检查了推进情况"),
        targets=_ON_LEDGER | _HANDLING,
    ),
    "ask_strike_off": Action(
        label=_("申请销号"), on=On.LEG, sources=_SIGNED, policy=ledger_policies.may_ask_to_strike_off,
        verb="ledger.strike_asked", readers=UNITS, targets=_ON_LEDGER, starts=(DeadlineKind.RULING,),
        case_in=_ON_LEDGER,
    ),
    "approve_strike_off": Action(
        label=_("同意销号"), on=On.CASE, sources=_ON_LEDGER, policy=ledger_policies.may_strike_off,
        verb="ledger.struck_off", readers=FIRM_AND_UNITS, firm_reads=_("长期推进有了结果，部门将给您答复"),
        targets=_HANDLING, meets=(DeadlineKind.RULING, DeadlineKind.LEDGER),
    ),
    "refuse_strike_off": Action(
        label=_("不同意销号"), on=On.CASE, sources=_ON_LEDGER, policy=ledger_policies.may_strike_off,
        verb="ledger.strike_refused", readers=UNITS, targets=_ON_LEDGER, meets=(DeadlineKind.RULING,),
    ),
}
# fmt: on
