"""Until when a case may stand on the ledger (挂账), and when its lead reports. Pure.

DOMAIN §2.3: 180 days at most. A report each month is the county's own practice as we know it; thirty days, and three
working days for what comes back, are GUESSES.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.conf import settings
from django.utils.translation import gettext as _

from orgs.calendar import WorkCalendar
from tickets.extensions import local_day
from web.moments import day

MOST_DAYS: Final = 180
REPORT_DAYS: Final[int] = settings.LIMITS["LEDGER_REPORT_DAYS"]
LEAST_WORKING_DAYS: Final[int] = settings.LIMITS["LEDGER_BACK"]
"""What the lead has at least for its reply once a case is off the ledger."""


@dataclass(frozen=True, slots=True)
class Span:
    """The target dates that may be named: from the first to the last."""

    first: date
    last: date

    def refusal(self, target: date, *, calendar: WorkCalendar) -> str:
        """Why a day cannot be had, in a sentence; empty for one that can."""
        if target < self.first:
            return _("目标日期最早是 %(day)s") % {"day": day(self.first, year=True)}
        if target > self.last:
            return self.most
        if not calendar.is_working_day(target):
            before = calendar.subtract_working_days(target, 1).date()
            return _("%(day)s 是休息日，请选工作日，例如 %(before)s") % {"day": day(target), "before": day(before)}
        return ""

    @property
    def most(self) -> str:
        """目标日期最晚是 2027年5月14日，挂账不超过 180 天."""
        last = day(self.last, year=True)
        return _("目标日期最晚是 %(day)s，挂账不超过 %(days)d 天") % {"day": last, "days": MOST_DAYS}


def span(*, now: datetime, calendar: WorkCalendar, since: datetime | None = None) -> Span | None:
    """What may be named now: from the next working day on, 180 days from when the case first stood there (`since`).

    Both are working days, as what may be named is. None where they are used up: whoever takes a case off and asks again
    begins no new half-year.
    """
    first = calendar.add_working_days(local_day(now), 1).date()
    last = calendar.subtract_working_days(local_day(since or now) + timedelta(days=MOST_DAYS + 1), 1).date()
    return Span(first, last) if first <= last else None


def next_report(*, now: datetime, calendar: WorkCalendar) -> datetime:
    """A month on, at the close of business of that day or of the next working day."""
    return calendar.close_of(calendar.working_day_from(local_day(now) + timedelta(days=REPORT_DAYS)))
