"""A call that was withdrawn after dispatch is asked about (撤回回访), by the firm's page or by a revisit clerk.

The clerk has three working days and two calls on two days; who was reached by none of them is left in peace.
"""

from dataclasses import dataclass
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _

from journal.models import Event
from orgs.models import Post
from tickets.exceptions import Blocked, NotPossibleNow
from tickets.models import Leg, Ticket, Withdrawal, WithdrawalCheck
from tickets.services import deadlines
from tickets.services.changing import Change, changing
from tickets.statuses import DeadlineKind, LegRole, Outcome

CALLS_BEFORE_LEAVING: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What the firm says: whether it was solved, whether anybody asked it to withdraw, and more in words."""

    outcome: Outcome
    persuaded: bool
    words: str = ""


def lead_of(ticket: Ticket) -> int | None:
    """The unit that a withdrawal counts for; None for a call that was never sent out."""
    if ticket.dispatched_at is None:
        return None
    if ticket.lead is not None:
        return int(ticket.lead.department_id)
    legs = Leg.objects.filter(ticket=ticket, role=LegRole.LEAD).order_by("-pk")
    return legs.values_list("department", flat=True).first()


def begin(change: Change, lead_id: int | None) -> None:
    """Part of the withdrawal: from now on the firm is asked why."""
    if lead_id is None:
        return
    found = Withdrawal.objects.create(
        ticket=change.ticket, round=change.ticket.round, by=change.post, at=change.now, lead_id=lead_id
    )
    change.starts.append(DeadlineKind.WITHDREW)
    change.data["withdrawal"] = found.pk


def lapse(change: Change) -> None:
    """Part of an appeal: the call goes on, nobody need be asked why it was taken back."""
    Withdrawal.objects.filter(ticket=change.ticket, over_at=None).update(over_at=change.now)
    deadlines.void(change.ticket, now=change.now, kind=DeadlineKind.WITHDREW)


def tell(ticket_id: int, *, account: Account, actor: Post, version: int) -> Event:
    """The firm says on its page why it withdrew."""
    with changing(ticket_id, action="tell_why", actor=actor, version=version) as change:
        _take(change, _open(change), account, by_phone=False)
    return change.event


def check(ticket_id: int, *, account: Account | None, actor: Post, version: int) -> Event:
    """A revisit clerk has called; `account` is None when nobody answered. The second such call ends it.

    Raises StaleWrite, NotPossibleNow, PermissionDenied, Blocked (two calls on one day).
    """
    with changing(ticket_id, action="check_withdrawal", actor=actor, version=version) as change:
        found = _open(change)
        if account is not None:
            _take(change, found, account, by_phone=True)
        else:
            _not_reached(change, found)
    return change.event


def _open(change: Change) -> Withdrawal:
    found = Withdrawal.objects.filter(ticket=change.ticket, over_at=None).first()
    if found is None:
        raise NotPossibleNow(change.ticket)
    return found


def _take(change: Change, found: Withdrawal, account: Account, *, by_phone: bool) -> None:
    written = WithdrawalCheck.objects.create(
        ticket=change.ticket, round=change.ticket.round, by=change.post, at=change.now, withdrawal=found,
        by_phone=by_phone, valid=True, outcome=account.outcome, persuaded=account.persuaded, body=account.words,
    )  # fmt: skip
    change.data |= {"check": written.pk, "outcome": str(account.outcome), "persuaded": account.persuaded}
    change.erasable["body"] = account.words
    _end(change, found)


def _not_reached(change: Change, found: Withdrawal) -> None:
    tried = list(found.checks.order_by("at"))
    if tried and timezone.localdate(tried[-1].at) == timezone.localdate(change.now):
        raise Blocked(_("今天已经打过一次，请换一天再打。"), field="reached")
    written = WithdrawalCheck.objects.create(
        ticket=change.ticket, round=change.ticket.round, by=change.post, at=change.now, withdrawal=found,
        by_phone=True, valid=False,
    )  # fmt: skip
    change.data |= {"check": written.pk, "calls": len(tried) + 1}
    if len(tried) + 1 >= CALLS_BEFORE_LEAVING:
        _end(change, found)


def _end(change: Change, found: Withdrawal) -> None:
    found.over_at = change.now
    found.save()
    change.meets.append(DeadlineKind.WITHDREW)
    change.data["over"] = True
