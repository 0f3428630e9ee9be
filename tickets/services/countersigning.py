"""The leader in charge signs what the unit answers (分管领导审签), where the unit wants it so (docs/adr/0024).

Until then the reply is a draft inside the unit: the case is being handled, its clock runs on, and nobody else reads it.
"""

from journal.models import Event
from orgs.models import Post
from tickets.exceptions import NotPossibleNow
from tickets.models import Attachment, Reply
from tickets.services import assisting, replying
from tickets.services.changing import Change, changing
from tickets.services.replying import Answer, Reached
from tickets.statuses import ContactWay, Outcome
from tickets.unit_kinds import Signature


def draft(ticket_id: int, *, leg_id: int, answer: Answer, actor: Post, version: int) -> Event:
    """Lay the reply before the leader (提交审签). Assists that are silent or disagree stand in its way as in a reply's.

    Raises Blocked, StaleWrite, NotPossibleNow, PermissionDenied.
    """
    replying.refuse_forwarding(answer)
    with changing(ticket_id, action="draft_reply", actor=actor, version=version, leg_id=leg_id) as change:
        assisting.insist_on_a_reason(change.ticket, answer.override_reason)
        was = change.leg.last_draft
        reply = replying.write(change, answer, signature=Signature.WAITING)
        replying.attach(change, reply, answer, was)
        change.data["reply"] = reply.pk
        change.erasable["body"] = answer.words
    return change.event


def sign(ticket_id: int, *, leg_id: int, actor: Post, version: int) -> Event:
    """Sign the draft (审签): from here on it is the unit's reply, and everything goes as with any other.

    Whether assists still stand in its way, which contact is on record and who follows is asked now. Raises StaleWrite,
    NotPossibleNow, PermissionDenied, Blocked.
    """
    with changing(ticket_id, action="sign_reply", actor=actor, version=version, leg_id=leg_id) as change:
        reply = _rule(change, Signature.SIGNED)
        reply.save()
        replying.conclude(change, reply)
        files = Attachment.objects.filter(reply=reply, removed_at=None).order_by("pk")
        if brought := list(files.values_list("pk", flat=True)):
            change.data["files"] = brought
        replying.answer_followers(change, _said_in(reply), reply)
    return change.event


def give_back(ticket_id: int, *, leg_id: int, reason: str, actor: Post, version: int) -> Event:
    """Return the draft with what has to change (退回修改). Its words stand in the form of whoever goes on with it."""
    with changing(ticket_id, action="return_draft", actor=actor, version=version, leg_id=leg_id) as change:
        reply = _rule(change, Signature.RETURNED)
        reply.return_reason, reply.superseded_at = reason, change.now
        reply.save()
        change.data["reply"] = reply.pk
        change.erasable["reason"] = reason
    return change.event


def _rule(change: Change, signature: Signature) -> Reply:
    reply = change.leg.draft
    if reply is None:
        raise NotPossibleNow(change.ticket, change.leg)
    reply.signature, reply.ruled_at = signature, change.now
    reply.ruled_by, reply.ruled_by_person_id = change.post, change.post.person_id
    change.data["author"] = reply.by_id
    return reply


def _said_in(reply: Reply) -> Answer:
    """What the draft says, for the firms of the group."""
    reached = Reached(ContactWay(reply.contact_way), reply.contacted_at) if reply.contacted_at else None
    return Answer(
        outcome=Outcome(reply.outcome),
        words=reply.body,
        claim_true=bool(reply.claim_true),
        untrue_reason=reply.untrue_reason,
        internal=reply.internal,
        unsolved_reason=reply.unsolved_reason,
        beyond=replying.BeyondDuty(reply.beyond_reason, reply.channel) if reply.beyond_duty else None,
        reached=reached,
        override_reason=reply.override_reason,
    )
