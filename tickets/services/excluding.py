"""A rating is left out of the figures (剔除): its unit asks, its head agrees, the county office grants (DOMAIN §2.8).

Silence never excludes: until both have agreed the rating counts, and nothing of it is ever deleted.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from journal.models import Event
from orgs.calendar import WorkCalendar
from orgs.models import Post
from tickets.chips import wall_words
from tickets.exceptions import OutOfTime, StaleWrite
from tickets.exclusion_kinds import ASK_WORKING_DAYS, ExclusionReason
from tickets.models import Exclusion, Revisit, Ticket
from tickets.services import deadlines
from tickets.services.changing import Change, changing
from tickets.statuses import DeadlineKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Plea:
    """Why the rating is not to be counted, and what shows it."""

    reason: ExclusionReason
    words: str
    client_token: UUID


def ask(ticket_id: int, *, plea: Plea, actor: Post) -> Event | None:
    """Ask that the counted rating is left out. The same form again writes nothing: None.

    Raises StaleWrite (a colleague has asked), OutOfTime (five working days are over), PermissionDenied.
    """
    try:
        with changing(ticket_id, action="ask_exclusion", actor=actor) as change:
            rating = _rating(change)
            asked = Exclusion.objects.create(
                ticket=change.ticket,
                round=rating.round,
                at=change.now,
                by=change.post,
                by_person_id=change.post.person_id,
                revisit=rating,
                unit_id=rating.lead_id,
                client_token=plea.client_token,
                reason=plea.reason,
                body=plea.words,
                due_at=until(change, DeadlineKind.AGREE),
            )
            _tell(change, asked)
            change.erasable["words"] = plea.words
    except (StaleWrite, PermissionDenied):
        if Exclusion.objects.filter(ticket=ticket_id, by=actor, client_token=plea.client_token).exists():
            return None
        raise
    return change.event


def agree(ticket_id: int, *, ruling: str, actor: Post, version: int) -> Event:
    """The unit's head agrees, as the first of two: the office is asked next. Raises StaleWrite, PermissionDenied."""
    with changing(ticket_id, action="agree_exclusion", actor=actor, version=version) as change:
        asked = _open(change)
        asked.agreed_at, asked.agreed_by, asked.agreed_by_person_id = change.now, actor, actor.person_id
        asked.opinion, asked.due_at = ruling, until(change, DeadlineKind.EXCLUDE)
        _keep(change, asked)
        change.erasable["opinion"] = ruling
    return change.event


def refuse(ticket_id: int, *, ruling: str, actor: Post, version: int) -> Event:
    """The unit's head does not agree, and says why: the rating counts as before."""
    with changing(ticket_id, action="refuse_exclusion", actor=actor, version=version) as change:
        _refuse(change, ruling=ruling)
    return change.event


def grant(ticket_id: int, *, ruling: str, actor: Post, version: int) -> Event:
    """The office agrees, as the second: the rating leaves the rates, stays on file, and the firm is told why."""
    with changing(ticket_id, action="grant_exclusion", actor=actor, version=version) as change:
        asked = _open(change)
        asked.granted_at, asked.granted_by, asked.granted_by_person_id = change.now, actor, actor.person_id
        asked.ruling = change.erasable["ruling"] = ruling
        _keep(change, asked)
    return change.event


def reject(ticket_id: int, *, ruling: str, actor: Post, version: int) -> Event:
    """The office does not agree, and says why: the rating counts as before."""
    with changing(ticket_id, action="reject_exclusion", actor=actor, version=version) as change:
        _refuse(change, ruling=ruling)
    return change.event


def too_late(ticket: Ticket, *, now: datetime, calendar: WorkCalendar) -> OutOfTime | None:
    """Why nothing can be asked for any more; None while there is time, or where there is no rating."""
    if ticket.counted_rating is None:
        return None
    until = calendar.add_working_days(ticket.counted_rating.at, ASK_WORKING_DAYS)
    if now <= until:
        return None
    words = _("剔除评价最晚到 %(until)s 申请，已经过了，这次评价照常计入考核。")
    return OutOfTime(words % {"until": wall_words(until)})


def until(change: Change, kind: DeadlineKind) -> datetime:
    """When the clock that this act starts runs out, for the record and its place in the lists."""
    due: datetime = deadlines.terms(change.ticket, kind, now=change.now, calendar=change.calendar)["due_at"]
    return due


def _rating(change: Change) -> Revisit:
    """What the request is about. Raises OutOfTime."""
    rating = change.ticket.counted_rating
    if rating is None:
        raise StaleWrite(change.ticket)
    if late := too_late(change.ticket, now=change.now, calendar=change.calendar):
        raise late
    return rating


def _open(change: Change) -> Exclusion:
    asked = change.ticket.open_exclusion
    if asked is None:
        raise StaleWrite(change.ticket)
    return asked


def _refuse(change: Change, *, ruling: str) -> None:
    asked = _open(change)
    asked.refused_at, asked.refused_by, asked.refused_by_person_id = change.now, change.post, change.post.person_id
    asked.ruling = change.erasable["ruling"] = ruling
    _keep(change, asked)


def _keep(change: Change, asked: Exclusion) -> None:
    asked.save()
    _tell(change, asked)


def _tell(change: Change, asked: Exclusion) -> None:
    change.data |= {"exclusion": asked.pk, "unit": asked.unit_id, "reason": asked.reason}
