"""The one door for changes: lock, check, change, clocks, save, journal (DESIGN §3)."""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from django.core.exceptions import PermissionDenied
from django.db import OperationalError, transaction
from django.db.models import QuerySet
from psycopg2.errors import DeadlockDetected, LockNotAvailable

from journal import clock
from journal.canonical import JSON
from journal.events import record
from journal.models import Event
from orgs.calendar import WorkCalendar
from orgs.models import Post
from orgs.working_days import calendar_for
from tickets.action import Action, On
from tickets.actions import ACTIONS
from tickets.exceptions import Blocked, Busy, NotPossibleNow, StaleWrite
from tickets.group_policies import refusal
from tickets.models import Leg, Ticket
from tickets.services import deadlines, lapsing
from tickets.statuses import DeadlineKind
from web.prepared import prepared
from web.saving import remember, save_changes

logger = logging.getLogger(__name__)


@dataclass(slots=False)
class Change:
    """What one act has in hand: the locked case, perhaps a leg, the instant, the words to log."""

    action: Action
    ticket: Ticket
    actor: Post | None
    now: datetime
    own_leg: Leg | None = None
    data: dict[str, JSON] = field(default_factory=dict)
    erasable: dict[str, str] = field(default_factory=dict)
    recorded: Event | None = None
    # Clocks the act itself decides on, beside those of the table.
    meets: list[DeadlineKind] = field(default_factory=list)
    starts: list[DeadlineKind] = field(default_factory=list)
    # Working days of a clock that this act starts, where they are not the catalogue's.
    days: dict[DeadlineKind, int] = field(default_factory=dict)
    # From when clocks go on that stood still for a question; None: from now.
    goes_on_at: datetime | None = None
    # The act only says what a clock has come to: none starts, stops or moves, so nothing stands elsewhere.
    only_marks: bool = False
    # No case follows this one, as `parting` has found under its lock.
    alone: bool = False

    @property
    def leg(self) -> Leg:
        """The leg that a leg's action is on."""
        if self.own_leg is None:
            msg = "this action is on the case, not on a leg"
            raise TypeError(msg)
        return self.own_leg

    @property
    def post(self) -> Post:
        """The post of the person who acts; system acts have none."""
        if self.actor is None:
            msg = "the system acts here"
            raise TypeError(msg)
        return self.actor

    @property
    def event(self) -> Event:
        """The event, once the block has ended."""
        if self.recorded is None:
            msg = "nothing is recorded before the change has ended"
            raise TypeError(msg)
        return self.recorded

    @cached_property
    def calendar(self) -> WorkCalendar:
        """The county's working days, read once per change."""
        return calendar_for(self.ticket.county_id)

    def leave(self, leg: Leg) -> None:
        """Save another leg that this act has changed (a recalled one, a waived assist)."""
        leg.version += 1
        save_changes(leg)


@contextmanager
def changing(
    ticket_id: int,
    *,
    action: str,
    actor: Post | None,
    version: int | None = None,
    leg_id: int | None = None,
    along: bool = False,
) -> Iterator[Change]:
    """Open a change; leaving the block saves it with its clocks and its event.

    `along`: part of an act on the lead case of a group, which has been asked who may and on which version.
    Raises StaleWrite, NotPossibleNow, PermissionDenied, Blocked (a case that is joined or split), Busy (a lock of the
    whole act is not to be had in time); then nothing is written.
    """
    row = ACTIONS[action]
    with or_busy(ticket_id), transaction.atomic():
        ticket, legs = locked(ticket_id)
        leg = next((leg for leg in legs if leg.pk == leg_id), None)
        if along:
            _check_status(row, ticket, leg)
        else:
            _check(row, ticket, leg, actor=actor, version=version)
        change = Change(action=row, ticket=ticket, actor=actor, now=clock.now(), own_leg=leg)
        yield change
        _finish(change)


@contextmanager
def or_busy(row_id: int) -> Iterator[None]:
    """A lock that is not to be had in time, or two that cross, are told as Busy: what was typed stays."""
    try:
        yield
    except OperationalError as error:
        if isinstance(error.__cause__, LockNotAvailable | DeadlockDetected):
            logger.warning("row %s is busy: %s", row_id, " ".join(str(error).split()))
            raise Busy(row_id) from error
        raise


def locked(ticket_id: int) -> tuple[Ticket, Sequence[Leg]]:
    """The case row under lock, and its live legs. Raises Busy when the lock is not to be had in time."""
    with or_busy(ticket_id):
        found = list(_to_lock(case=ticket_id))
    if not found:
        raise Ticket.DoesNotExist
    ticket = found[0]
    for row in (ticket, *ticket.live_legs):
        remember(row)
    return ticket, ticket.live_legs


@prepared("case")
def _to_lock(*, case: int) -> QuerySet[Ticket]:
    # Not FOR UPDATE: rows that only name the case need not wait, and it crossed with commits of cases that repeat it.
    rows = Ticket.objects.filter(pk=case).select_for_update(of=("self",), no_key=True)
    return rows.select_related("filed_by", "category__catalogue", "county")


def _check(
    row: Action,
    ticket: Ticket,
    leg: Leg | None,
    *,
    actor: Post | None,
    version: int | None,
) -> None:
    """Stale first (somebody was faster), then the status, then who may."""
    if row.on is On.LEG and leg is None:
        raise StaleWrite(ticket)  # recalled or waived meanwhile, or never this unit's
    subject = leg if row.on is On.LEG and leg is not None else ticket
    if row.decides and actor is not None and version != subject.version:
        raise StaleWrite(ticket, leg)
    _check_status(row, ticket, leg)
    if sentence := refusal(row, ticket):
        raise Blocked(sentence)
    if row.by_system != (actor is None):
        raise PermissionDenied(row.verb)
    if actor is not None and not row.policy(subject, actor):
        if row.once is not None and row.once(subject, actor):
            raise StaleWrite(ticket, leg)
        raise PermissionDenied(row.verb)


def _check_status(row: Action, ticket: Ticket, leg: Leg | None) -> None:
    subject = leg if row.on is On.LEG and leg is not None else ticket
    if subject.status not in row.sources or ticket.status not in row.case_in:
        raise NotPossibleNow(ticket, leg)


def _insist(row: Action, ticket: Ticket, leg: Leg | None) -> None:
    """Where the act has left case and leg is where the table says that it leads."""
    if row.targets and ticket.status not in row.targets:
        msg = f"{row.verb} left the case in {ticket.status}"
        raise AssertionError(msg)
    if row.leg_target and (leg is None or leg.status != row.leg_target):
        msg = f"{row.verb} left the leg in {leg and leg.status}"
        raise AssertionError(msg)


def _finish(change: Change) -> None:
    """Save what the act did, apply its clocks, write its event."""
    row, ticket, leg = change.action, change.ticket, change.own_leg
    _insist(row, ticket, leg)
    if (row.on is On.CASE and row.decides) or row.targets:
        ticket.version += 1
    if leg is not None:
        if row.decides:
            leg.version += 1
        save_changes(leg)
    lapsing.lapse_order(change)
    lapsing.follow_instructions(change)
    if not change.only_marks:
        _run_clocks(change)
    ticket.updated_at = change.now
    save_changes(ticket)
    if leg is not None:
        change.data |= {"leg": leg.pk, "unit": leg.department_id, "role": leg.role}
    change.data |= {"status": ticket.status, "round": ticket.round}
    if change.actor is not None:
        change.data["by"] = change.actor.organisation_id
    change.recorded = record(
        row.verb,
        ticket,
        actor=change.actor,
        at=change.now,
        data=change.data,
        erasable=change.erasable,
    )


def _run_clocks(change: Change) -> None:
    """Bring the clocks in line with what the table and the act say, and write where the case stands then."""
    deadlines.apply(
        change.ticket,
        change.own_leg,
        meets=(*change.action.meets, *change.meets),
        starts=(*change.action.starts, *change.starts),
        now=change.now,
        calendar=lambda: change.calendar,
        days=change.days,
        goes_on_at=change.goes_on_at or change.now,
    )
    deadlines.settle(change.ticket)
