"""The sweep of the clocks: warns, marks, and lets silence have its effect (DESIGN §6).

One transaction a row; a row that fails backs off and stops nobody. Safe to run twice and by two.
"""

import logging
from datetime import datetime, timedelta
from typing import Final

from django.db import connection
from django.db.models import F, Q, QuerySet

from journal import clock
from tickets.exceptions import NotDone, NotPossibleNow
from tickets.models import Deadline
from tickets.services import assigning, deadlines, firm, pausing, reopening, revisiting, rulings, supervising, whistling
from tickets.services.changing import Change, changing
from tickets.statuses import OF_AN_EXCLUSION, DeadlineKind, HardCase
from tickets.supervision_kinds import CardColour

logger = logging.getLogger(__name__)
BACK_OFF: Final = timedelta(minutes=10)
BATCH: Final = 500
# Not said yet that it has run out, or said of an earlier date: it was extended afterwards.
_UNSAID: Final = Q(passed_at=None) | Q(passed_at__lt=F("due_at"))
_NOT_YET: Final = {"warned_at": Q(warned_at=None), "passed_at": _UNSAID}


def run() -> int:
    """Warn of clocks that run out soon, mark those that have; returns how many rows it did."""
    now = clock.now()
    moved = sum(_reckon_again(ticket_id, now) for ticket_id in _behind_their_calendar(now)[:BATCH])
    moved += assigning.bring_home(now)
    live = Deadline.objects.filter(
        Q(sweep_after=None) | Q(sweep_after__lte=now),
        met_at=None,
        voided_at=None,
        paused_at=None,
    )
    passed = live.filter(_UNSAID, due_at__lte=now).order_by("due_at", "pk")
    soon = live.filter(warn_at__lte=now, due_at__gt=now, warned_at=None).order_by("due_at", "pk")
    return moved + sum(_each(row, now) for row in [*passed[:BATCH], *soon[:BATCH]])


def _behind_their_calendar(now: datetime) -> QuerySet[Deadline, int]:
    """Cases with a working clock that was reckoned before the county's calendar changed."""
    return (
        Deadline.objects.filter(met_at=None, voided_at=None, wall=False)
        .filter(Q(sweep_after=None) | Q(sweep_after__lte=now))
        .exclude(calendar_version=F("ticket__county__calendar_version"))
        .order_by("ticket_id")
        .values_list("ticket_id", flat=True)
        .distinct()
    )


def _reckon_again(ticket_id: int, now: datetime) -> bool:
    """One case under its lock: all its working clocks by the calendar as it is now."""
    try:
        with changing(ticket_id, action="rereckon", actor=None) as change:
            clocks = Deadline.objects.filter(ticket=change.ticket, met_at=None, voided_at=None, wall=False)
            version = change.ticket.county.calendar_version
            change.data["moved"] = [
                row.pk
                for row in clocks
                if deadlines.reckon_again(row, now=change.now, calendar=change.calendar, version=version)
            ]
    except NotDone:
        return False
    except Exception:
        logger.exception("case %s cannot be reckoned again; later", ticket_id)
        Deadline.objects.filter(ticket=ticket_id, met_at=None, voided_at=None).update(sweep_after=now + BACK_OFF)
        return False
    return True


def _each(deadline: Deadline, now: datetime) -> bool:
    """One row, on its own feet: what goes wrong with it is logged and tried later."""
    try:
        if deadline.due_at <= now:
            _pass(deadline)
        else:
            _mark(deadline, action="warn", column="warned_at")
    except NotPossibleNow:  # live on a case that has no place for it: looked at again later, or it would fill the batch
        _back_off(deadline, now)
        return False
    except NotDone:
        return False
    except Exception:
        logger.exception("deadline %s cannot be swept; later", deadline.pk)
        _back_off(deadline, now)
        return False
    return True


def _back_off(deadline: Deadline, now: datetime) -> None:
    Deadline.objects.filter(pk=deadline.pk).update(sweep_after=now + BACK_OFF)


def _pass(deadline: Deadline) -> None:
    """A clock has run out: where silence means something it takes effect, else it is overdue."""
    if deadline.kind == DeadlineKind.INFO:
        firm.lapse_question(deadline.ticket_id, deadline_id=deadline.pk)
    elif deadline.kind == DeadlineKind.PAUSE:
        pausing.lapse(deadline.ticket_id, deadline_id=deadline.pk)
    elif deadline.kind == DeadlineKind.CONFIRM:
        revisiting.lapse_confirmation(deadline.ticket_id, deadline_id=deadline.pk)
    elif deadline.kind == DeadlineKind.RULING and rulings.waits_for_desk(deadline.ticket_id):
        rulings.escalate(deadline.ticket_id, deadline_id=deadline.pk)
    else:
        _mark(deadline, action="mark_overdue", column="passed_at")


def _mark(deadline: Deadline, *, action: str, column: str) -> None:
    """Say it once. Asked again under the lock: the act may have come just before."""
    with changing(deadline.ticket_id, action=action, actor=None) as change:
        _claim(change, deadline, column)
        _wait_for_no_disk()
        change.only_marks = True
        change.data |= {
            "deadline": deadline.pk,
            "kind": deadline.kind,
            "due": deadline.due_at.isoformat(),
            "unit": deadline.unit.pk if deadline.unit else None,
        }
        if deadline.check_in is not None:
            change.data |= whistling.who_waits(deadline.check_in)
        if deadline.instruction is not None:
            change.data["wrote"] = deadline.instruction.by.organisation_id
        if deadline.kind == DeadlineKind.RULING and (asked := change.ticket.open_request):
            change.data |= {"asked": str(asked.KIND), "escalated": asked.escalated_at is not None}
        if deadline.kind in OF_AN_EXCLUSION:
            change.data["unit"] = next(asked.unit_id for asked in change.ticket.exclusions if asked.waits)
        if deadline.kind == DeadlineKind.REOPEN and column == "passed_at":
            reopening.when_silent(change)
        _supervise(change, deadline, overdue=column == "passed_at")


def _wait_for_no_disk() -> None:
    """For this transaction alone: a mark that a crash takes back the next sweep makes again.

    Whoever was told of it was told by a later transaction, whose own wait covers this one.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit = off")


def _supervise(change: Change, deadline: Deadline, *, overdue: bool) -> None:
    """The lower steps of the ladder (DOMAIN §2.7): a card for the lead, an alarm for whoever is on duty."""
    red = (CardColour.RED,) if overdue else ()
    supervising.show_cards(change, deadline, CardColour.YELLOW, *red)
    if deadline.kind == DeadlineKind.LEDGER and overdue:
        supervising.nominate(change, HardCase.LEDGER_LATE)
    if deadline.kind == DeadlineKind.ANSWER:
        supervising.when_silent(change, overdue=overdue)
    if overdue:
        supervising.alarm(change, deadline)


def _claim(change: Change, deadline: Deadline, column: str) -> None:
    """Set the mark where the clock still runs; otherwise nothing happens at all."""
    mine = Deadline.objects.filter(_NOT_YET[column], pk=deadline.pk, met_at=None, voided_at=None, paused_at=None)
    if not mine.update(**{column: change.now}):
        raise NotDone("met meanwhile")
