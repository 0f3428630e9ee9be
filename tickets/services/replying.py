"""The lead's reply and the desk's review of it: every reply is read before the firm is asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.utils.translation import gettext as _

from journal.models import Event
from orgs.models import Post
from tickets.exceptions import Blocked
from tickets.forwarding import ONLY_FORWARDED, Says, what_it_says
from tickets.models import Attachment, Deadline, Leg, Reply, ReplyReview, Ticket
from tickets.models.replies import STANDING
from tickets.queries.contacts import last_contact
from tickets.services import assisting, attaching, deadlines, handling, parting, pausing, whistling
from tickets.services.changing import Change, changing
from tickets.statuses import ContactWay, DeadlineKind, LegRole, LegStatus, Outcome, Parting, ReplyFile, Status
from tickets.unit_kinds import Signature


@dataclass(frozen=True, slots=True)
class Reached:
    """How and when the firm was reached, where nobody has recorded it before."""

    way: ContactWay
    at: datetime


@dataclass(frozen=True, slots=True)
class BeyondDuty:
    """超职责: why it is not a matter of any unit's duty, and where the firm should turn. It reads both."""

    reason: str
    channel: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the lead says (DOMAIN §2.4). `words` is for the firm; `internal` and `untrue_reason` never are.

    `unsolved_reason` says what is left of a matter that is not wholly solved. `files` are the tokens of the form's
    boxes of files; `kept` are files of the unit's last draft that go along. `reached` counts only where no contact of
    this round is recorded; None: nobody reached the firm.
    """

    outcome: Outcome
    words: str
    claim_true: bool
    untrue_reason: str = ""
    internal: str = ""
    unsolved_reason: str = ""
    beyond: BeyondDuty | None = None
    reached: Reached | None = None
    override_reason: str = ""
    files: Mapping[ReplyFile, UUID] = field(default_factory=dict)
    kept: Sequence[int] = ()


def submit(ticket_id: int, *, leg_id: int, answer: Answer, actor: Post, version: int) -> Event:
    """Hand the reply to the desk (提交答复).

    Raises Blocked for words that only pass the matter on, and while assists are open or disagree and no
    `override_reason` is given. Raises StaleWrite, NotPossibleNow, PermissionDenied.
    """
    refuse_forwarding(answer)
    with changing(ticket_id, action="reply", actor=actor, version=version, leg_id=leg_id) as change:
        was = change.leg.last_draft
        if (draft := change.leg.draft) is not None:  # the leader answers, or nobody need sign any more
            draft.superseded_at = change.now
            draft.save()
        reply = write(change, answer)
        conclude(change, reply)
        attach(change, reply, answer, was)
        answer_followers(change, answer, reply)
    return change.event


def refuse_forwarding(answer: Answer) -> None:
    """Raises Blocked for words that only pass the matter on."""
    if what_it_says(answer.words) is Says.ONLY_FORWARDED:
        raise Blocked(str(ONLY_FORWARDED), field="words")


def conclude(change: Change, reply: Reply) -> None:
    """The reply of one case goes to the desk: the unit owes nothing more in it until that has read it."""
    pausing.clear(change)
    assisting.settle(change, reply.override_reason)
    if change.leg.contacted_at is None:
        _break_the_promise_to_call(change)
    change.leg.finish()
    change.leg.done_at = change.now
    change.ticket.reply()
    change.ticket.replied_at = change.now
    whistling.lapse(change)
    change.data |= {"reply": reply.pk, "outcome": str(reply.outcome)}
    change.erasable["body"] = reply.body


def _break_the_promise_to_call(change: Change) -> None:
    """An answer is no telephone call: nobody owes it any more, and the firm's page goes on saying that none came."""
    deadlines.void(change.ticket, now=change.now, leg=change.leg, kind=DeadlineKind.CONTACT)
    broken = Deadline.objects.filter(leg=change.leg, kind=DeadlineKind.CONTACT, voided_at=change.now, passed_at=None)
    broken.update(passed_at=change.now)


def answer_followers(change: Change, answer: Answer, reply: Reply) -> None:
    """The same words, points and files to every firm of the group; each case has its own reply (docs/adr/0019).

    How a firm was reached is its own: what the unit recorded in its case, or else what the form says for all, if the
    unit had the case by then.
    """
    handling.sign_along(change)

    def answer_one(beside: Change) -> None:
        minded = assisting.waiting(beside.ticket) or assisting.against(beside.ticket)
        reason = (answer.override_reason or _("随同类件一并答复")) if minded else ""
        reached = answer.reached if answer.reached and answer.reached.at >= beside.leg.dispatched_at else None
        copy = write(beside, replace(answer, override_reason=reason, reached=reached))
        if reply.signature:
            countersigned_like(copy, reply)
        conclude(beside, copy)
        _copy_files(beside, copy, of=reply)

    ready = parting.has_leg(LegStatus.SIGNED, unit=change.leg.department_id)
    parting.along(change, "reply", answer_one, ready=ready, leg=True)


def countersigned_like(copy: Reply, reply: Reply) -> None:
    """A follower's reply is by whom the lead's is by, and signed with it."""
    for name in ("by_id", "by_person_id", "signature", "ruled_by_id", "ruled_by_person_id", "ruled_at"):
        setattr(copy, name, getattr(reply, name))
    copy.save()


def _copy_files(change: Change, reply: Reply, *, of: Reply, only: Sequence[int] | None = None) -> None:
    """Files of another reply as this one's own; the bytes are kept once. Personal papers stay in their case."""
    found = Attachment.objects.filter(reply=of, removed_at=None)
    copies = list(found.exclude(kind=ReplyFile.IDENTITY) if only is None else found.filter(pk__in=only))
    for copy in copies:
        copy.pk, copy.ticket_id, copy.reply_id, copy.client_token = None, change.ticket.pk, reply.pk, uuid4()
        copy.save(force_insert=True)
    _say_files(change, copies)


def _say_files(change: Change, files: Sequence[Attachment]) -> None:
    if files:
        data: dict[str, Any] = change.data
        data["files"] = [*data.get("files", ()), *(file.pk for file in files)]
        data["sha256"] = [*data.get("sha256", ()), *(file.sha256 for file in files)]


def write(change: Change, answer: Answer, *, signature: Signature | str = "") -> Reply:
    """The record of what is said, with the contact of this round; nothing moves by it."""
    contact = last_contact(change.leg, change.ticket.round)
    reached = Reached(ContactWay(contact.way), contact.at) if contact is not None else answer.reached
    return Reply.objects.create(
        ticket=change.ticket,
        leg=change.leg,
        round=change.ticket.round,
        by=change.post,
        by_person_id=change.post.person_id,
        at=change.now,
        claim_true=answer.claim_true,
        untrue_reason=answer.untrue_reason,
        outcome=answer.outcome,
        body=answer.words,
        internal=answer.internal,
        unsolved_reason=answer.unsolved_reason,
        beyond_duty=answer.beyond is not None,
        beyond_reason=answer.beyond.reason if answer.beyond else "",
        channel=answer.beyond.channel if answer.beyond else "",
        contact_way=reached.way if reached else "",
        contacted_at=reached.at if reached else None,
        override_reason=answer.override_reason,
        signature=signature,
    )


def attach(change: Change, reply: Reply, answer: Answer, was: Reply | None) -> None:
    """Give the files of the form to the case as the reply's own, each saying what it shows; and those kept of `was`."""
    person_id = change.post.person_id
    said = attaching.attach_boxes(change.ticket, answer.files, person_id=person_id, reply_id=reply.pk)
    change.data |= {name: found for name, found in said.items() if found}
    if was is not None and answer.kept:
        _copy_files(change, reply, of=was, only=answer.kept)


def pass_on(ticket_id: int, *, actor: Post, version: int) -> Event:
    """The reply is good: the firm is asked. The reviewer is never its author."""
    with changing(ticket_id, action="pass_reply", actor=actor, version=version) as change:
        _pass(change)
        parting.along(change, "pass_reply", _pass_follower, ready=_waits_for_review)
    return change.event


def _pass(change: Change) -> None:
    reply = _review(change, passed=True, words="")
    shown = Attachment.objects.filter(reply=reply, kind=ReplyFile.HANDLING, removed_at=None)
    if files := list(shown.values_list("pk", flat=True)):
        change.data["files"] = files  # from here on the firm opens them
    change.ticket.pass_reply()
    change.ticket.passed_at = change.ticket.passed_at or change.now


def _pass_follower(beside: Change) -> None:
    """From here on every firm is asked, rates and goes round by itself: the group has done what it was for."""
    _pass(beside)
    parting.leave(beside, Parting.ANSWERED)


def _waits_for_review(follower: Ticket) -> bool:
    return Status(follower.status) is Status.REPLIED


def send_back(ticket_id: int, *, words: str, actor: Post, version: int) -> Event:
    """The reply will not do: the same lead works on, its clock as if it had never stopped."""
    with changing(ticket_id, action="send_back", actor=actor, version=version) as change:
        _send_back(change, words)
        parting.along(change, "send_back", lambda beside: _send_back(beside, words), ready=_waits_for_review)
    return change.event


def _send_back(change: Change, words: str) -> None:
    reply = _review(change, passed=False, words=words)
    reply.superseded_at = change.now
    reply.save()
    change.ticket.send_back()
    back_to_the_lead(change)
    deadlines.unmeet(change.ticket, DeadlineKind.RESOLVE)
    change.erasable["body"] = words


def _review(change: Change, *, passed: bool, words: str) -> Reply:
    reply = Reply.objects.get(STANDING, ticket=change.ticket, round=change.ticket.round)
    review = ReplyReview.objects.create(
        ticket=change.ticket,
        round=change.ticket.round,
        reply=reply,
        by=change.post,
        by_person_id=change.post.person_id,
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
