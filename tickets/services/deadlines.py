"""Starting, meeting, pausing and voiding clocks. Called by the one door, inside its lock."""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet

from orgs.calendar import WorkCalendar
from tickets.clock import Limit, after_pause, limit_for, limit_for_check_in, runs_from
from tickets.models import CheckIn, Deadline, Exclusion, Instruction, Leg, SupervisionOrder, Ticket
from tickets.models.exclusions import OBJECTED, WAITING
from tickets.models.supervision import OPEN_ORDER
from tickets.standing import AFTER_THE_END, owed_by, turn_of
from tickets.statuses import (
    BESIDE,
    ENDED,
    OF_AN_EXCLUSION,
    PAUSED_BY_QUESTIONS,
    DeadlineKind,
    LegRole,
    Status,
    Tier,
    Urgency,
)
from web.prepared import prepared

# Clocks that belong to one unit's leg; all others belong to the case.
OF_A_LEG = frozenset({DeadlineKind.SIGN, DeadlineKind.CONTACT, DeadlineKind.ASSIST, DeadlineKind.COUNTERSIGN})
# The act itself starts and meets them: one for each unit that a whistle calls, those of an order with its own days.
BY_THE_ACT = (BESIDE - OF_AN_EXCLUSION) | {DeadlineKind.CHECK_IN, DeadlineKind.LEDGER, DeadlineKind.MONTHLY}


def apply(
    ticket: Ticket,
    leg: Leg | None,
    *,
    meets: Iterable[DeadlineKind],
    starts: Iterable[DeadlineKind],
    now: datetime,
    calendar: Callable[[], WorkCalendar],
    days: Mapping[DeadlineKind, int],
    goes_on_at: datetime,
) -> None:
    """Bring the clocks in line with what has just happened; `days` where the act itself says how many.

    What stood still for a question that is over goes on from `goes_on_at`.
    """
    meet(ticket, *(kind for kind in meets if kind not in BY_THE_ACT), leg=leg, now=now, calendar=calendar)
    for kind in (kind for kind in starts if kind not in BY_THE_ACT):
        own = leg if kind in OF_A_LEG else None
        start(ticket, kind, leg=own, now=now, calendar=calendar(), days=days.get(kind))
    if ticket.status == Status.NEED_INFO and DeadlineKind.INFO in starts:
        pause(ticket, now=now)
    elif DeadlineKind.INFO in meets:
        resume(ticket, now=goes_on_at, calendar=calendar())
    if ticket.status in ENDED:
        void(ticket, now=now, but=AFTER_THE_END)


def settle(ticket: Ticket) -> None:
    """Write on the case and its legs where they stand now (`tickets.standing`). The case is not saved."""
    live = _live(case=ticket.pk)
    ticket.waits_for, ticket.due_at = turn_of(ticket, live)
    for leg in _legs(case=ticket.pk):
        owed = owed_by(leg, ticket, live)
        if owed != (leg.due_at, leg.paused):
            Leg.objects.filter(pk=leg.pk).update(due_at=owed.due_at, paused=owed.paused)
    for clock in live:
        if (record := _record_of(clock)) is not None:  # a changed calendar moves it
            record.exclude(due_at=clock.due_at).update(due_at=clock.due_at)


def _record_of(clock: Deadline) -> QuerySet[Any] | None:
    """What a clock beside the case's own stands for: lists show, and order, its date."""
    if clock.check_in_id is not None:
        return CheckIn.objects.filter(pk=clock.check_in_id)
    if clock.instruction_id is not None:
        return Instruction.objects.filter(pk=clock.instruction_id)
    if clock.kind == DeadlineKind.ANSWER:
        return SupervisionOrder.objects.filter(OPEN_ORDER, ticket=clock.ticket_id)
    if clock.kind in OF_AN_EXCLUSION:
        return Exclusion.objects.filter(WAITING | OBJECTED, ticket=clock.ticket_id)
    return None


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
    limit = _limit(ticket, kind, now=now, calendar=calendar, days=days)
    return _columns(ticket, kind, limit, now=now, calendar=calendar)


def _columns(
    ticket: Ticket, kind: DeadlineKind, limit: Limit, *, now: datetime, calendar: WorkCalendar
) -> dict[str, Any]:
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


def of_call(ticket: Ticket, *, emergency: bool, now: datetime, calendar: WorkCalendar) -> Deadline:
    """The clock of a unit that is called now; saved once there is a call to hang it on."""
    limit = limit_for_check_in(emergency=emergency)
    return Deadline(ticket=ticket, **_columns(ticket, DeadlineKind.CHECK_IN, limit, now=now, calendar=calendar))


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
    ticket: Ticket, *kinds: DeadlineKind, leg: Leg | None, now: datetime, calendar: Callable[[], WorkCalendar]
) -> None:
    """The promises are kept, or at least the things are done: clocks stop, a pause under way is credited first.

    Of the case, and of the `leg` where the kind is a leg's.
    """
    if not kinds:
        return
    own = leg.pk if leg is not None else None
    live = [clock for clock in _live(case=ticket.pk) if clock.kind in kinds]
    done = [clock for clock in live if clock.leg_id == (own if clock.kind in OF_A_LEG else None)]
    for paused in (clock for clock in done if clock.paused_at):
        credit_pause(paused, now=now, calendar=calendar())
    if done:
        Deadline.objects.filter(pk__in=[clock.pk for clock in done]).update(met_at=now, paused_at=None)


def unmeet(ticket: Ticket, kind: DeadlineKind) -> None:
    """The answer did not hold: the clock of this round runs on as if it had never stopped."""
    Deadline.objects.filter(ticket=ticket, kind=kind, round=ticket.round, met_at__isnull=False).update(met_at=None)


def void(
    ticket: Ticket,
    *,
    now: datetime,
    leg: Leg | None = None,
    kind: DeadlineKind | None = None,
    but: Collection[DeadlineKind] = (),
) -> None:
    """Nobody owes this any more: the case has ended, or the leg has gone elsewhere."""
    rows = Deadline.objects.filter(ticket=ticket, met_at=None, voided_at=None)
    if leg is not None:
        rows = rows.filter(leg=leg)
    if kind is not None:
        rows = rows.filter(kind=kind)
    if but:
        rows = rows.exclude(kind__in=but)
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


def suspend(ticket: Ticket, *, until: datetime, now: datetime, calendar: WorkCalendar) -> None:
    """The lead waits (挂起): the case's clock and its own stand still, and another one says until when."""
    rows = Deadline.objects.filter(_of_the_lead(), ticket=ticket, met_at=None, voided_at=None, paused_at=None)
    rows.update(paused_at=now)
    until_named(ticket, DeadlineKind.PAUSE, until=until, now=now, calendar=calendar)


def until_named(
    ticket: Ticket, kind: DeadlineKind, *, until: datetime, now: datetime, calendar: WorkCalendar
) -> Deadline:
    """A clock until a time that somebody named: told by the wall, a changed calendar leaves it alone."""
    return Deadline.objects.create(
        ticket=ticket,
        kind=kind,
        round=ticket.round,
        minutes=int((until - now).total_seconds() // 60),
        wall=True,
        calendar_version=ticket.county.calendar_version,
        began_at=now,
        starts_at=now,
        due_at=until,
        warn_at=max(now, calendar.subtract_working_days(until, 1)),
    )


def _of_the_lead() -> Q:
    """The clocks that a pause stops; assists go on, their days are their own."""
    return Q(kind=DeadlineKind.RESOLVE) | Q(kind__in=OF_A_LEG, leg__role=LegRole.LEAD)


def resume(ticket: Ticket, *, now: datetime, calendar: WorkCalendar, leg: Leg | None = None) -> None:
    """What was waited for has come, or its time is up: credit the pause to the minute.

    A clock may stand still for two reasons at once, a question to the firm and a pause (挂起): it goes on when the last
    of them is gone, so that no minute is credited twice.
    """
    if ticket.status == Status.NEED_INFO:
        return
    live = Deadline.objects.filter(ticket=ticket, met_at=None, voided_at=None)
    paused = live.filter(paused_at__isnull=False)
    # One whose day is over holds nothing any more, whether the sweep has come by or not.
    if live.filter(kind=DeadlineKind.PAUSE, due_at__gt=now).exists():
        paused = paused.exclude(_of_the_lead())
    for deadline in paused if leg is None else paused.filter(leg=leg):
        credit_pause(deadline, now=now, calendar=calendar)


def credit_pause(deadline: Deadline, *, now: datetime, calendar: WorkCalendar) -> None:
    """Move one clock on by exactly the working time (or wall time) that it stood still."""
    move_on(deadline, now=now, calendar=calendar)
    deadline.save()


def move_on(deadline: Deadline, *, now: datetime, calendar: WorkCalendar) -> None:
    """The same on the row in hand, not saved yet. Each of its dates by itself: one that is missed is not mended."""
    paused_at = deadline.paused_at
    if paused_at is None:
        return
    if deadline.wall:
        stood = int((now - paused_at).total_seconds() // 60)
    else:
        stood = calendar.working_minutes_between(paused_at, now)

    def moved(at: datetime) -> datetime:
        return after_pause(at, paused=paused_at, resumed=now, wall=deadline.wall, calendar=calendar)

    if deadline.due_at > paused_at:
        deadline.paused_minutes += stood
    deadline.due_at, deadline.warn_at = moved(deadline.due_at), moved(deadline.warn_at)
    if deadline.first_due_at is not None and deadline.first_due_at > paused_at:
        deadline.first_paused_minutes += stood
        deadline.first_due_at = moved(deadline.first_due_at)
    deadline.paused_at = None


def extend(deadline: Deadline, *, until: date, now: datetime, calendar: WorkCalendar) -> bool:
    """Name a later day, to its close of business, on the row in hand; False where that is no later than what stands.

    The first date is kept beside it, with the pauses credited to it so far. A mark that it has passed stays.
    """
    due, warn = _named(until, calendar)
    if due <= max(now, deadline.due_at):
        return False
    if deadline.first_due_at is None:
        deadline.first_due_at, deadline.first_paused_minutes = deadline.due_at, deadline.paused_minutes
    deadline.extended_to, deadline.paused_before = until, deadline.paused_minutes
    deadline.due_at, deadline.warn_at, deadline.warned_at = due, warn, None
    return True


def _named(until: date, calendar: WorkCalendar) -> tuple[datetime, datetime]:
    """When a named day runs out and is warned of; one that has become a day of rest means the next working day."""
    last = calendar.working_day_from(until)
    return calendar.close_of(last), calendar.subtract_working_days(last, 1)


def reckon_again(deadline: Deadline, *, now: datetime, calendar: WorkCalendar, version: int) -> bool:
    """Reckon a working clock by a changed calendar, its credited pauses included; True if it moved.

    The first date moves with its days, one that was named later stands as it was named. A mark is taken back where its
    time now lies ahead, so that it is said again when it is true.
    """
    limit = Limit(deadline.working_days, deadline.minutes, deadline.wall)
    starts = runs_from(limit, deadline.began_at, calendar)
    due, warn = limit.due(starts, calendar), limit.warn(starts, calendar)
    stood = deadline.paused_minutes
    if deadline.extended_to is not None:
        deadline.first_due_at = _credited(due, deadline.first_paused_minutes, calendar)
        stood -= deadline.paused_before
        due, warn = _named(deadline.extended_to, calendar)
    due, warn = _credited(due, stood, calendar), _credited(warn, stood, calendar)
    due = max(due, deadline.first_due_at or due)
    moved = (due, warn) != (deadline.due_at, deadline.warn_at)
    deadline.starts_at, deadline.due_at, deadline.warn_at = starts, due, warn
    deadline.calendar_version = version
    if deadline.promised_at > now:
        deadline.passed_at = None
    if warn > now:
        deadline.warned_at = None
    deadline.save()
    return moved


def _credited(at: datetime, minutes: int, calendar: WorkCalendar) -> datetime:
    return calendar.add_working_minutes(at, minutes) if minutes else at
