"""Until when a unit may give its leg back: the limit for signing, in days a working day, in hour tiers less. Pure.

DESIGN §5: within one working day of dispatch, in hour tiers within the sign limit, signed or not. The catalogue's limit
for signing is that working day (DOMAIN §2.3), so one clock says both, and questions to the firm move both.
"""

from collections.abc import Iterable
from datetime import datetime

from tickets.models import Deadline, Leg
from tickets.statuses import DeadlineKind


def clock_for_returns(leg: Leg, clocks: Iterable[Deadline]) -> Deadline | None:
    """The leg's clock for signing, met or not; None where there never was one."""
    return next((clock for clock in clocks if clock.kind == DeadlineKind.SIGN and clock.leg_id == leg.pk), None)


def still_possible(clock: Deadline | None, *, now: datetime) -> bool:
    """Whether silence has not accepted yet: the clock has not run out, or stands still."""
    return clock is not None and (clock.paused_at is not None or now <= clock.due_at)
