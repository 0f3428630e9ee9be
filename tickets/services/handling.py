"""What a unit does with its leg: sign, contact, tell, note, give an opinion."""

from uuid import UUID

from journal.models import Event
from orgs.models import Post
from tickets.models import Contact, Note
from tickets.services.changing import Change, changing
from tickets.statuses import ContactWay, NoteKind


def sign(ticket_id: int, *, leg_id: int, actor: Post, version: int) -> Event:
    """Take a leg on (签收). Raises StaleWrite, NotPossibleNow, PermissionDenied. DOMAIN §2.3."""
    with changing(ticket_id, action="sign", actor=actor, version=version, leg_id=leg_id) as change:
        change.leg.sign()
        change.leg.signed_by, change.leg.signed_at = actor, change.now
    return change.event


def contact(ticket_id: int, *, leg_id: int, way: ContactWay, words: str, actor: Post) -> Event:
    """Say that the firm was reached. It stops the contact clock and never feeds 响应率."""
    with changing(ticket_id, action="contact", actor=actor, leg_id=leg_id) as change:
        said = Contact.objects.create(
            ticket=change.ticket,
            leg=change.leg,
            round=change.ticket.round,
            by=actor,
            at=change.now,
            way=way,
            body=words,
        )
        change.leg.contacted_at = change.leg.contacted_at or change.now
        change.data |= {"contact": said.pk, "way": str(way)}
        change.erasable["body"] = words
    return change.event


def progress(ticket_id: int, *, leg_id: int, words: str, client_token: UUID, actor: Post) -> Event | None:
    """Tell the firm how it goes. A form that was sent before writes nothing: None."""
    if was_sent(client_token, by=actor):
        return None
    with changing(ticket_id, action="progress", actor=actor, leg_id=leg_id) as change:
        write(change, NoteKind.PROGRESS, words, client_token=client_token)
    return change.event


def note(ticket_id: int, *, words: str, client_token: UUID, actor: Post) -> Event | None:
    """Leave words that the firm never sees. A form that was sent before writes nothing: None."""
    if was_sent(client_token, by=actor):
        return None
    with changing(ticket_id, action="note", actor=actor) as change:
        write(change, NoteKind.INTERNAL, words, client_token=client_token)
    return change.event


def was_sent(client_token: UUID, *, by: Post) -> bool:
    """Whether this form's words are on file already; the constraint is the last word."""
    return Note.objects.filter(by=by, client_token=client_token).exists()


def write(change: Change, kind: NoteKind, words: str, *, client_token: UUID) -> Note:
    """Put words on the case, by the post that acts, inside an open change."""
    written = Note.objects.create(
        ticket=change.ticket,
        leg=change.own_leg,
        round=change.ticket.round,
        by=change.post,
        at=change.now,
        kind=kind,
        body=words,
        client_token=client_token,
    )
    change.data["note"] = written.pk
    change.erasable["body"] = words
    return written


def opine(ticket_id: int, *, leg_id: int, opinion: str, actor: Post, version: int) -> Event:
    """An assist answers the lead and is done; the firm never reads it."""
    with changing(ticket_id, action="opine", actor=actor, version=version, leg_id=leg_id) as change:
        change.leg.finish()
        change.leg.opinion, change.leg.done_at = opinion, change.now
        change.erasable["opinion"] = opinion
    return change.event
