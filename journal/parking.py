"""Duties that could not be done: seen, retried or given up by a person. Each ruling leaves a sealed trace."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from journal import access, bell
from journal.canonical import JSON
from journal.events import ActingPost
from journal.models import AccessKind, MachineTime, Outbox


class NotParked(Exception):
    """The duty is no longer parked: somebody else ruled on it first, or it never was."""


def parked() -> QuerySet[Outbox]:
    """What waits for a person, oldest first, each with its event."""
    return Outbox.objects.filter(parked_at__isnull=False).select_related("event").order_by("id")


def retry(outbox_id: int, *, actor: ActingPost, at: datetime) -> None:
    """Put a parked duty back in line at once, with all its tries. Raises NotParked."""
    with transaction.atomic():
        row = _locked(outbox_id)
        _leave_trace(AccessKind.RETRIED, row, actor=actor, at=at, reason="")
        Outbox.objects.filter(pk=row.pk).update(parked_at=None, attempts=0, due_at=MachineTime())
        bell.ring_after_commit()


def give_up(outbox_id: int, *, actor: ActingPost, at: datetime, reason: str) -> None:
    """Drop a parked duty for good, and say why. Raises NotParked."""
    with transaction.atomic():
        row = _locked(outbox_id)
        _leave_trace(AccessKind.GIVEN_UP, row, actor=actor, at=at, reason=reason)
        row.delete()


def _locked(outbox_id: int) -> Outbox:
    row = parked().select_for_update(of=("self",)).filter(pk=outbox_id).first()
    if row is None:
        raise NotParked(f"outbox row {outbox_id} is not parked")
    return row


def _leave_trace(kind: AccessKind, row: Outbox, *, actor: ActingPost, at: datetime, reason: str) -> None:
    data: dict[str, JSON] = {
        "outbox": row.pk,
        "consumer": row.consumer,
        "event": row.event_id,
        "attempts": row.attempts,
        "last_error": row.last_error,
        "reason": reason,
    }
    access.note(
        kind,
        actor=actor,
        subject_type=row.subject_type,
        subject_id=row.subject_id,
        county=row.event.county,
        data=data,
        at=at,
    )
