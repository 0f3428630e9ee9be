"""The lead's clock stands still (挂起): asked for with reason and end, ruled by somebody else, credited to the minute.

From the ruling until the close of business of the day that was named, or until somebody ends it or the lead answers. A
question to the firm meanwhile stops the same clocks: no minute is credited twice (`deadlines.resume`).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from journal.models import Event
from orgs.calendar import WorkCalendar
from orgs.models import Post
from tickets import extensions, pauses
from tickets.exceptions import Blocked, NotPossibleNow, OutOfTime
from tickets.models import Deadline, Pause
from tickets.services import deadlines, rulings
from tickets.services.changing import Change, changing
from tickets.services.extending import clocks_of
from tickets.statuses import DeadlineKind, PauseReason
from web.prepared import prepared


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Until when at most, why, and what the firm reads once it is granted."""

    until: date
    reason: PauseReason
    words: str
    told: str


def ask(ticket_id: int, *, leg_id: int, wish: Wish, actor: Post, version: int) -> Event:
    """Ask for the clock to stand still (申请挂起). It runs on until the ruling.

    Raises StaleWrite, NotPossibleNow, PermissionDenied, OutOfTime (the date has passed), Blocked (an end that cannot be
    had).
    """
    with changing(ticket_id, action="ask_pause", actor=actor, version=version, leg_id=leg_id) as change:
        if late := pauses.too_late(clocks_of(change.ticket), now=change.now):
            raise OutOfTime(late)
        span = pauses.span(now=change.now, calendar=change.calendar)
        if refusal := span.refusal(wish.until, calendar=change.calendar):
            raise Blocked(refusal, field="until")
        rulings.begin(change, Pause, reason=wish.reason, body=wish.words, told=wish.told, until=wish.until)
        change.data |= {"reason": str(wish.reason), "until": wish.until.isoformat()}
        change.erasable |= {"words": wish.words, "told": wish.told}
    return change.event


def grant(ticket_id: int, *, ruling: str, actor: Post, version: int) -> Event:
    """Agree: the case's clock and the lead's own stand still from now on, until the day that was named is over.

    Raises StaleWrite, NotPossibleNow, PermissionDenied, Blocked (the day has come, or the date was missed meanwhile).
    """
    with changing(ticket_id, action="grant_pause", actor=actor, version=version) as change:
        asked = rulings.rule(change, Pause, upheld=True, ruling=ruling)
        clock = extensions.running(clocks_of(change.ticket))
        if clock is None:
            raise NotPossibleNow(change.ticket)
        if clock.due_at <= change.now:
            raise Blocked(_("办理期限已经过了，挂起补不回来，不能批准；请不同意并说明。"))
        ends_at = change.calendar.close_of(change.calendar.working_day_from(asked.until))
        if ends_at <= change.now:
            raise Blocked(_("申请挂起到的日子已经过了，不能批准；请不同意并说明。"))
        asked.began_at = change.now
        asked.save()
        deadlines.suspend(change.ticket, until=ends_at, now=change.now, calendar=change.calendar)
        change.data |= {"unit": asked.leg.department_id, "until": ends_at.isoformat()}
    return change.event


def refuse(ticket_id: int, *, ruling: str, actor: Post, version: int) -> Event:
    """Do not agree: the clock has never stopped, and the unit reads why."""
    with changing(ticket_id, action="refuse_pause", actor=actor, version=version) as change:
        asked = rulings.rule(change, Pause, upheld=False, ruling=ruling)
        change.data["unit"] = asked.leg.department_id
    return change.event


def end(ticket_id: int, *, actor: Post, version: int) -> Event:
    """Go on before the day (结束挂起): the lead or the desk sees that nothing is waited for any more."""
    with changing(ticket_id, action="end_pause", actor=actor, version=version) as change:
        _lift(change)
    return change.event


def lapse(ticket_id: int, *, deadline_id: int) -> Event:
    """The day is over: the clocks go on from that very moment, however late the sweep comes."""
    with changing(ticket_id, action="lapse_pause", actor=None) as change:
        if not deadlines.still_runs(deadline_id):
            raise NotPossibleNow(change.ticket)
        _lift(change)
    return change.event


def clear(change: Change) -> None:
    """Part of an act after which the lead's wishes are without object: an open one lapses, a pause ends."""
    rulings.lapse(change)
    _lift(change)


def _lift(change: Change) -> None:
    """End the pause that stands, if one does: credit it up to now, or to the end of its day if that has come before."""
    found = next(iter(_standing(case=change.ticket.pk)), None)
    if found is None:
        return
    ends = Deadline.objects.get(ticket=change.ticket, kind=DeadlineKind.PAUSE, met_at=None, voided_at=None)
    found.ended_at, found.ended_by = min(change.now, ends.due_at), change.actor
    found.save()
    change.data["pause"] = found.pk
    Deadline.objects.filter(pk=ends.pk).update(met_at=found.ended_at)
    deadlines.resume(change.ticket, now=found.ended_at, calendar=change.calendar)


@prepared("case")
def _standing(*, case: int) -> QuerySet[Pause]:
    return Pause.objects.filter(ticket=case, upheld=True, ended_at=None)


def span_now(clocks: Iterable[Deadline], *, now: datetime, calendar: WorkCalendar) -> pauses.Span | None:
    """The days that who asks now may name; None once the date has passed."""
    own = [clock for clock in clocks if clock.kind == DeadlineKind.RESOLVE and clock.voided_at is None]
    return None if pauses.too_late(own, now=now) else pauses.span(now=now, calendar=calendar)
