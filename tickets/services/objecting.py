"""The firm objects (异议) to its rating being left out: somebody else of the county office looks again (docs/adr/0023).

Silence never excludes: while an objection waits the rating counts as before.
"""

from datetime import datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from journal.models import Event
from orgs.calendar import WorkCalendar
from orgs.models import Post
from tickets.chips import wall_words
from tickets.exceptions import OutOfTime, StaleWrite
from tickets.exclusion_kinds import OBJECT_WORKING_DAYS
from tickets.models import Exclusion, Objection, Ticket
from tickets.services.changing import Change, changing
from tickets.services.excluding import until
from tickets.statuses import DeadlineKind


def object_to(ticket_id: int, *, words: str, client_token: UUID, actor: Post) -> Event | None:
    """Say why the rating is to be counted. The same form again writes nothing: None.

    Raises StaleWrite (it was objected to already), OutOfTime (five working days are over), PermissionDenied.
    """
    try:
        with changing(ticket_id, action="object_exclusion", actor=actor) as change:
            granted = _granted(change)
            if late := too_late(change.ticket, now=change.now, calendar=change.calendar):
                raise late
            Objection.objects.create(
                ticket=change.ticket,
                round=granted.round,
                at=change.now,
                by=change.post,
                by_person_id=change.post.person_id,
                exclusion=granted,
                client_token=client_token,
                body=words,
            )
            granted.due_at = until(change, DeadlineKind.EXCLUDE)
            granted.save(update_fields=["due_at"])
            _tell(change, granted)
            change.erasable["words"] = words
    except (StaleWrite, PermissionDenied):
        if Objection.objects.filter(ticket=ticket_id, by=actor, client_token=client_token).exists():
            return None
        raise
    return change.event


def revoke(ticket_id: int, *, told: str, actor: Post, version: int) -> Event:
    """The firm is right: its rating counts, for good, and firm and unit read why."""
    with changing(ticket_id, action="revoke_exclusion", actor=actor, version=version) as change:
        _rule(change, upheld=True, told=told)
    return change.event


def confirm(ticket_id: int, *, told: str, actor: Post, version: int) -> Event:
    """The exclusion stands, for good, and firm and unit read why."""
    with changing(ticket_id, action="confirm_exclusion", actor=actor, version=version) as change:
        _rule(change, upheld=False, told=told)
    return change.event


def too_late(ticket: Ticket, *, now: datetime, calendar: WorkCalendar) -> OutOfTime | None:
    """Why nobody can object any more; None while there is time, or where nothing was granted."""
    granted = ticket.granted_exclusion
    if granted is None or granted.granted_at is None:
        return None
    until = calendar.add_working_days(granted.granted_at, OBJECT_WORKING_DAYS)
    if now <= until:
        return None
    words = _("对剔除评价的异议最晚到 %(until)s 提出，已经过了。")
    return OutOfTime(words % {"until": wall_words(until)})


def _granted(change: Change) -> Exclusion:
    granted = change.ticket.granted_exclusion
    if granted is None:
        raise StaleWrite(change.ticket)
    return granted


def _rule(change: Change, *, upheld: bool, told: str) -> None:
    granted = _granted(change)
    objection = granted.challenge
    if objection is None:
        raise StaleWrite(change.ticket)
    objection.ruled_at, objection.ruled_by, objection.ruled_by_person_id = (
        change.now,
        change.post,
        change.post.person_id,
    )
    objection.upheld, objection.told = upheld, told
    objection.save()
    change.erasable["told"] = told
    _tell(change, granted)


def _tell(change: Change, granted: Exclusion) -> None:
    change.data |= {"exclusion": granted.pk, "unit": granted.unit_id, "reason": granted.reason}
