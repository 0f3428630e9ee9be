"""Long-running cases (挂账): by a plan, under the office's eye, until struck off (销号) or taken off (ADR 0026).

On the ledger the clocks of handling stand still and are credited to the minute; the lead owes a report each month.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from journal.models import Event
from orgs.calendar import WorkCalendar
from orgs.models import Post
from tickets import extensions, ledger, pauses
from tickets.exceptions import AlreadySent, Blocked, NotPossibleNow, OutOfTime
from tickets.extensions import local_day
from tickets.models import Deadline, LedgerItem, LedgerReport, LedgerReview, StrikeOff, Ticket
from tickets.services import deadlines, rulings, whistling
from tickets.services.changing import Change, changing
from tickets.services.extending import clocks_of
from tickets.services.handling import refuse_again
from tickets.statuses import DeadlineKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Why it takes long, by which plan, until when, and what the firm reads once it is granted."""

    target_on: date
    plan: str
    words: str
    told: str


def ask(ticket_id: int, *, leg_id: int, wish: Wish, actor: Post, version: int) -> Event:
    """Ask for a place on the ledger (申请挂账). The clock runs on until the ruling.

    Raises StaleWrite, NotPossibleNow, PermissionDenied, OutOfTime (the date has passed), Blocked (a target that cannot
    be had, a case in a group).
    """
    with changing(ticket_id, action="ask_ledger", actor=actor, version=version, leg_id=leg_id) as change:
        if pauses.too_late(clocks_of(change.ticket), now=change.now):
            raise too_late()
        span = ledger.span(now=change.now, calendar=change.calendar, since=_first_on(change.ticket))
        if span is None:
            raise Blocked(_("这件挂账满 %(days)d 天了，不能再挂账，请办理并答复。") % {"days": ledger.MOST_DAYS})
        if refusal := span.refusal(wish.target_on, calendar=change.calendar):
            raise Blocked(refusal, field="target_on")
        rulings.begin(change, LedgerItem, body=wish.words, plan=wish.plan, told=wish.told, target_on=wish.target_on)
        change.data["target"] = wish.target_on.isoformat()
        change.erasable |= {"words": wish.words, "plan": wish.plan, "told": wish.told}
    return change.event


def grant(ticket_id: int, *, ruling: str, actor: Post, version: int) -> Event:
    """Agree: on the ledger from now on. Whistles end, what was being handled stands still.

    Raises StaleWrite, NotPossibleNow, PermissionDenied, Blocked (the target has come, the date was missed, the case
    leads a group).
    """
    with changing(ticket_id, action="grant_ledger", actor=actor, version=version) as change:
        asked = rulings.rule(change, LedgerItem, upheld=True, ruling=ruling)
        clock = extensions.running(clocks_of(change.ticket))
        if clock is None:
            raise NotPossibleNow(change.ticket)
        if clock.due_at <= change.now:
            raise Blocked(_("办理期限已经过了，挂账补不回来，不能批准；请不同意并说明。"))
        until = change.calendar.close_of(change.calendar.working_day_from(asked.target_on))
        if until <= change.now:
            raise Blocked(_("申请的目标日期已经过了，不能批准；请不同意并说明。"))
        asked.began_at = change.now
        asked.save()
        whistling.lapse(change)
        deadlines.pause(change.ticket, now=change.now)
        change.ticket.go_on_ledger()
        _start(change, DeadlineKind.LEDGER, until)
        reports = _start_month(change)
        change.data |= {"unit": asked.leg.department_id, "until": until.isoformat(), "report": reports.isoformat()}
    return change.event


def refuse(ticket_id: int, *, ruling: str, actor: Post, version: int) -> Event:
    """Do not agree: the clock has never stopped, and the unit reads why."""
    with changing(ticket_id, action="refuse_ledger", actor=actor, version=version) as change:
        asked = rulings.rule(change, LedgerItem, upheld=False, ruling=ruling)
        change.data["unit"] = asked.leg.department_id
    return change.event


def report(ticket_id: int, *, leg_id: int, done: str, next_step: str, client_token: UUID, actor: Post) -> Event | None:
    """Say what was done and what comes next; the next month begins. Late is recorded and stays.

    The same form again writes nothing: None.
    """
    try:
        with changing(ticket_id, action="report_ledger", actor=actor, leg_id=leg_id) as change:
            item = _standing(change)
            said = {"item": item, "done": done, "next_step": next_step}
            refuse_again(change, LedgerReport.objects.filter(by=actor, client_token=client_token), said)
            written = LedgerReport.objects.create(
                **said, ticket=change.ticket, round=change.ticket.round, by=actor, at=change.now,
                client_token=client_token,
            )  # fmt: skip
            _meet(change, DeadlineKind.MONTHLY)
            change.data |= {"ledger_report": written.pk, "report": _start_month(change).isoformat()}
            change.erasable |= {"done": done, "next_step": next_step}
    except AlreadySent:
        return None
    return change.event


def review(ticket_id: int, *, goes_on: bool, words: str, actor: Post, version: int) -> Event:
    """The office has looked at it: it goes on, or is handled again with the time that was left."""
    with changing(ticket_id, action="review_ledger", actor=actor, version=version) as change:
        item = _standing(change)
        written = LedgerReview.objects.create(
            ticket=change.ticket, round=change.ticket.round, by=actor, at=change.now, item=item, goes_on=goes_on,
            body=words,
        )  # fmt: skip
        change.data |= {"ledger_review": written.pk, "unit": item.leg.department_id}
        change.erasable["words"] = words
        if not goes_on:
            deadlines.void(change.ticket, now=change.now, kind=DeadlineKind.LEDGER)
            _leave(change, item)
    return change.event


def ask_strike_off(ticket_id: int, *, leg_id: int, words: str, actor: Post, version: int) -> Event:
    """Say what was reached (申请销号). The monthly report stays owed until the ruling."""
    with changing(ticket_id, action="ask_strike_off", actor=actor, version=version, leg_id=leg_id) as change:
        rulings.begin(change, StrikeOff, item=_standing(change), body=words)
        change.erasable["words"] = words
    return change.event


def approve_strike_off(ticket_id: int, *, ruling: str, actor: Post, version: int) -> Event:
    """Agree: off the ledger; the lead answers the firm the ordinary way, reviewed by the desk as ever."""
    with changing(ticket_id, action="approve_strike_off", actor=actor, version=version) as change:
        asked = rulings.rule(change, StrikeOff, upheld=True, ruling=ruling)
        change.data["unit"] = asked.leg.department_id
        _meet(change, DeadlineKind.LEDGER)
        _leave(change, _standing(change))
    return change.event


def refuse_strike_off(ticket_id: int, *, ruling: str, actor: Post, version: int) -> Event:
    """Do not agree: it stays on the ledger, and the unit reads why."""
    with changing(ticket_id, action="refuse_strike_off", actor=actor, version=version) as change:
        asked = rulings.rule(change, StrikeOff, upheld=False, ruling=ruling)
        change.data["unit"] = asked.leg.department_id
    return change.event


def lapse(change: Change) -> None:
    """Part of a withdrawal: nothing is on the ledger any more."""
    if (item := change.ticket.ledger_item) is not None:
        _end(change, item)


def too_late() -> OutOfTime:
    """Why nobody asks after due: the ledger never mends a date that is missed."""
    return OutOfTime(_("办理期限已经过了，挂账补不回来，请尽快办理并答复。"))


def span_now(
    ticket: Ticket, clocks: Iterable[Deadline], *, now: datetime, calendar: WorkCalendar
) -> ledger.Span | None:
    """The target dates that who asks now may name; None once the date has passed, or the half-year is used up."""
    every = list(clocks)
    own = [clock for clock in every if clock.kind == DeadlineKind.RESOLVE and clock.voided_at is None]
    if pauses.too_late(own, now=now):
        return None
    been_there = any(clock.kind == DeadlineKind.LEDGER for clock in every)
    return ledger.span(now=now, calendar=calendar, since=_first_on(ticket) if been_there else None)


def _first_on(ticket: Ticket) -> datetime | None:
    """When the case first stood on the ledger."""
    begun = LedgerItem.objects.filter(ticket=ticket, began_at__isnull=False).order_by("began_at")
    return begun.values_list("began_at", flat=True).first()


def _standing(change: Change) -> LedgerItem:
    item = change.ticket.ledger_item
    if item is None:
        raise NotPossibleNow(change.ticket)
    return item


def _end(change: Change, item: LedgerItem) -> None:
    item.ended_at, item.ended_by = change.now, change.actor
    item.save()
    change.data["ledger_ended"] = item.pk


def _leave(change: Change, item: LedgerItem) -> None:
    """Off the ledger: all goes on with what was left, and the lead has three working days at least."""
    _end(change, item)
    change.ticket.leave_ledger()
    deadlines.void(change.ticket, now=change.now, kind=DeadlineKind.MONTHLY)
    deadlines.resume(change.ticket, now=change.now, calendar=change.calendar)
    clock = extensions.running(clocks_of(change.ticket))
    if clock is None:
        raise NotPossibleNow(change.ticket)
    least = local_day(change.calendar.add_working_days(change.now, ledger.LEAST_WORKING_DAYS))
    if deadlines.extend(clock, until=least, now=change.now, calendar=change.calendar):
        clock.save()
    change.data["due"] = clock.due_at.isoformat()


def _meet(change: Change, kind: DeadlineKind) -> None:
    deadlines.meet(change.ticket, kind, leg=None, now=change.now, calendar=lambda: change.calendar)


def _start(change: Change, kind: DeadlineKind, until: datetime) -> None:
    deadlines.until_named(change.ticket, kind, until=until, now=change.now, calendar=change.calendar)


def _start_month(change: Change) -> datetime:
    due = ledger.next_report(now=change.now, calendar=change.calendar)
    _start(change, DeadlineKind.MONTHLY, due)
    return due
