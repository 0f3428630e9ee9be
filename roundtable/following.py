"""By when a decision (议定事项) is to be spoken of, reported on and warned about. Pure.

DOMAIN §3.1, follow-up: the lead contacts the firm in two working days and reports each month by the 30th. Its three
months at most are no limit here: a meeting names the day. The warning is a working day before (DESIGN §6).
"""

from calendar import monthrange
from datetime import date, datetime, time, timedelta
from typing import Final

from orgs.calendar import COUNTY_TIME, WorkCalendar
from tickets.extensions import local_day

CONTACT_WORKING_DAYS: Final = 2
REPORT_BY_DAY: Final = 30
WARN_WORKING_DAYS: Final = 1


def contact_due(begins: datetime, calendar: WorkCalendar) -> datetime:
    """Until when the lead has spoken with the firms."""
    return calendar.add_working_days(begins, CONTACT_WORKING_DAYS)


def next_report(since: datetime, calendar: WorkCalendar) -> datetime:
    """The close of the 30th, of this month where there is a week left, else of the next; in February its last day.

    Rest days: the working day before, so that it is the month's own report.
    """
    today = local_day(since)
    day = _report_day(today.year, today.month)
    if day - today < timedelta(days=7):
        following = (today.replace(day=1) + timedelta(days=32)).replace(day=1)
        day = _report_day(following.year, following.month)
    while not calendar.is_working_day(day):
        day -= timedelta(days=1)
    return calendar.close_of(day)


def report_after(now: datetime, due: datetime | None, calendar: WorkCalendar) -> datetime:
    """Once a month was reported on, early or late: the report of the month behind it, or of the one that runs."""
    month = local_day(due or now).replace(day=1) + timedelta(days=32)
    found = next_report(datetime.combine(month.replace(day=1), time(), tzinfo=COUNTY_TIME), calendar)
    return found if found > now else next_report(now, calendar)


def warning(due: datetime, *, begins: datetime, calendar: WorkCalendar) -> datetime:
    """A working day before it is due, at the close; never before it began."""
    before = calendar.close_of(calendar.subtract_working_days(local_day(due), WARN_WORKING_DAYS).date())
    return max(before, begins)


def _report_day(year: int, month: int) -> date:
    return date(year, month, min(REPORT_BY_DAY, monthrange(year, month)[1]))
