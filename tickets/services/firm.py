"""What the firm does with its open call: supplement, add, withdraw, appeal."""

from uuid import UUID, uuid4

from django.utils.translation import gettext as _

from journal.models import Event
from orgs.models import Post
from tickets.archive import too_late_to_appeal
from tickets.exceptions import Blocked, NotPossibleNow
from tickets.models import Deadline, InfoRequest, Rejection
from tickets.services import (
    attaching,
    deadlines,
    ledgering,
    parting,
    pausing,
    settling,
    splitting,
    whistling,
    withdrawing,
)
from tickets.services.changing import Change, changing
from tickets.services.handling import append, write
from tickets.statuses import NoteKind


def supplement(ticket_id: int, *, answer: str, actor: Post, version: int, client_token: UUID | None = None) -> Event:
    """Answer the open question; the case goes back where it was, its clocks run on. The form's files come along."""
    with changing(ticket_id, action="supplement", actor=actor, version=version) as change:
        asked = InfoRequest.objects.get(ticket=change.ticket, answered_at=None, lapsed_at=None)
        asked.answer, asked.answered_at = answer, change.now
        asked.answered_by, asked.answer_token = change.post, client_token
        asked.save()
        _resume(change)
        change.data["question"] = asked.pk
        change.erasable["answer"] = answer
        if client_token is not None:
            change.data |= attaching.attach(change.ticket, person_id=actor.person_id, client_token=client_token)
    return change.event


def lapse_question(ticket_id: int, *, deadline_id: int) -> Event:
    """Five working days of silence: the case goes on with what is there. The sweep calls it."""
    with changing(ticket_id, action="lapse_question", actor=None) as change:
        if not deadlines.still_runs(deadline_id):
            raise NotPossibleNow(change.ticket)
        InfoRequest.objects.filter(ticket=change.ticket, answered_at=None, lapsed_at=None).update(lapsed_at=change.now)
        _resume(change)
        # The clocks go on from the moment at which the five days were over, however late the sweep comes.
        change.goes_on_at = Deadline.objects.get(pk=deadline_id).due_at
    return change.event


def _resume(change: Change) -> None:
    change.ticket.resume()
    change.ticket.resume_status = ""


def add(ticket_id: int, *, words: str, client_token: UUID, actor: Post) -> Event | None:
    """Say more at any time, with files or without. Sent again it writes nothing (None), with other words StaleWrite."""
    return append(ticket_id, "add", NoteKind.SUPPLEMENT, words=words, client_token=client_token, actor=actor)


def withdraw(ticket_id: int, *, reason: str, actor: Post, version: int) -> Event:
    """Take the call back. After dispatch it is counted beside the rates, and the firm is asked why (DESIGN §5)."""
    with changing(ticket_id, action="withdraw", actor=actor, version=version) as change:
        lead = withdrawing.lead_of(change.ticket)
        pausing.clear(change)
        ledgering.lapse(change)
        change.ticket.withdraw()
        change.ticket.closed_at = change.now
        change.ticket.resume_status = ""
        InfoRequest.objects.filter(ticket=change.ticket, answered_at=None, lapsed_at=None).update(lapsed_at=change.now)
        # A proposal to reject that nobody ruled on falls with the call: an appeal starts clean.
        Rejection.objects.filter(ticket=change.ticket, ruled_at=None).update(
            ruled_at=change.now, approved=False, ruling=_("企业已撤回")
        )
        settling.lapse(change)
        whistling.lapse(change)
        parting.end(change)
        for leg in change.ticket.live_legs:
            leg.recall()
            change.leave(leg)
            deadlines.void(change.ticket, now=change.now, leg=leg)
        write(change, NoteKind.SUPPLEMENT, reason, client_token=uuid4())
        withdrawing.begin(change, lead)
        splitting.close_whole(change.ticket)
    return change.event


def appeal(ticket_id: int, *, reason: str, client_token: UUID, actor: Post, version: int) -> Event:
    """Ask once more after a rejection or a withdrawal, until the call is archived; the words stand as a supplement.

    Raises StaleWrite, NotPossibleNow, PermissionDenied, Blocked (archived).
    """
    with changing(ticket_id, action="appeal", actor=actor, version=version) as change:
        if sentence := too_late_to_appeal(change.ticket, now=change.now):
            raise Blocked(sentence, field="reason")
        change.ticket.appeal()
        splitting.reopen_whole(change.ticket)
        withdrawing.lapse(change)
        write(change, NoteKind.SUPPLEMENT, reason, client_token=client_token)
    return change.event
