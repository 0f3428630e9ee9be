"""How a case stands in the firm's own words: the chain, who does what next, by when, promises kept.

Pure: reads what is in hand and never names an official, an internal note or an unreviewed reply.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from orgs.calendar import COUNTY_TIME
from tickets import reopening_policies
from tickets.chips import Chip, next_deadline, wall_words
from tickets.ledger import REPORT_DAYS
from tickets.models import Deadline, Leg, Ticket, Whistle
from tickets.queries.whistle_words import called_words
from tickets.statuses import ENDED, Closure, DeadlineKind, LegRole, LegStatus, Status
from web.moments import day

NAMED_UNITS: Final = 4
"""Of more units than these the firm's head says how many; its timeline names them all."""

Clocks = Sequence[tuple[Deadline, Chip | None]]

# Which clock a firm waits for in each status; the others are between the units.
WAITS_FOR: Final[dict[str, tuple[DeadlineKind, ...]]] = {
    Status.SUBMITTED: (DeadlineKind.ACCEPT,),
    Status.NEED_INFO: (DeadlineKind.INFO,),
    Status.ACCEPTED: (DeadlineKind.DISPATCH,),
    Status.CLOSED: (DeadlineKind.REOPEN,),
    Status.HANDLING: (DeadlineKind.PAUSE, DeadlineKind.RESOLVE, DeadlineKind.SETTLE),
    Status.ON_LEDGER: (DeadlineKind.LEDGER,),
    Status.REPLIED: (DeadlineKind.REVIEW,),
    Status.REVISITING: (DeadlineKind.CONFIRM, DeadlineKind.CALLS),
}
# Statuses in which the firm itself is asked for something.
FIRM_IS_ASKED: Final = frozenset({Status.NEED_INFO, Status.REVISITING})
_NAMES: Final = (
    gettext_lazy("呼叫"),
    gettext_lazy("受理"),
    gettext_lazy("派单"),
    gettext_lazy("办理"),
    gettext_lazy("评价"),
)
_LINK_OF: Final = {
    Status.SUBMITTED: 1,
    Status.ACCEPTED: 2,
    Status.HANDLING: 3,
    Status.REPLIED: 3,
    Status.ON_LEDGER: 3,
    Status.REVISITING: 4,
}


@dataclass(frozen=True, slots=True)
class Link:
    """One link of the chain 呼叫–受理–派单–办理–评价; `state` is done, now or empty."""

    name: str
    state: str
    note: str


@dataclass(frozen=True, slots=True)
class Progress:
    """What the head of a firm's page says."""

    links: list[Link]
    heading: str
    lines: list[str]
    chip: Chip | None
    promises: list[tuple[str, Chip]]


def progress(ticket: Ticket, *, clocks: Clocks, legs: Sequence[Leg]) -> Progress:
    """Who, what next, by when; `clocks` and `legs` are those of the case."""
    deadline = waited_for(ticket, (deadline for deadline, _chip in clocks))
    heading, lines = _next_step(ticket, deadline, legs)
    return Progress(
        links=chain(ticket),
        heading=heading,
        lines=[line for line in lines if line],
        chip=next((chip for row, chip in clocks if row is deadline), None),
        promises=_promises(clocks, deadline),
    )


def waited_for(ticket: Ticket, deadlines: Iterable[Deadline]) -> Deadline | None:
    """The clock that the firm waits for."""
    kinds = WAITS_FOR.get(ticket.status)
    return next_deadline(deadlines, *kinds) if kinds else None


def chain(ticket: Ticket) -> list[Link]:
    """The five links. A case that ended early keeps those that it really passed."""
    status = ticket.resume_status if ticket.status == Status.NEED_INFO else ticket.status
    now = len(_NAMES) if status == Status.CLOSED else _LINK_OF.get(Status(status), 0)
    times = (ticket.submitted_at, ticket.accepted_at, ticket.dispatched_at, ticket.replied_at, ticket.closed_at)
    links = []
    for place, (name, at) in enumerate(zip(_NAMES, times, strict=True)):
        ended_early = ticket.status in ENDED and ticket.status != Status.CLOSED
        done = at is not None and place < len(_NAMES) - 1 if ended_early else place < now
        state = "done" if done else "now" if place == now and not ended_early else ""
        links.append(Link(str(name), state, _short(at) if done and at else _("进行中") if state == "now" else ""))
    return links


def _short(at: datetime) -> str:
    local = at.astimezone(COUNTY_TIME)
    return f"{local.month}-{local.day:02d}"


Step = tuple[str, list[str]]


def _next_step(ticket: Ticket, deadline: Deadline | None, legs: Sequence[Leg]) -> Step:
    """A heading and a few sentences; never promises a time that no clock guards."""
    words = _STEPS.get(Status(ticket.status))
    if words is None:
        return ticket.firm_words, []
    return words(ticket, deadline, wall_words(deadline.due_at) if deadline else "", legs)


def _submitted(ticket: Ticket, _deadline: Deadline | None, by: str, _legs: Sequence[Leg]) -> Step:
    desk = _("%(desk)s正在看件，不清楚的会联系您。") % {"desk": ticket.committee.display_name}
    return (_("%(by)s 前受理") % {"by": by} if by else _("等待受理")), [desk]


def _need_info(_ticket: Ticket, _deadline: Deadline | None, by: str, _legs: Sequence[Leg]) -> Step:
    until = _("等您补充期间不计时；%(by)s 前没有补充，就按现有材料办理。") % {"by": by} if by else ""
    return _("请您补充材料"), [until]


def _accepted(ticket: Ticket, _deadline: Deadline | None, _by: str, _legs: Sequence[Leg]) -> Step:
    if ticket.split_at is not None:
        numbers = _("、").join(piece.number for piece in ticket.pieces)
        words = _("编号 %(numbers)s。每件单独派单、答复、请您评价；都办完了，这件就办结。") % {"numbers": numbers}
        return _("分成 %(count)d 件办理") % {"count": len(ticket.pieces)}, [words]
    desk = {"desk": ticket.committee.display_name}
    words = _("%(desk)s派单后，这里会写明由谁办、几号前办好。") % desk
    return _("已受理，正在派给承办单位"), [words, *_together(ticket), *_whistled(ticket)]


def _together(ticket: Ticket) -> list[str]:
    """That others have the same matter; never who."""
    if ticket.follows_id is None:
        return []
    return [_("和别的企业的同类诉求一并办理；您的编号、答复和评价都是您自己的。")]


def _suspended(ticket: Ticket, by: str, legs: Sequence[Leg]) -> Step:
    told = ticket.standing_pause.told if ticket.standing_pause else ""
    unit = next((leg.department.display_name for leg in legs if leg.role == LegRole.LEAD), "")
    words = _("%(unit)s要等一等再办，这段时间不计入办理期限，到时自动接着办。") % {"unit": unit}
    return _("暂停办理，到 %(by)s") % {"by": by}, [words, told, *_whistled(ticket)]


def _on_ledger(ticket: Ticket, deadline: Deadline | None, _by: str, _legs: Sequence[Leg]) -> Step:
    """By the plan that the office agreed to, and what the lead has told of it last."""
    item = ticket.ledger_item
    if item is None or deadline is None:
        return _("长期推进"), []
    lines = [item.told, _("推进计划：%(plan)s") % {"plan": item.plan}]
    if last := max(item.reports.all(), key=lambda report: report.at, default=None):
        words = _("最近一次报告：%(done)s下一步：%(next)s")
        lines.append(words % {"done": _closed_off(last.done), "next": last.next_step})
    every = _("%(unit)s每 %(days)d 天报告一次推进情况；办成了，会给您答复，请您评价。")
    names = {"unit": item.leg.department.display_name, "days": REPORT_DAYS}
    return _("长期推进，目标 %(by)s") % {"by": day(item.target_on, year=True)}, [*lines, every % names]


def _closed_off(words: str) -> str:
    """Closed with a full stop, so that another sentence can follow."""
    return words if words.endswith(("。", "！", "？", ".")) else f"{words}。"


def _handling(ticket: Ticket, deadline: Deadline | None, by: str, legs: Sequence[Leg]) -> Step:
    if deadline is not None and deadline.kind == DeadlineKind.PAUSE:
        return _suspended(ticket, by, legs)
    if deadline is not None and deadline.kind == DeadlineKind.SETTLE:
        words = _("%(by)s 前，党委办公室决定：督促单位再办一轮，或者给您最终答复。") % {"by": by}
        return _("办了三轮您都不认可，已报党委办公室督办"), [words]
    first = deadline.first_due_at if deadline else None
    later = (
        [_("原来说好的是 %(first)s，后来批准延期了，原因写在办理经过里。") % {"first": wall_words(first)}]
        if first
        else []
    )
    again = [_("这是第 %(round)d 轮办理，办好了再请您评价。") % {"round": ticket.round}] if ticket.round > 1 else []
    heading = _("最晚 %(by)s 办好并答复") % {"by": by} if by else _("正在办理")
    return heading, [*again, *_who_handles(legs), *_together(ticket), *later, *_whistled(ticket)]


def _replied(ticket: Ticket, _deadline: Deadline | None, by: str, _legs: Sequence[Leg]) -> Step:
    words = {"desk": ticket.committee.display_name, "by": by}
    until = _("%(desk)s %(by)s 前看完；通过了，就请您确认。") % words if by else ""
    return _("部门已提交答复，正在审核"), [until]


def _revisiting(_ticket: Ticket, deadline: Deadline | None, by: str, _legs: Sequence[Leg]) -> Step:
    if deadline is not None and deadline.kind == DeadlineKind.CALLS:
        return _("请您确认结果并评价"), [_("回访员会打电话问您，您也可以现在就在这里评。")]
    until = _("%(by)s 前不评也可以，会记作“未评价”，不会当成满意。") % {"by": by} if by else ""
    return _("请您确认结果并评价"), [until]


def _closed(ticket: Ticket, _deadline: Deadline | None, by: str, _legs: Sequence[Leg]) -> Step:
    if reopening_policies.waits(ticket):
        heading = _("您说有新情况，%(by)s 前决定要不要再办") % {"by": by}
        return heading, [_("决定以前，这件事仍是已办结。")]
    if ticket.closure == Closure.NOT_REACHED:
        return _("已办结"), [_("两次没有联系上您，先办结了，不会当成满意。")]
    if ticket.closure == Closure.FINAL:
        words = _("党委办公室作出了最终答复，写在下面。不再评价，您最后一轮的评价照算。")
        return _("已办结，最终答复"), [words]
    if ticket.closure == Closure.PARTS:
        return _("已办结"), [_("分开办理的几件都办完了，每件的结果和评价在各自的页面上。")]
    return _("已办结"), [_("您已确认结果，谢谢您的评价。")]


def _rejected(ticket: Ticket, _deadline: Deadline | None, _by: str, _legs: Sequence[Leg]) -> Step:
    return _("这件事不由我们受理"), [_("原因和应走的渠道写在下面的办理经过里。"), _appeal_words(ticket)]


def _withdrawn(ticket: Ticket, _deadline: Deadline | None, _by: str, _legs: Sequence[Leg]) -> Step:
    return _("您已撤回这件事"), [_appeal_words(ticket)]


_STEPS: Final[dict[Status, Callable[[Ticket, Deadline | None, str, Sequence[Leg]], Step]]] = {
    Status.SUBMITTED: _submitted,
    Status.NEED_INFO: _need_info,
    Status.ACCEPTED: _accepted,
    Status.HANDLING: _handling,
    Status.ON_LEDGER: _on_ledger,
    Status.REPLIED: _replied,
    Status.REVISITING: _revisiting,
    Status.CLOSED: _closed,
    Status.REJECTED: _rejected,
    Status.WITHDRAWN: _withdrawn,
}


def _who_handles(legs: Sequence[Leg]) -> list[str]:
    lead = next((leg for leg in legs if leg.role == LegRole.LEAD), None)
    assists = _("、").join(leg.department.display_name for leg in legs if leg.role == LegRole.ASSIST)
    if lead is None:
        return []
    unit = lead.department.display_name
    if lead.status == LegStatus.PENDING:
        first = _("已派给%(unit)s，等它签收。") % {"unit": unit}
    elif lead.status == LegStatus.RETURNING:
        first = _("%(unit)s认为不归它办，正在裁定由谁办；办好的期限不变。") % {"unit": unit}
    else:
        first = _("%(unit)s正在办。") % {"unit": unit}
    return [first + (_("%(units)s协办。") % {"units": assists} if assists else "")]


def _whistled(ticket: Ticket) -> list[str]:
    """Who has called whom to solve it together, and who is there: a line for each whistle that lasts."""
    lasting = [whistle for whistle in ticket.whistles if whistle.lasts] if ticket.whistling else []
    return [line for whistle in lasting for line in _of_whistle(whistle)]


def _of_whistle(whistle: Whistle) -> list[str]:
    calls = [call for call in whistle.calls if call.released_at is None]
    if not calls:
        return []
    names = {call: call.unit.display_name for call in calls}
    first = [*names.values()][:NAMED_UNITS]
    units = _("、").join(first)
    if len(calls) > len(first):
        units = _("%(units)s等%(count)d个单位") % {"units": units, "count": len(calls)}
    came = _("、").join(names[call] for call in calls if call.checked_in_at is not None)
    there = _("已报到：%(units)s。") % {"units": came} if came else _("还没有单位报到。")
    return [called_words(whistle.by.organisation.display_name, units), there]


def _appeal_words(ticket: Ticket) -> str:
    return "" if ticket.appealed else _("情况有变或不同意，30 天内可以申请再次受理一次。")


def _promises(clocks: Clocks, waited: Deadline | None) -> list[tuple[str, Chip]]:
    """What was promised to the firm beside the clock it waits for: what still runs first, then the newest."""
    words = {
        DeadlineKind.ACCEPT: pgettext("说好的", "受理"),
        DeadlineKind.DISPATCH: pgettext("说好的", "派单"),
        DeadlineKind.CONTACT: _("联系您"),
        DeadlineKind.RESOLVE: _("办好并答复"),
        DeadlineKind.REVIEW: pgettext("说好的", "审核答复"),
    }
    said = [
        (deadline, words[DeadlineKind(deadline.kind)], chip)
        for deadline, chip in clocks
        if deadline is not waited and chip is not None and deadline.kind in words
        if deadline.voided_at is None or deadline.is_broken
    ]
    said.sort(key=lambda row: (row[0].met_at is None, row[0].met_at or row[0].due_at), reverse=True)
    return [(label, chip) for _deadline, label, chip in said]
