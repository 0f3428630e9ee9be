"""What each status means to its readers: who has the case now, until when, what silence means, what can be done.

One page and `docs/lifecycle.md` are written from here and from the table of actions; a test keeps them whole. Pure.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from tickets import (
    clock,
    exclusion_kinds,
    exclusion_policies,
    group_policies,
    instruction_policies,
    ledger,
    ledger_policies,
    policies,
    reopening_policies,
    supervision_policies,
    unit_policies,
    whistle_policies,
    withdrawal_policies,
)
from tickets.action import Action, On
from tickets.actions import ACTIONS
from tickets.pauses import MOST_WORKING_DAYS
from tickets.progress import WAITS_FOR
from tickets.standing import TURNS
from tickets.statuses import FIRM_WORDS, DeadlineKind, LegStatus, Status

Words = Promise | str

# What the firm is told; never an official's name, never a word of the trade.
_TO_THE_FIRM: Final[Mapping[Status, Words]] = {
    Status.SUBMITTED: _("您的诉求已经收到，行业党委正在看件，决定由谁来办。"),
    Status.NEED_INFO: _("还缺一些情况，等您补充。等的这几天不计时；您不补充，到时就按现有材料继续办。"),
    Status.ACCEPTED: _("行业党委已经受理，正在找对口的部门。"),
    Status.HANDLING: _(
        "主办单位正在办，会联系您，也会把进展写在这里。要延期、暂停或列入长期推进须经批准，会写明原因和日期。到期没办完，党委办公室会知道，会督办。"
    ),
    Status.REPLIED: _("部门已经写好答复，行业党委在审核；只说“已转交”的答复不会发给您。"),
    Status.REVISITING: _("办理结果已经发给您，请您说解决没有、满不满意。您不评价，回访员会打电话；没有评价不算满意。"),
    Status.ON_LEDGER: _(
        "这件事短期办不完，党委办公室同意列入长期推进：有计划、有目标日期，部门定期把推进情况写在这里，办成了再给您答复。您随时可以补充说明。"
    ),
    Status.CLOSED: _("您确认了结果，或党委办公室作出了最终答复，或两次打电话没有联系上您，或分开办理的几件都办完了。"),
    Status.REJECTED: _("这件事不归这里办，原因和应走的渠道写在说明里。您可以申请再次受理一次。"),
    Status.WITHDRAWN: _("您撤回了诉求，不再办理。您可以申请再次受理一次。派单后撤回的，会问一问您为什么撤回。"),
}
_TO_STAFF: Final[Mapping[Status, Words]] = {
    Status.SUBMITTED: _("等行业党委受理：受理、要补充、直接答复，或建议不予受理（另一个人审批）。"),
    Status.NEED_INFO: _("已请企业补充，各单位的时限停走，回来后按工作分钟补足。期满没有补充，回到原来的阶段继续办。"),
    Status.ACCEPTED: _(
        "等行业党委派单：一个主办，需要时加协办；同类的并案，说了几件事的拆分。拆分后等各件办结，自动办结。"
    ),
    Status.HANDLING: _(
        "主办单位签收、联系企业、办理、答复；协办单位向主办反馈会签意见，只有主办答复企业；主办可以加派协办、写明原因免办。答复须审签的单位，负责人签了才算提交。退单写明理由和依据，过了时限视为接收。延期、挂起由别人审批，批下来以前期限照算。"
        "剩一个工作日亮黄牌，超期亮红牌（银行和公用事业企业不亮牌）；党委办公室可以督办，督办了要按时反馈。"
    ),
    Status.REPLIED: _("等行业党委审核，写答复的人不能自己审核。通过后请企业评价，不通过退回重办。"),
    Status.REVISITING: _(
        "等企业评价；7 天没有评价由回访员打电话。不满意或没解决，自动转下一轮，由同一主办单位重办，最多重办两轮；"
        "之后由党委办公室决定再办或签发最终答复。"
    ),
    Status.ON_LEDGER: format_lazy(
        _(
            "短期办不完，党委办公室批准按计划推进，最多 180 天；办理期限停走。"
            "主办单位每 {days} 天报告一次，企业看得到；党委办公室复核，可以取消挂账。"
            "办成了申请销号，批准后转回办理，主办单位照常答复，至少有 {back} 个工作日。"
        ),
        days=ledger.REPORT_DAYS,
        back=ledger.LEAST_WORKING_DAYS,
    ),
    Status.CLOSED: _("企业确认了结果，或党委办公室签发了最终答复，或两次电话没有联系上（不计入满意）。"),
    Status.REJECTED: _("不由本行业党委受理，已告知应走的渠道。企业可以申请再次受理一次。"),
    Status.WITHDRAWN: _(
        "企业撤回。派单后撤回的，由回访员问企业为什么撤回、有没有人劝，在数据里另列；企业怎么说，承办单位看不到。"
    ),
}
OWNERS: Final[Mapping[Status, Words]] = {
    Status.SUBMITTED: _("行业党委"),
    Status.NEED_INFO: _("企业"),
    Status.ACCEPTED: _("行业党委"),
    Status.HANDLING: _("主办单位"),
    Status.REPLIED: _("行业党委"),
    Status.REVISITING: _("企业，之后是回访员"),
    Status.ON_LEDGER: _("主办单位，党委办公室复核"),
    Status.CLOSED: _("没有人，已经结束"),
    Status.REJECTED: _("没有人，已经结束"),
    Status.WITHDRAWN: _("没有人，已经结束；派单后撤回的，回访员还要问一次"),
}
LEG_MEANINGS: Final[Mapping[LegStatus, Words]] = {
    LegStatus.PENDING: _("已派到单位，还没有签收。"),
    LegStatus.SIGNED: _("单位已经签收，正在办。"),
    LegStatus.DONE: _("主办已经答复，或协办已经反馈。"),
    LegStatus.RETURNING: _("主办单位退单，等裁定；这段时间它的时限停走，企业的办理期限照走。"),
    LegStatus.RECALLED: _("已改派给别的单位，不用再办，还能查看。"),
    LegStatus.WAIVED: _("主办或行业党委说明了原因，不再等它的意见。"),
}
_HALF_DAY: Final = _("半个工作日，特急 %(critical)s 分钟")
_NUMBERS: Final = {
    "info": clock.INFO_WORKING_DAYS,
    "rework": clock.REWORK_WORKING_DAYS,
    "assist": clock.ASSIST_WORKING_DAYS,
    "review": clock.REVIEW_WORKING_DAYS,
    "confirm": clock.CONFIRM_DAYS,
    "calls": clock.CALLS_WORKING_DAYS,
    "withdrew": clock.WITHDREW_WORKING_DAYS,
    "pause": MOST_WORKING_DAYS,
    "ledger": ledger.MOST_DAYS,
    "monthly": ledger.REPORT_DAYS,
    "settle": clock.SETTLE_WORKING_DAYS,
    "critical": clock.CRITICAL_ACCEPT_MINUTES,
    "check_in": clock.CHECK_IN_WORKING_DAYS,
    "parts": clock.PARTS_WORKING_DAYS,
    "emergency": clock.EMERGENCY_CHECK_IN_MINUTES,
    "answer": clock.ANSWER_WORKING_DAYS,
    "answer_critical": clock.CRITICAL_ANSWER_MINUTES,
    "judge": clock.JUDGE_WORKING_DAYS,
    "report": clock.REPORT_WORKING_DAYS,
    "agree": exclusion_kinds.HEAD_WORKING_DAYS,
    "exclude": exclusion_kinds.OFFICE_WORKING_DAYS,
}
LENGTHS: Final[Mapping[DeadlineKind, Words]] = {
    DeadlineKind.ACCEPT: _HALF_DAY,
    DeadlineKind.DISPATCH: _HALF_DAY,
    DeadlineKind.INFO: _("%(info)s 个工作日"),
    DeadlineKind.RULING: _HALF_DAY,
    DeadlineKind.REOPEN: _HALF_DAY,
    DeadlineKind.SIGN: _("按紧急程度和时限档"),
    DeadlineKind.CONTACT: _("按紧急程度和时限档"),
    DeadlineKind.RESOLVE: _("按类别的时限档，重办 %(rework)s 个工作日"),
    DeadlineKind.PAUSE: _("批准到哪天就到哪天，一次最多 %(pause)s 个工作日"),
    DeadlineKind.ASSIST: _("%(assist)s 个工作日，派单、加派时可以另定"),
    DeadlineKind.REVIEW: _("%(review)s 个工作日"),
    DeadlineKind.CONFIRM: _("%(confirm)s 天"),
    DeadlineKind.CALLS: _("%(calls)s 个工作日，打两次"),
    DeadlineKind.WITHDREW: _("%(withdrew)s 个工作日，打两次，不在同一天"),
    DeadlineKind.LEDGER: _("批准到哪天就到哪天，最多 %(ledger)s 天"),
    DeadlineKind.MONTHLY: _("每 %(monthly)s 天一次，到那天或其后第一个工作日下班"),
    DeadlineKind.SETTLE: _("%(settle)s 个工作日"),
    DeadlineKind.PARTS: _("%(parts)s 个工作日"),
    DeadlineKind.COUNTERSIGN: _HALF_DAY,
    DeadlineKind.CHECK_IN: _("%(check_in)s 个工作日；应急哨 %(emergency)s 分钟，不分昼夜"),
    DeadlineKind.ANSWER: _("%(answer)s 个工作日，发督办单时可以另定；特急 %(answer_critical)s 分钟"),
    DeadlineKind.JUDGE: _("%(judge)s 个工作日"),
    DeadlineKind.INSTRUCT: _("%(report)s 个工作日，批示时可以另定"),
    DeadlineKind.AGREE: _("%(agree)s 个工作日"),
    DeadlineKind.EXCLUDE: _("%(exclude)s 个工作日，企业有异议时复核也一样"),
}
SILENCE: Final[Mapping[DeadlineKind, Words]] = {
    DeadlineKind.ACCEPT: _("记为超期，告知党委办公室"),
    DeadlineKind.DISPATCH: _("记为超期，告知党委办公室"),
    DeadlineKind.INFO: _("按现有材料继续办"),
    DeadlineKind.RULING: _("记为超期；退单、延期和挂起转党委办公室裁定；挂账、销号本来就由它裁定"),
    DeadlineKind.REOPEN: _("记为超期，党委办公室也可以决定"),
    DeadlineKind.SIGN: _("记为超期；不能再退单，视为接收"),
    DeadlineKind.CONTACT: _("记为超期，告知党委办公室"),
    DeadlineKind.RESOLVE: _("记为超期，告知党委办公室"),
    DeadlineKind.PAUSE: _("自动恢复计时，接着办"),
    DeadlineKind.ASSIST: _("记为超期；主办可以写明原因先答复"),
    DeadlineKind.REVIEW: _("记为超期，告知党委办公室"),
    DeadlineKind.CONFIRM: _("由回访员打电话"),
    DeadlineKind.CALLS: _("记为超期，告知党委办公室；没有评价不算满意"),
    DeadlineKind.WITHDREW: _("记为超期，告知党委办公室；仍要打电话问"),
    DeadlineKind.LEDGER: _("记为超期，告知党委办公室，列为圆桌会议候选；没有人决定，就一直挂账"),
    DeadlineKind.MONTHLY: _("记为超期，告知党委办公室；仍要报告"),
    DeadlineKind.SETTLE: _("记为超期，告知党委办公室；不决定，这件事就不能办结"),
    DeadlineKind.PARTS: _("记为超期，告知党委办公室；各件的期限照走"),
    DeadlineKind.CHECK_IN: _("记为超时并保留，告知吹哨方和党委办公室；哨没有结束，仍要报到"),
    DeadlineKind.ANSWER: _("记为超期，告知党委办公室，由办公室升级督办；到最后一级的列为圆桌会议候选"),
    DeadlineKind.JUDGE: _("记为超期，告知党委办公室；不销号，督办一直挂着"),
    DeadlineKind.INSTRUCT: _("记为超期，告知批示人和党委办公室；仍要反馈"),
    DeadlineKind.AGREE: _("记为超期，再告知负责人；评价照常计入"),
    DeadlineKind.EXCLUDE: _("记为超期，告知县领导；评价照常计入"),
    DeadlineKind.COUNTERSIGN: _("记为超期，再告知本单位负责人；办理期限照走"),
}
# Policy → who that is, in the words of the screen.
WHO: Final[Mapping[Callable[[Any, Any], bool], Words]] = {
    policies.may_rate: _("企业"),
    policies.owns_the_firm: _("企业负责人"),
    policies.may_supplement: _("企业（或代办的服务站）"),
    policies.may_urge: _("企业（或代办的服务站）"),
    policies.may_appeal: _("企业"),
    reopening_policies.may_ask: _("企业（或代办的服务站）"),
    reopening_policies.may_rule: _("行业党委，逾期后党委办公室也可以；最终答复的由党委办公室"),
    policies.may_triage: _("行业党委"),
    policies.may_decide: _("行业党委"),
    policies.may_ask: _("行业党委或主办单位"),
    policies.may_rule_on_rejection: _("行业党委的另一个人，或党委办公室"),
    policies.may_refuse_rejection: _("行业党委（提议的人可以收回），或党委办公室"),
    policies.may_rule_on_return: _("行业党委，逾期后党委办公室也可以"),
    policies.may_rule_on_extension: _("行业党委，逾期后党委办公室也可以"),
    policies.may_rule_on_pause: _("行业党委，逾期后党委办公室也可以"),
    policies.may_end_pause: _("主办单位或行业党委"),
    policies.may_ask_for_time: _("主办单位"),
    policies.may_send_elsewhere: _("行业党委"),
    policies.may_review: _("行业党委的另一个人；行业党委自己答复的，党委办公室也可以"),
    policies.may_handle: _("承办单位"),
    policies.may_give_back: _("主办单位"),
    policies.may_assist: _("协办单位"),
    policies.may_note: _("经办这件事的各单位"),
    policies.may_call: _("回访员"),
    policies.may_settle: _("党委办公室，三轮不认可之后"),
    unit_policies.may_add_assist: _("已签收的主办单位，或行业党委"),
    unit_policies.may_waive_assist: _("已签收的主办单位，或行业党委"),
    unit_policies.may_assign: _("承办单位的联络员或负责人；没有分到人的，承办人可以领给自己"),
    unit_policies.may_hand_over: _("承办人"),
    unit_policies.may_reply: _("主办单位；答复须审签的单位是负责人"),
    unit_policies.may_draft: _("主办单位，答复须负责人审签的"),
    unit_policies.may_countersign: _("主办单位负责人，不能是起草人"),
    ledger_policies.may_ask: _("主办单位"),
    ledger_policies.may_rule: _("党委办公室，不能是申请人"),
    ledger_policies.may_report: _("主办单位"),
    ledger_policies.may_review: _("党委办公室"),
    ledger_policies.may_ask_to_strike_off: _("主办单位"),
    ledger_policies.may_strike_off: _("党委办公室，不能是申请人"),
    withdrawal_policies.may_tell: _("企业"),
    withdrawal_policies.may_check: _("回访员"),
    group_policies.may_join: _("行业党委或党委办公室"),
    group_policies.may_take_out: _("行业党委或党委办公室"),
    group_policies.may_split: _("行业党委"),
    whistle_policies.may_blow: _("行业党委、已签收的单位、代办的镇街服务站"),
    whistle_policies.may_check_in: _("被召集的单位"),
    whistle_policies.may_release: _("行业党委"),
    whistle_policies.may_end: _("吹哨方或行业党委"),
    whistle_policies.may_rate_units: _("吹哨方"),
    whistle_policies.may_rate_whistle: _("报到过的单位"),
    exclusion_policies.may_ask: format_lazy(
        _("被评价的单位，评价后 {days} 个工作日内"), days=exclusion_kinds.ASK_WORKING_DAYS
    ),
    exclusion_policies.may_agree: _("被评价单位的负责人，不能是申请人"),
    exclusion_policies.may_grant: _("党委办公室，不能是经办过的人"),
    exclusion_policies.may_object: format_lazy(
        _("企业（或代办的服务站），剔除后 {days} 个工作日内一次"), days=exclusion_kinds.OBJECT_WORKING_DAYS
    ),
    exclusion_policies.may_review: _("党委办公室的另一个人"),
    supervision_policies.may_order: _("党委办公室"),
    supervision_policies.may_answer: _("被督办的单位"),
    supervision_policies.may_rule_on_answer: _("党委办公室，不能是写反馈的人"),
    supervision_policies.may_raise: _("党委办公室，反馈超期之后"),
    instruction_policies.may_instruct: _("县领导、党委书记；党委办公室代录"),
    instruction_policies.may_report: _("主办单位；没有主办时是行业党委"),
}
FIRMS: Final = frozenset(
    {
        policies.may_rate, policies.owns_the_firm, policies.may_supplement, policies.may_urge, policies.may_appeal,
        withdrawal_policies.may_tell, reopening_policies.may_ask, exclusion_policies.may_object,
    }
)  # fmt: skip
_BESIDE: Final = (DeadlineKind.ANSWER, DeadlineKind.JUDGE, DeadlineKind.INSTRUCT)
_RATED: Final = (DeadlineKind.AGREE, DeadlineKind.EXCLUDE)
# The clocks of units, which order no list of cases. A rating may stand from the first revisit on.
_OF_UNITS: Final = {
    Status.SUBMITTED: _BESIDE,
    Status.ACCEPTED: (DeadlineKind.CHECK_IN, *_BESIDE),
    Status.HANDLING: (
        DeadlineKind.SIGN,
        DeadlineKind.CONTACT,
        DeadlineKind.ASSIST,
        DeadlineKind.COUNTERSIGN,
        DeadlineKind.CHECK_IN,
        *_BESIDE,
        *_RATED,
    ),
    Status.ON_LEDGER: (DeadlineKind.LEDGER, *_BESIDE, *_RATED),
    Status.REPLIED: (*_BESIDE, *_RATED),
    Status.NEED_INFO: (DeadlineKind.INSTRUCT, *_RATED),
    Status.REVISITING: (DeadlineKind.INSTRUCT, *_RATED),
    Status.CLOSED: _RATED,
    Status.WITHDRAWN: _RATED,
}


@dataclass(frozen=True, slots=True)
class Clock:
    """One clock: its name, how long it runs, what happens when it runs out."""

    name: str
    length: str
    silence: str


@dataclass(frozen=True, slots=True)
class Explained:
    """One status as one kind of reader reads it."""

    anchor: str
    name: str
    also: str  # what the other kind of reader calls it, where that differs
    meaning: str
    owner: str
    clocks: tuple[Clock, ...]
    acts: tuple[tuple[str, str], ...]  # what can be done, by whom


def explained(*, for_firm: bool) -> list[Explained]:
    """The statuses that a case can come into, in the order of its life."""
    reached = {target for action in ACTIONS.values() for target in action.targets}
    return [_explained(status, for_firm=for_firm) for status in Status if status in reached]


def _explained(status: Status, *, for_firm: bool) -> Explained:
    kinds = WAITS_FOR.get(status, ()) if for_firm else (*TURNS.get(status, ()), *_OF_UNITS.get(status, ()))
    words, other = (FIRM_WORDS[status], status.label) if for_firm else (status.label, FIRM_WORDS[status])
    meanings = _TO_THE_FIRM if for_firm else _TO_STAFF
    return Explained(
        anchor=status.value,
        name=str(words),
        also="" if str(words) == str(other) else str(other),
        meaning=str(meanings[status]),
        owner=str(OWNERS[status]),
        clocks=tuple(clock_of(kind) for kind in kinds),
        acts=tuple(
            (str(action.label), str(WHO[action.policy]))
            for action in possible(status)
            if not for_firm or action.policy in FIRMS
        ),
    )


def clock_of(kind: DeadlineKind) -> Clock:
    """A clock in words."""
    return Clock(str(kind.label), str(LENGTHS[kind]) % _NUMBERS, str(SILENCE[kind]))


def possible(status: Status) -> list[Action]:
    """What people may do while a case stands so, in the order of the table."""
    by_people = (action for action in ACTIONS.values() if not action.by_system and action.by_itself)
    return [action for action in by_people if status in (action.case_in if action.on is On.LEG else action.sources)]
