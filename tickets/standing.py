"""Where a case stands in the lists of those who work on it: which clock counts now, and until when.

Both are written on the rows whenever a case changes (`services.deadlines.settle`), so that an index has the order of
every list: its first page costs the same among ten open cases and among ten thousand (docs/adr/0014). Pure.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final, NamedTuple

from tickets.models import Deadline, Leg, Ticket
from tickets.statuses import OF_AN_EXCLUSION, OPEN, WORKING_LEGS, DeadlineKind, LegRole, Status

TURNS: Final[Mapping[Status, tuple[DeadlineKind, ...]]] = {
    Status.SUBMITTED: (DeadlineKind.RULING, DeadlineKind.ACCEPT),
    Status.NEED_INFO: (DeadlineKind.INFO,),
    Status.ACCEPTED: (DeadlineKind.RULING, DeadlineKind.DISPATCH, DeadlineKind.PARTS),
    Status.HANDLING: (DeadlineKind.RULING, DeadlineKind.SETTLE, DeadlineKind.PAUSE, DeadlineKind.RESOLVE),
    Status.ON_LEDGER: (DeadlineKind.RULING, DeadlineKind.MONTHLY),
    Status.REPLIED: (DeadlineKind.REVIEW,),
    Status.REVISITING: (DeadlineKind.CALLS, DeadlineKind.CONFIRM),
    Status.WITHDRAWN: (DeadlineKind.WITHDREW,),
    Status.CLOSED: (DeadlineKind.REOPEN,),
}
"""Status → the clocks that may count in it; the first one that is live does."""


AFTER_THE_END: Final = OF_AN_EXCLUSION | {DeadlineKind.WITHDREW, DeadlineKind.REOPEN}
"""Clocks that may begin, or go on, when a case has ended."""


class Turn(NamedTuple):
    """The clock that counts now, by its kind, and until when. Without one an open case stands where it was filed."""

    waits_for: str
    due_at: datetime | None


class Owed(NamedTuple):
    """Until when a unit owes its part, and whether its time stands still. No time once it owes nothing."""

    due_at: datetime | None
    paused: bool


def turn_of(ticket: Ticket, live: Iterable[Deadline]) -> Turn:
    """Which of a case's live clocks counts now."""
    clocks = {clock.kind: clock for clock in live}
    for kind in TURNS.get(Status(ticket.status), ()):
        if kind in clocks:
            return Turn(str(kind), clocks[kind].due_at)
    return Turn("", ticket.submitted_at if ticket.status in OPEN else None)


def owed_by(leg: Leg, ticket: Ticket, live: Iterable[Deadline]) -> Owed:
    """What a unit works against: the soonest of its own clocks, and for the lead of the case's as well."""
    if leg.status not in WORKING_LEGS:
        return Owed(None, paused=False)
    lead = leg.role == LegRole.LEAD
    if ticket.status == Status.ON_LEDGER and lead:  # all else stands still, the report is owed
        monthly = (clock.due_at for clock in live if clock.kind == DeadlineKind.MONTHLY)
        return Owed(next(monthly, None), paused=False)
    mine = [clock for clock in live if clock.leg_id == leg.pk or (lead and clock.kind == DeadlineKind.RESOLVE)]
    suspended = lead and any(clock.kind == DeadlineKind.RESOLVE and clock.paused_at for clock in mine)
    due_at = min((clock.due_at for clock in mine), default=leg.dispatched_at)
    return Owed(due_at, paused=suspended or ticket.status in {Status.NEED_INFO, Status.ON_LEDGER})
