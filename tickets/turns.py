"""Whose turn it is: one sentence for a page on which nothing can be done. Pure; what is in hand decides."""

from collections.abc import Sequence
from typing import Final

from django.utils.translation import gettext as _

from tickets.chips import next_deadline, wall_words
from tickets.models import Deadline, Ticket
from tickets.statuses import DeadlineKind, LegStatus, Status

_CLOCK: Final = {
    Status.SUBMITTED: DeadlineKind.ACCEPT,
    Status.NEED_INFO: DeadlineKind.INFO,
    Status.REPLIED: DeadlineKind.REVIEW,
}


def whose_turn(ticket: Ticket, deadlines: Sequence[Deadline]) -> str:
    """等企业评价，12月2日（周三）18:00前. Ends of a case say how it ended."""
    if ticket.waits_for == DeadlineKind.REOPEN:
        return _("已办结。企业说有新情况，等决定要不要再办")
    if ticket.waits_for == DeadlineKind.WITHDREW:
        return _("已撤回，等回访员打电话问企业")
    if not ticket.is_open:
        closure = ticket.get_closure_display() if ticket.closure else ""
        return _("%(status)s，没有要办的了") % {"status": closure or ticket.get_status_display()}
    words, kind = _waits_for(ticket, deadlines)
    clock = next_deadline(deadlines, *([kind] if kind else []))
    if clock is None or kind is None:
        return words
    return _("%(words)s，%(wall)s前") % {"words": words, "wall": wall_words(clock.due_at)}


def _waits_for(ticket: Ticket, deadlines: Sequence[Deadline]) -> tuple[str, DeadlineKind | None]:
    status = Status(ticket.status)
    if joined := _joined_waits(ticket):
        return joined
    if status in {Status.HANDLING, Status.ON_LEDGER}:
        return _handling_waits(ticket, deadlines) if status == Status.HANDLING else _ledger_waits(ticket)
    if status in {Status.SUBMITTED, Status.ACCEPTED} and ticket.open_rejection is not None:
        return _("等行业党委另一位同事或党委办公室审批“不予受理”的建议"), DeadlineKind.RULING
    if status == Status.REVISITING:
        if next_deadline(deadlines, DeadlineKind.CALLS):
            return _("等回访员给企业打电话"), DeadlineKind.CALLS
        return _("等企业评价"), DeadlineKind.CONFIRM
    return _WORDS[status](), _CLOCK.get(status)


_WORDS: Final = {
    Status.SUBMITTED: lambda: _("等行业党委受理"),
    Status.NEED_INFO: lambda: _("等企业补充，补充期间不计时"),
    Status.ACCEPTED: lambda: _("等行业党委派单"),
    Status.REPLIED: lambda: _("等行业党委审核答复（不能审核自己写的答复）"),
}


def _joined_waits(ticket: Ticket) -> tuple[str, DeadlineKind] | None:
    """An accepted case that its parts or its lead case keep waiting."""
    if ticket.status != Status.ACCEPTED:
        return None
    if ticket.split_at is not None:
        return _("等拆分出来的各件办结"), DeadlineKind.PARTS
    return None if ticket.follows_id is None else (_("随同类主件一并派单"), DeadlineKind.DISPATCH)


def _ledger_waits(ticket: Ticket) -> tuple[str, DeadlineKind]:
    lead = ticket.lead
    unit = {"unit": lead.department.display_name if lead else ""}
    if ticket.open_strike_off is not None:
        return _("等党委办公室裁定%(unit)s的销号") % unit, DeadlineKind.RULING
    return _("挂账推进，等%(unit)s报告推进情况") % unit, DeadlineKind.MONTHLY


def _handling_waits(ticket: Ticket, deadlines: Sequence[Deadline]) -> tuple[str, DeadlineKind | None]:
    """Other units are not shown the clock of a signature, so that they do not read of it."""
    if next_deadline(deadlines, DeadlineKind.COUNTERSIGN):
        return _("等本单位负责人审签答复"), DeadlineKind.COUNTERSIGN
    return _unit_waits(ticket)


def _unit_waits(ticket: Ticket) -> tuple[str, DeadlineKind | None]:
    lead = ticket.lead
    unit = {"unit": lead.department.display_name if lead else ""}
    if (asked := ticket.open_request) is not None:
        words = (
            _("等党委办公室裁定%(unit)s的%(asked)s") if asked.escalated_at else _("等行业党委裁定%(unit)s的%(asked)s")
        )
        return words % (unit | {"asked": asked.KIND.label}), DeadlineKind.RULING
    if ticket.waits_for == DeadlineKind.PAUSE:
        return _("%(unit)s的办理挂起，到期自动恢复计时") % unit, DeadlineKind.PAUSE
    if ticket.open_impasse is not None:
        return _("办了三轮企业仍不认可，等党委办公室决定"), DeadlineKind.SETTLE
    if lead is not None and lead.status == LegStatus.PENDING:
        return _("等%(unit)s签收") % unit, DeadlineKind.SIGN
    return _("等%(unit)s办理并答复") % unit, DeadlineKind.RESOLVE
