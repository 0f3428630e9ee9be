"""What the firm says of the result (回访): on the page, or asked by telephone."""

from dataclasses import dataclass, field
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _

from journal.models import Event
from orgs.models import Post
from tickets.clock import REWORK_WORKING_DAYS
from tickets.exceptions import Blocked, NotPossibleNow
from tickets.models import Deadline, Revisit
from tickets.services import deadlines, settling, splitting
from tickets.services.changing import Change, changing
from tickets.services.replying import back_to_the_lead
from tickets.statuses import (
    GOOD_GRADES,
    BadReason,
    Closure,
    DeadlineKind,
    Grade,
    Outcome,
    RevisitWay,
)

CALLS_BEFORE_CLOSING: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The three answers of DOMAIN §2.8, with reasons and words where they are bad."""

    contacted: bool
    outcome: Outcome
    grade: Grade
    reasons: list[BadReason] = field(default_factory=list)
    words: str = ""

    @property
    def good(self) -> bool:
        """Solved at least basically, and content at least basically: the case closes."""
        return self.outcome != Outcome.UNSOLVED and self.grade in GOOD_GRADES


def confirm(ticket_id: int, *, verdict: Verdict, actor: Post, version: int) -> Event:
    """The firm answers: good closes the case, bad starts a next round with the same lead, or stops after the third."""
    with changing(ticket_id, action="confirm", actor=actor, version=version) as change:
        take(change, verdict, way=RevisitWay.PAGE)
    return change.event


def record_call(ticket_id: int, *, verdict: Verdict | None, actor: Post, version: int) -> Event:
    """A revisit clerk has called. `verdict` is None when nobody answered; the second time closes.

    Such a case is closed as not reached: out of V and listed, never counted as content.
    """
    with changing(ticket_id, action="record_call", actor=actor, version=version) as change:
        if verdict is not None:
            change.meets += [DeadlineKind.CONFIRM, DeadlineKind.CALLS]
            take(change, verdict, way=RevisitWay.PHONE)
        else:
            _not_reached(change)
    return change.event


def take(change: Change, verdict: Verdict, *, way: RevisitWay) -> None:
    """Write the verdict down and let it have its effect. Part of an act by the firm, by its link or by a clerk."""
    revisit = _write(change, way, valid=True, verdict=verdict)
    change.data |= {
        "revisit": revisit.pk,
        "contacted": verdict.contacted,
        "outcome": str(verdict.outcome),
        "grade": int(verdict.grade),
    }
    change.erasable["body"] = verdict.words
    if verdict.good:
        _close(change, Closure.CONFIRMED)
    elif change.ticket.round >= settling.ROUNDS:
        settling.come_to_a_stop(change, revisit)
    else:
        change.ticket.go_round()
        back_to_the_lead(change)
        change.starts.append(DeadlineKind.RESOLVE)
        change.days[DeadlineKind.RESOLVE] = REWORK_WORKING_DAYS


def _not_reached(change: Change) -> None:
    _refuse_hasty_calls(change)
    revisit = _write(change, RevisitWay.PHONE, valid=False)
    calls = Revisit.objects.filter(ticket=change.ticket, round=change.ticket.round, valid=False).count()
    change.data |= {"revisit": revisit.pk, "calls": calls}
    if calls >= CALLS_BEFORE_CLOSING:
        change.meets += [DeadlineKind.CONFIRM, DeadlineKind.CALLS]
        _close(change, Closure.NOT_REACHED)


def _refuse_hasty_calls(change: Change) -> None:
    """The firm's seven days come first, swept or not, and two calls are two days': nobody is called away from V."""
    own = Deadline.objects.filter(ticket=change.ticket, kind=DeadlineKind.CONFIRM, met_at=None, voided_at=None)
    if own.filter(due_at__gt=change.now).exists():
        raise Blocked(_("企业还有时间在网上评价，期满后未接通才算数。"), field="reached")
    last = Revisit.objects.filter(ticket=change.ticket, round=change.ticket.round, valid=False).order_by("-at").first()
    if last is not None and timezone.localdate(last.at) == timezone.localdate(change.now):
        raise Blocked(_("今天已经打过一次，请换一天再打。"), field="reached")


def _close(change: Change, closure: Closure) -> None:
    change.ticket.close()
    change.ticket.closure = closure
    change.ticket.closed_at = change.now
    change.data["closure"] = str(closure)
    splitting.close_whole(change.ticket)


def _write(change: Change, way: RevisitWay, *, valid: bool, verdict: Verdict | None = None) -> Revisit:
    lead = change.ticket.lead
    if lead is None:
        msg = "a case in revisiting has a lead"
        raise AssertionError(msg)
    revisit = Revisit(
        ticket=change.ticket,
        round=change.ticket.round,
        lead_id=lead.department_id,
        by=change.actor,
        at=change.now,
        way=way,
        valid=valid,
    )
    if verdict is not None:
        revisit.contacted, revisit.outcome = verdict.contacted, verdict.outcome
        revisit.grade, revisit.reasons = verdict.grade, list(verdict.reasons)
        revisit.body = verdict.words
    revisit.save()
    return revisit


def lapse_confirmation(ticket_id: int, *, deadline_id: int) -> Event:
    """Seven days of silence: the revisit clerk has three working days for two calls."""
    with changing(ticket_id, action="lapse_confirmation", actor=None) as change:
        if not deadlines.still_runs(deadline_id):
            raise NotPossibleNow(change.ticket)
    return change.event
