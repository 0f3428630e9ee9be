"""The lead's reply and the desk's review of it: every reply is read before the firm is asked."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from journal.models import Event
from orgs.models import Post
from tickets.exceptions import Blocked
from tickets.models import Leg, Reply, ReplyReview
from tickets.services import deadlines
from tickets.services.changing import Change, changing
from tickets.statuses import DeadlineKind, LegRole, Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the lead says. `words` is for the firm, `internal` never is."""

    outcome: Outcome
    words: str
    internal: str = ""
    unsolved_reason: str = ""
    override_reason: str = ""


def submit(ticket_id: int, *, leg_id: int, answer: Answer, actor: Post, version: int) -> Event:
    """Hand the reply to the desk (提交答复).

    Raises Blocked while assists are open and no `override_reason` is given; with one they are
    waived by it. Raises StaleWrite, NotPossibleNow, PermissionDenied.
    """
    with changing(ticket_id, action="reply", actor=actor, version=version, leg_id=leg_id) as change:
        _settle_assists(change, answer.override_reason)
        reply = Reply.objects.create(
            ticket=change.ticket,
            leg=change.leg,
            round=change.ticket.round,
            by=actor,
            by_person_id=actor.person_id,
            at=change.now,
            outcome=answer.outcome,
            body=answer.words,
            internal=answer.internal,
            unsolved_reason=answer.unsolved_reason,
            override_reason=answer.override_reason,
        )
        if change.leg.contacted_at is None:  # an answer is no telephone call: this promise was not kept
            deadlines.void(change.ticket, now=change.now, leg=change.leg, kind=DeadlineKind.CONTACT)
        change.leg.finish()
        change.leg.done_at = change.now
        change.ticket.reply()
        change.ticket.replied_at = change.now
        change.data |= {"reply": reply.pk, "outcome": str(answer.outcome)}
        change.erasable["body"] = answer.words
    return change.event


def _settle_assists(change: Change, override_reason: str) -> None:
    """Open assists stand in the way; a reason waives them (ASKS 31)."""
    waiting = [leg for leg in change.ticket.live_legs if leg.role == LegRole.ASSIST and leg.is_open]
    if waiting and not override_reason:
        raise Blocked(_waiting_sentence(waiting), field="override_reason")
    for leg in waiting:
        leg.waive()
        leg.waived_reason = override_reason
        change.leave(leg)
        deadlines.void(change.ticket, now=change.now, leg=leg)
    if waiting:
        change.data["waived"] = [leg.pk for leg in waiting]


def _waiting_sentence(waiting: list[Leg]) -> str:
    names = _("、").join(leg.department.display_name for leg in waiting)
    return _("还有 %(count)d 个协办未完成：%(names)s。请等他们反馈，或说明为什么不等。") % {
        "count": len(waiting),
        "names": names,
    }


def pass_on(ticket_id: int, *, actor: Post, version: int) -> Event:
    """The reply is good: the firm is asked. The reviewer is never its author."""
    with changing(ticket_id, action="pass_reply", actor=actor, version=version) as change:
        _review(change, actor, passed=True, words="")
        change.ticket.pass_reply()
        change.ticket.passed_at = change.ticket.passed_at or change.now
    return change.event


def send_back(ticket_id: int, *, words: str, actor: Post, version: int) -> Event:
    """The reply will not do: the same lead works on, its clock as if it had never stopped."""
    with changing(ticket_id, action="send_back", actor=actor, version=version) as change:
        reply = _review(change, actor, passed=False, words=words)
        reply.superseded_at = change.now
        reply.save()
        change.ticket.send_back()
        back_to_the_lead(change)
        deadlines.unmeet(change.ticket, DeadlineKind.RESOLVE)
        change.erasable["body"] = words
    return change.event


def _review(change: Change, actor: Post, *, passed: bool, words: str) -> Reply:
    reply = Reply.objects.get(ticket=change.ticket, round=change.ticket.round, superseded_at=None)
    review = ReplyReview.objects.create(
        ticket=change.ticket,
        round=change.ticket.round,
        reply=reply,
        by=actor,
        by_person_id=actor.person_id,
        replied_by_person_id=reply.by_person_id,
        at=change.now,
        passed=passed,
        body=words,
    )
    change.data |= {"reply": reply.pk, "review": review.pk}
    return reply


def back_to_the_lead(change: Change) -> Leg:
    """The unit that answered takes its leg up again; assists stay as they are."""
    leg = next(leg for leg in change.ticket.live_legs if leg.role == LegRole.LEAD)
    leg.take_up_again()
    leg.done_at = None
    change.leave(leg)
    change.data |= {"leg": leg.pk, "unit": leg.department_id}
    return leg
