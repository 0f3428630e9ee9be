"""A rating that is not counted (剔除): asked for, agreed to, granted, objected to. A part of the table of `actions`.

Possible in every status: most ratings stand on cases that have ended.
"""

from typing import Final

from django.utils.translation import gettext_lazy as _

from tickets import exclusion_policies
from tickets.action import FIRM_AND_UNITS, UNITS, Action, On
from tickets.statuses import DeadlineKind, Status

_EVER: Final = frozenset(Status)

# fmt: off
EXCLUSIONS: Final[dict[str, Action]] = {
    "ask_exclusion": Action(
        label=_("申请剔除评价"), on=On.CASE, sources=_EVER, policy=exclusion_policies.may_ask,
        verb="exclusion.asked", readers=UNITS, decides=False, case_in=_EVER, starts=(DeadlineKind.AGREE,),
        once=exclusion_policies.led_the_rated_round,
        on_split=True,
    ),
    "agree_exclusion": Action(
        label=_("同意申请剔除"), on=On.CASE, sources=_EVER, policy=exclusion_policies.may_agree,
        verb="exclusion.agreed", readers=UNITS, case_in=_EVER, on_split=True,
        meets=(DeadlineKind.AGREE,), starts=(DeadlineKind.EXCLUDE,),
    ),
    "refuse_exclusion": Action(
        label=_("不同意申请剔除"), on=On.CASE, sources=_EVER, policy=exclusion_policies.may_agree,
        verb="exclusion.refused", readers=UNITS, case_in=_EVER, on_split=True,
        meets=(DeadlineKind.AGREE,),
    ),
    "grant_exclusion": Action(
        label=_("批准剔除"), on=On.CASE, sources=_EVER, policy=exclusion_policies.may_grant,
        verb="exclusion.granted", readers=FIRM_AND_UNITS, firm_reads=_("您的评价保留在案，不计入考核"),
        case_in=_EVER, on_split=True, meets=(DeadlineKind.EXCLUDE,),
    ),
    "reject_exclusion": Action(
        label=_("不批准剔除"), on=On.CASE, sources=_EVER, policy=exclusion_policies.may_grant,
        verb="exclusion.rejected", readers=UNITS, case_in=_EVER, on_split=True,
        meets=(DeadlineKind.EXCLUDE,),
    ),
    "object_exclusion": Action(
        label=_("对剔除评价提出异议"), on=On.CASE, sources=_EVER, policy=exclusion_policies.may_object,
        verb="exclusion.objected", readers=FIRM_AND_UNITS, firm_reads=_("您对剔除评价提出了异议，复核前评价照常计入"),
        decides=False, case_in=_EVER, once=exclusion_policies.speaks_against,
        on_split=True, starts=(DeadlineKind.EXCLUDE,),
    ),
    "revoke_exclusion": Action(
        label=_("异议成立，撤销剔除"), on=On.CASE, sources=_EVER, policy=exclusion_policies.may_review,
        verb="exclusion.revoked", readers=FIRM_AND_UNITS, firm_reads=_("您的异议成立，评价照常计入考核"),
        case_in=_EVER, on_split=True, meets=(DeadlineKind.EXCLUDE,),
    ),
    "confirm_exclusion": Action(
        label=_("异议不成立，维持剔除"), on=On.CASE, sources=_EVER, policy=exclusion_policies.may_review,
        verb="exclusion.confirmed", readers=FIRM_AND_UNITS, firm_reads=_("复核后维持：您的评价不计入考核"),
        case_in=_EVER, on_split=True, meets=(DeadlineKind.EXCLUDE,),
    ),
}
# fmt: on
