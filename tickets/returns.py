"""Until when a unit may give its leg back: the limit for signing, in days a working day, in hour tiers less. Pure.

DESIGN §5: within one working day of dispatch, in hour tiers within the sign limit, signed or not. The catalogue's limit
for signing is that working day (DOMAIN §2.3), so one clock says both. Days on which the firm is asked do not count:
while a unit has not signed its clock stands still by itself, afterwards they are added here.
"""

from collections.abc import Iterable
from datetime import datetime

from orgs.calendar import WorkCalendar
from tickets.clock import after_pause
from tickets.models import Deadline, Leg
from tickets.statuses import DeadlineKind

Wait = tuple[datetime, datetime]
"""From when to when the case has waited for the firm."""


def last_moment(
    leg: Leg, clocks: Iterable[Deadline], waits: Iterable[Wait], *, calendar: WorkCalendar
) -> datetime | None:
    """When silence becomes acceptance; None where nobody was ever asked to sign, or while the clock stands still."""
    clock = next((clock for clock in clocks if clock.kind == DeadlineKind.SIGN and clock.leg_id == leg.pk), None)
    if clock is None or clock.paused_at is not None:
        return None
    moment = clock.due_at
    for asked, answered in sorted(waits):
        if clock.met_at is not None and asked >= clock.met_at:
            moment = after_pause(moment, paused=asked, resumed=answered, wall=clock.wall, calendar=calendar)
    return moment
