"""When a firm may urge (催办), and the sentence that says so. Pure: clocks, `now` and calendar come in.

The limits below are a GUESS (DOMAIN §0: a proposal, no rule of law): half of the running time, and once a day unless
the county says otherwise.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.utils.translation import gettext as _

from orgs.calendar import WorkCalendar
from tickets.chips import next_deadline
from tickets.models import Deadline
from tickets.statuses import DeadlineKind, Status
from web.moments import moment

PART_OF_THE_TIME: Final = 2
"""One part in so many of the running clock must have passed."""

AGAIN_AFTER_HOURS: Final[int] = settings.LIMITS["URGE_AGAIN_HOURS"]

MANY: Final[int] = settings.LIMITS["URGES_TO_SUPERVISE"]
"""So many urgings of one case prompt the office to supervise it (DOMAIN §2.6: three, a GUESS as well)."""

# What the firm urges on in each status of `statuses.URGEABLE`.
CLOCK: Final[dict[str, DeadlineKind]] = {
    Status.SUBMITTED: DeadlineKind.ACCEPT,
    Status.ACCEPTED: DeadlineKind.DISPATCH,
    Status.HANDLING: DeadlineKind.RESOLVE,
}


@dataclass(frozen=True, slots=True)
class Urging:
    """Whether the button is open now, when it opens, and how often it was pressed."""

    opens: datetime
    is_open: bool
    times: int
    words: str
    hours: int = AGAIN_AFTER_HOURS


def urging(
    status: str, deadlines: Iterable[Deadline], *, urged: Iterable[datetime], now: datetime, calendar: WorkCalendar
) -> Urging | None:
    """How it stands with urging; None where no clock of the firm's runs. `urged` are the times it was done."""
    kind = CLOCK.get(status)
    deadline = next_deadline(deadlines, kind) if kind else None
    if deadline is None or deadline.paused_at is not None:
        return None
    times = sorted(urged)
    again = timedelta(hours=AGAIN_AFTER_HOURS)
    opens = _whole_minute(max([half_way(deadline, calendar), *(at + again for at in times)]))
    words = "" if opens <= now else _("%(when)s 后可以催办") % {"when": moment(opens, now=now)}
    return Urging(opens=opens, is_open=opens <= now, times=len(times), words=words)


def _whole_minute(at: datetime) -> datetime:
    """Up to the next minute: the sentence names no seconds and must be true."""
    whole = at.replace(second=0, microsecond=0)
    return whole if whole == at else whole + timedelta(minutes=1)


def half_way(deadline: Deadline, calendar: WorkCalendar) -> datetime:
    """When half of the clock's own time has passed; what stood still for the firm's answer is not counted."""
    if deadline.wall:
        length = deadline.due_at - deadline.starts_at - timedelta(minutes=deadline.paused_minutes)
        return deadline.due_at - length / PART_OF_THE_TIME
    span = calendar.working_minutes_between(deadline.starts_at, deadline.due_at)
    last = max(span - deadline.paused_minutes, 0) // PART_OF_THE_TIME
    return calendar.add_working_minutes(deadline.starts_at, span - last)
