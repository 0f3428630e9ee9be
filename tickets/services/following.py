"""A file that arrives after its form was sent follows it onto the case (ADR 0006)."""

from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Q

from journal import clock
from journal.models import Event
from orgs.models import Post
from tickets.exceptions import AlreadySent, NotPossibleNow
from tickets.models import Attachment, InfoRequest, Note, Ticket
from tickets.services import attaching, intake
from tickets.services.changing import Change, changing

LATEST: Final = timedelta(hours=24)
_ACTION: Final = "add_files"


def receive(upload: "UploadedFile[Any]", *, actor: Post, client_token: UUID, form: str = "") -> Attachment:
    """Keep one file for its form, or for the case that its form has become. Raises ValidationError with a sentence."""
    return deliver(attaching.look_at(upload), actor=actor, client_token=client_token, form=form)


def deliver(taken: intake.Taken, *, actor: Post, client_token: UUID, form: str = "") -> Attachment:
    """The same for bytes that have been looked at."""
    try:
        return attaching.put(taken, person=actor.person, client_token=client_token, form=form)
    except ValidationError as refused:
        ticket = _sent_as(actor, client_token) if refused.code == "sent" else None
        if ticket is None:
            raise
        try:
            return _follow(ticket, taken, actor=actor, client_token=client_token, form=form)
        except (NotPossibleNow, PermissionDenied):
            raise refused from None


def _sent_as(actor: Post, client_token: UUID) -> Ticket | None:
    """The case that this person's form made, or whose words or answer it was, within the last day."""
    since = clock.now() - LATEST
    if filed := Ticket.objects.filter(
        filed_by_person_id=actor.person_id, client_token=client_token, submitted_at__gt=since
    ).first():
        return filed
    added = Note.objects.filter(by__person=actor.person_id, client_token=client_token, at__gt=since)
    answered = InfoRequest.objects.filter(
        answered_by__person=actor.person_id, answer_token=client_token, answered_at__gt=since
    )
    return Ticket.objects.filter(Q(pk__in=added.values("ticket")) | Q(pk__in=answered.values("ticket"))).first()


def _follow(ticket: Ticket, taken: intake.Taken, *, actor: Post, client_token: UUID, form: str) -> Attachment:
    """Add the file as an act of its own; the same bytes twice are one file and one event."""
    try:
        with changing(ticket.pk, action=_ACTION, actor=actor) as change:
            return _put(change, taken, client_token=client_token, form=form)
    except AlreadySent:
        for same in attaching.of_sending(actor.person, client_token):
            if same.sha256 == taken.sha256:
                return same
        raise  # taken out again by another window


def _put(change: Change, taken: intake.Taken, *, client_token: UUID, form: str) -> Attachment:
    person = change.post.person
    if any(same.sha256 == taken.sha256 for same in attaching.of_sending(person, client_token)):
        raise AlreadySent(change.ticket.number)
    kept = attaching.put(taken, person=person, client_token=client_token, form=form, ticket=change.ticket)
    earlier = Event.objects.for_subject(Ticket.JOURNAL_NAME, change.ticket.pk).filter(verb=change.action.verb)
    change.data |= {
        "files": [kept.pk],
        "sha256": [kept.sha256],
        "form": str(client_token),
        "first": not earlier.filter(data__form=str(client_token)).exists(),
    }
    return kept
