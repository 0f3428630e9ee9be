"""The sweep of the clocks, on rows in memory: what `services.sweep` would have marked at every full minute."""

from datetime import datetime, timedelta
from typing import Final

from tickets.models import Card, Deadline, Leg
from tickets.seeding.bulk import firm
from tickets.seeding.bulk.ledger import Change, Ledger, utc
from tickets.seeding.bulk.making import make
from tickets.statuses import DeadlineKind, LegRole, Urgency
from tickets.supervision_kinds import CardColour

MINUTE: Final = timedelta(minutes=1)
_SAYS: Final = {"warned_at": "warn", "passed_at": "mark_overdue"}


def sweep_until(ledger: Ledger, end: datetime) -> None:
    """Sweep at each full minute up to `end` at which a clock has something to say."""
    while (moment := _next_moment(ledger)) is not None and moment <= end:
        _run(ledger, moment)


def _next_moment(ledger: Ledger) -> datetime | None:
    """When the next mark falls due, by the beat's minute; never before the last act."""
    moments = [at for clock in ledger.clocks() if clock.paused_at is None for at in _ahead(clock)]
    if not moments:
        return None
    return _full_minute(max(min(moments), ledger.acts[-1].at))


def _ahead(clock: Deadline) -> list[datetime]:
    if not _unsaid(clock):
        return []
    return [clock.due_at] if clock.warned_at else [clock.due_at, clock.warn_at]


def _unsaid(clock: Deadline) -> bool:
    """Not said yet that it has run out, or said of an earlier date."""
    return clock.passed_at is None or clock.passed_at < clock.due_at


def _full_minute(instant: datetime) -> datetime:
    whole = instant.replace(second=0, microsecond=0)
    return whole if whole == instant else whole + MINUTE


def _run(ledger: Ledger, now: datetime) -> None:
    """One run: what has passed first, then what passes soon, each by its time."""
    live = sorted((row for row in ledger.clocks() if row.paused_at is None), key=lambda row: (row.due_at, row.pk))
    passed = [row for row in live if row.due_at <= now and _unsaid(row)]
    soon = [row for row in live if row.warn_at <= now < row.due_at and row.warned_at is None]
    for row in [*passed, *soon]:
        if not row.is_live or row.paused_at is not None:
            continue
        if row.due_at > now:
            _mark(ledger, row, "warned_at", now)
        elif row.kind == DeadlineKind.INFO:
            firm.lapse_question(ledger, at=now)
        elif row.kind == DeadlineKind.CONFIRM:
            ledger.finish(ledger.begin("lapse_confirmation", now, None))
        elif row.kind == DeadlineKind.RULING and _waits_for_desk(ledger):
            _escalate(ledger, row, now)
        else:
            _mark(ledger, row, "passed_at", now)


def _waits_for_desk(ledger: Ledger) -> bool:
    asked = ledger.open_request
    return asked is not None and asked.escalated_at is None


def _escalate(ledger: Ledger, row: Deadline, now: datetime) -> None:
    """The desk was silent: the office rules (`services.rulings.escalate`)."""
    change, asked = ledger.begin("escalate_ruling", now, None), ledger.open_request
    if asked is None:
        raise AssertionError("nothing waits for a ruling")
    asked.escalated_at = row.passed_at = row.voided_at = now
    ledger.start(DeadlineKind.RULING, now=now)
    unit = ledger.lead.department_id
    change.data |= {"asked": str(asked.KIND), str(asked.KIND): asked.pk, "unit": unit}
    ledger.finish(change)


def _mark(ledger: Ledger, row: Deadline, column: str, now: datetime) -> None:
    change = ledger.begin(_SAYS[column], now, None)
    setattr(row, column, now)
    change.data |= {
        "deadline": row.pk,
        "kind": str(row.kind),
        "due": utc(row.due_at).isoformat(),
        "unit": next((leg.department_id for leg in ledger.rows[Leg] if leg.pk == row.leg_id), None),
    }
    if row.kind == DeadlineKind.RULING and (asked := ledger.open_request):
        change.data |= {"asked": str(asked.KIND), "escalated": asked.escalated_at is not None}
    _supervise(ledger, change, row, overdue=column == "passed_at")
    ledger.finish(change)


def _supervise(ledger: Ledger, change: Change, row: Deadline, *, overdue: bool) -> None:
    """Cards of the lead, and the alarm of an emergency (`services.supervising`)."""
    lead = next((leg for leg in ledger.live_legs if leg.role == LegRole.LEAD), None)
    if row.kind == DeadlineKind.RESOLVE and lead is not None and lead.department_id not in ledger.spared:
        earned = {CardColour.YELLOW: row.warn_at} | ({CardColour.RED: row.due_at} if overdue else {})
        earned = {colour: at for colour, at in earned.items() if at >= lead.dispatched_at}
        shown = {(card.deadline_id, card.colour, card.due_at) for card in ledger.rows[Card]}
        for colour, at in earned.items():
            if (row.pk, colour, row.due_at) not in shown:
                ledger.add(
                    make(
                        Card, ticket_id=ledger.ticket.pk, deadline_id=row.pk, unit_id=lead.department_id,
                        colour=colour, due_at=row.due_at, at=at,
                    )
                )  # fmt: skip
            change.data |= {"card": str(colour), "unit": lead.department_id}
    signs = row.kind == DeadlineKind.SIGN and lead is not None and row.leg_id == lead.pk
    if overdue and ledger.ticket.urgency == Urgency.CRITICAL and (signs or row.kind == DeadlineKind.ACCEPT):
        change.data |= {"alarm": True, "duty": []}
