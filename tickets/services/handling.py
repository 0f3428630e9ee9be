"""What a unit does with its leg: sign, contact, tell, note, give an opinion."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from journal.models import Event
from orgs.models import Post
from tickets.exceptions import AlreadySent, StaleWrite
from tickets.models import Contact, Note
from tickets.services import assigning, attaching, parting
from tickets.services.changing import Change, changing
from tickets.statuses import ContactWay, LegRole, LegStatus, NoteKind
from tickets.unit_kinds import Stance


def sign(ticket_id: int, *, leg_id: int, actor: Post, version: int) -> Event:
    """Take a leg on (签收). Raises StaleWrite, NotPossibleNow, PermissionDenied. DOMAIN §2.3."""
    with changing(ticket_id, action="sign", actor=actor, version=version, leg_id=leg_id) as change:
        _sign(change)
        if change.leg.role == LegRole.LEAD:
            sign_along(change)
    return change.event


def _sign(change: Change) -> None:
    change.leg.sign()
    change.leg.signed_by, change.leg.signed_at = change.post, change.now
    assigning.take_up(change)


def sign_along(change: Change) -> None:
    """Part of signing or answering a lead case: the unit has its followers as well."""
    ready = parting.has_leg(LegStatus.PENDING, unit=change.leg.department_id)
    parting.along(change, "sign", _sign, ready=ready, leg=True, waits=True)


def contact(
    ticket_id: int, *, leg_id: int, way: ContactWay, words: str, client_token: UUID, actor: Post
) -> Event | None:
    """Say that the firm was reached. It stops the contact clock and never feeds 响应率.

    A form that was sent before writes nothing: None. With other words it raises StaleWrite.
    """
    try:
        with changing(ticket_id, action="contact", actor=actor, leg_id=leg_id) as change:
            said = {"ticket": change.ticket, "leg": change.leg, "way": way, "body": words}
            refuse_again(change, Contact.objects.filter(by=actor, client_token=client_token), said)
            record = Contact.objects.create(
                **said, round=change.ticket.round, by=actor, at=change.now, client_token=client_token
            )
            change.leg.contacted_at = change.leg.contacted_at or change.now
            change.data |= {"contact": record.pk, "way": str(way)}
            change.erasable["body"] = words
    except AlreadySent:
        return None
    return change.event


def progress(ticket_id: int, *, leg_id: int, words: str, client_token: UUID, actor: Post) -> Event | None:
    """Tell the firm how it goes. Sent again it writes nothing (None), with other words StaleWrite."""
    return append(
        ticket_id, "progress", NoteKind.PROGRESS, words=words, client_token=client_token, actor=actor, leg_id=leg_id
    )


def note(ticket_id: int, *, words: str, client_token: UUID, actor: Post) -> Event | None:
    """Leave words that the firm never sees. Sent again it writes nothing (None), with other words StaleWrite."""
    return append(ticket_id, "note", NoteKind.INTERNAL, words=words, client_token=client_token, actor=actor)


def append(
    ticket_id: int,
    action: str,
    kind: NoteKind,
    *,
    words: str,
    client_token: UUID,
    actor: Post,
    leg_id: int | None = None,
) -> Event | None:
    """Put words on a case as an act of their own; what `progress`, `note` and the firm's `add` share."""
    try:
        with changing(ticket_id, action=action, actor=actor, leg_id=leg_id) as change:
            write(change, kind, words, client_token=client_token)
    except AlreadySent:
        return None
    return change.event


def write(change: Change, kind: NoteKind, words: str, *, client_token: UUID) -> Note:
    """Put words on the case, by the post that acts, inside an open change."""
    said = {"ticket": change.ticket, "leg": change.own_leg, "kind": kind, "body": words}
    refuse_again(change, Note.objects.filter(by=change.post, client_token=client_token), said)
    written = Note.objects.create(
        **said, round=change.ticket.round, by=change.post, at=change.now, client_token=client_token
    )
    change.data["note"] = written.pk
    if kind == NoteKind.SUPPLEMENT:
        change.data |= attaching.attach(change.ticket, person_id=change.post.person_id, client_token=client_token)
    change.erasable["body"] = words
    return written


def refuse_again(change: Change, sent: QuerySet[Any], said: Mapping[str, object]) -> None:
    """A form speaks once. Asked under the lock: two presses at once meet here one after the other.

    Raises AlreadySent for the same words, StaleWrite for others, so that no word passes for written.
    """
    first = sent.first()
    if first is None:
        return
    if all(getattr(first, name) == value for name, value in said.items()):
        raise AlreadySent(change.ticket.number)
    raise StaleWrite(change.ticket)


def opine(
    ticket_id: int, *, leg_id: int, opinion: str, actor: Post, version: int, stance: Stance = Stance.AGREES
) -> Event:
    """An assist answers the lead and is done; the firm never reads it. Its “no” is weighed with the reply."""
    with changing(ticket_id, action="opine", actor=actor, version=version, leg_id=leg_id) as change:
        change.leg.finish()
        change.leg.opinion, change.leg.stance, change.leg.done_at = opinion, stance, change.now
        change.data["stance"] = str(stance)
        change.erasable["opinion"] = opinion
    return change.event
