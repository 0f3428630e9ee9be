"""Starting, meeting, pausing and voiding clocks. Called by the one door, inside its lock."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from orgs.calendar import WorkCalendar
from tickets.clock import REWORK_WORKING_DAYS, Limit, after_pause, limit_for, runs_from
from tickets.models import Deadline, Leg, Ticket
from tickets.standing import owed_by, turn_of
from tickets.statuses import ENDED, PAUSED_BY_QUESTIONS, DeadlineKind, Status, Tier, Urgency
from web.prepared import prepared

# Clocks that belong to one unit's leg; all others belong to the case.
OF_A_LEG = frozenset({DeadlineKind.SIGN, DeadlineKind.CONTACT, DeadlineKind.ASSIST})


def apply(
    ticket: Ticket,
    leg: Leg | None,
    *,
    meets: Iterable[DeadlineKind],
    starts: Iterable[DeadlineKind],
    now: datetime,
    calendar: Callable[[], WorkCalendar],
) -> None:
    """Bring the clocks in line with what has just happened."""
    for kind in meets:
        meet(ticket, kind, leg=leg if kind in OF_A_LEG else None, now=now, calendar=calendar)
    for kind in starts:
        start(ticket, kind, leg=leg if kind in OF_A_LEG else None, now=now, calendar=calendar())
    if ticket.status == Status.NEED_INFO and DeadlineKind.INFO in starts:
        pause(ticket, now=now)
    elif DeadlineKind.INFO in meets:
        resume(ticket, now=now, calendar=calendar())
    if ticket.status in ENDED:
        void(ticket, now=now)


def settle(ticket: Ticket) -> None:
    """Write on the case and its legs where they stand now (`tickets.standing`). The case is not saved."""
    live = _live(case=ticket.pk)
    ticket.waits_for, ticket.due_at = turn_of(ticket, live)
    for leg in _legs(case=ticket.pk):
        owed = owed_by(leg, ticket, live)
        if owed != (leg.due_at, leg.paused):
            Leg.objects.filter(pk=leg.pk).update(due_at=owed.due_at, paused=owed.paused)


@prepared("case")
def _live(*, case: int) -> QuerySet[Deadline]:
    return Deadline.objects.filter(ticket=case, met_at=None, voided_at=None)


@prepared("case")
def _legs(*, case: int) -> QuerySet[Leg]:
    return Leg.objects.filter(ticket=case)


def start(
    ticket: Ticket,
    kind: DeadlineKind,
    *,
    leg: Leg | None = None,
    now: datetime,
    calendar: WorkCalendar,
    days: int | None = None,
) -> Deadline:
    """Start a clock; the limit is the category's, the tier's, or `days` set by a person."""
    return Deadline.objects.create(ticket=ticket, leg=leg, **terms(ticket, kind, now=now, calendar=calendar, days=days))


def terms(
    ticket: Ticket, kind: DeadlineKind, *, now: datetime, calendar: WorkCalendar, days: int | None = None
) -> dict[str, Any]:
    """The columns of a clock that starts now: what is promised, from when, until when."""
    if kind == DeadlineKind.RESOLVE and ticket.round > 1:
        days = REWORK_WORKING_DAYS
    limit = _limit(ticket, kind, now=now, calendar=calendar, days=days)
    starts = runs_from(limit, now, calendar)
    return {
        "kind": kind,
        "round": ticket.round,
        "working_days": limit.working_days,
        "minutes": limit.minutes,
        "wall": limit.wall,
        "calendar_version": ticket.county.calendar_version,
        "began_at": now,
        "starts_at": starts,
        "due_at": limit.due(starts, calendar),
        "warn_at": limit.warn(starts, calendar),
    }


def _limit(
    ticket: Ticket,
    kind: DeadlineKind,
    *,
    now: datetime,
    calendar: WorkCalendar,
    days: int | None,
) -> Limit:
    """The limit of this clock for this case; the half day is the next opening's day."""
    tier = Tier(ticket.tier) if kind == DeadlineKind.RESOLVE else hurry(ticket)
    rules = ticket.category.rules(tier) if ticket.category else {}
    return limit_for(
        kind,
        rules,
        tier=tier,
        half_day=calendar.half_day_minutes(calendar.received_on(now)),
        days=days,
    )


def hurry(ticket: Ticket) -> Tier:
    """Urgency sets the accept, sign and contact clocks, the tier only the resolve clock.

    DOMAIN §2.3.
    """
    return {Urgency.CRITICAL: Tier.T0, Urgency.URGENT: Tier.T1}.get(Urgency(ticket.urgency), Tier(ticket.tier))


def meet(
    ticket: Ticket, kind: DeadlineKind, *, leg: Leg | None, now: datetime, calendar: Callable[[], WorkCalendar]
) -> None:
    """The promise is kept, or at least the thing is done: the clock stops, a pause under way is credited first."""
    for paused in Deadline.objects.filter(
        ticket=ticket, kind=kind, leg=leg, met_at=None, voided_at=None, paused_at__isnull=False
    ):
        credit_pause(paused, now=now, calendar=calendar())
    Deadline.objects.filter(ticket=ticket, kind=kind, leg=leg, met_at=None, voided_at=None).update(
        met_at=now, paused_at=None
    )


def unmeet(ticket: Ticket, kind: DeadlineKind) -> None:
    """The answer did not hold: the clock of this round runs on as if it had never stopped."""
    Deadline.objects.filter(ticket=ticket, kind=kind, round=ticket.round, met_at__isnull=False).update(met_at=None)


def void(ticket: Ticket, *, now: datetime, leg: Leg | None = None, kind: DeadlineKind | None = None) -> None:
    """Nobody owes this any more: the case has ended, or the leg has gone elsewhere."""
    rows = Deadline.objects.filter(ticket=ticket, met_at=None, voided_at=None)
    if leg is not None:
        rows = rows.filter(leg=leg)
    if kind is not None:
        rows = rows.filter(kind=kind)
    rows.update(voided_at=now, paused_at=None)


def still_runs(deadline_id: int) -> bool:
    """Whether the clock is live, asked under the lock of its case."""
    return Deadline.objects.filter(pk=deadline_id, met_at=None, voided_at=None, paused_at=None).exists()


def pause(ticket: Ticket, *, now: datetime, leg: Leg | None = None) -> None:
    """The case waits for the firm: working clocks stop. With a `leg`, only its own: it waits for a ruling."""
    rows = Deadline.objects.filter(
        ticket=ticket, kind__in=PAUSED_BY_QUESTIONS, met_at=None, voided_at=None, paused_at=None
    )
    (rows if leg is None else rows.filter(leg=leg)).update(paused_at=now)


def resume(ticket: Ticket, *, now: datetime, calendar: WorkCalendar, leg: Leg | None = None) -> None:
    """What was waited for has come, or its time is up: credit the pause to the minute."""
    paused = Deadline.objects.filter(ticket=ticket, met_at=None, voided_at=None, paused_at__isnull=False)
    for deadline in paused if leg is None else paused.filter(leg=leg):
        credit_pause(deadline, now=now, calendar=calendar)


def credit_pause(deadline: Deadline, *, now: datetime, calendar: WorkCalendar) -> None:
    """Move one clock on by exactly the working time (or wall time) that it stood still."""
    move_on(deadline, now=now, calendar=calendar)
    deadline.save()


def move_on(deadline: Deadline, *, now: datetime, calendar: WorkCalendar) -> None:
    """The same on the row in hand, not saved yet."""
    paused_at = deadline.paused_at
    if paused_at is None:
        return
    if deadline.due_at > paused_at:
        if deadline.wall:
            stood = int((now - paused_at).total_seconds() // 60)
        else:
            stood = calendar.working_minutes_between(paused_at, now)
        deadline.paused_minutes += stood

    def moved(at: datetime) -> datetime:
        return after_pause(at, paused=paused_at, resumed=now, wall=deadline.wall, calendar=calendar)

    deadline.due_at, deadline.warn_at = moved(deadline.due_at), moved(deadline.warn_at)
    deadline.paused_at = None


def reckon_again(deadline: Deadline, *, now: datetime, calendar: WorkCalendar, version: int) -> bool:
    """Reckon a working clock by a changed calendar, its credited pauses included; True if it moved.

    A mark is taken back where its time now lies ahead, so that it is said again when it is true.
    """
    limit = Limit(deadline.working_days, deadline.minutes, deadline.wall)
    starts = runs_from(limit, deadline.began_at, calendar)
    due, warn = limit.due(starts, calendar), limit.warn(starts, calendar)
    if deadline.paused_minutes:
        due, warn = (calendar.add_working_minutes(at, deadline.paused_minutes) for at in (due, warn))
    moved = (due, warn) != (deadline.due_at, deadline.warn_at)
    deadline.starts_at, deadline.due_at, deadline.warn_at = starts, due, warn
    deadline.calendar_version = version
    if due > now:
        deadline.passed_at = None
    if warn > now:
        deadline.warned_at = None
    deadline.save()
    return moved
