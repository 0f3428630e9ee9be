"""The kinds of reports: which days each covers, from when it can be made, and which ones are due. Pure."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from metrics.periods import Month, Period, Span, Year
from orgs.calendar import COUNTY_TIME

READY: Final = timedelta(hours=7, minutes=30)
"""After midnight: a report is made in the morning after its last day (GUESS)."""
_DAY: Final = timedelta(days=1)


class ReportKind(TextChoices):
    """By the length of the period."""

    DAILY = "daily", _("日报")
    WEEKLY = "weekly", _("周报")
    MONTHLY = "monthly", _("月通报")
    YEARLY = "yearly", _("年度考核")


_MOST: Final[Mapping[ReportKind, int]] = {
    ReportKind.DAILY: 7,
    ReportKind.WEEKLY: 4,
    ReportKind.MONTHLY: 3,
    ReportKind.YEARLY: 1,
}
"""So many are made up for after an outage; earlier ones are asked for by hand (GUESS)."""


def covering(kind: ReportKind, day: date, *, starts_on: int) -> Period:
    """The period of a kind that a day lies in: the day, its week from Monday on, its month and year as counted."""
    if kind == ReportKind.DAILY:
        return Span(day, day)
    if kind == ReportKind.WEEKLY:
        monday = day - day.weekday() * _DAY
        return Span(monday, monday + 6 * _DAY)
    month = Month.of(datetime.combine(day, time(12), tzinfo=COUNTY_TIME), starts_on=starts_on)
    return month if kind == ReportKind.MONTHLY else Year(month.year, starts_on)


def last_day(period: Period) -> date:
    """The last day that counts."""
    return period.days[1] - _DAY


def before(kind: ReportKind, period: Period) -> Period:
    """The period that ends where this one begins."""
    if isinstance(period, Span):
        return covering(kind, period.first - _DAY, starts_on=1)
    return period.preceding()


def ready_at(period: Period) -> datetime:
    """From when on its report can be made."""
    return period.end + READY


def last_ended(kind: ReportKind, now: datetime, *, starts_on: int) -> Period:
    """The newest period whose report can be made."""
    period = covering(kind, now.astimezone(COUNTY_TIME).date(), starts_on=starts_on)
    while ready_at(period) > now:
        period = before(kind, period)
    return period


def due(kind: ReportKind, now: datetime, *, starts_on: int, made: date | None) -> list[Period]:
    """Those to be made now, the oldest first. `made` is the last day of the newest one there is; None for none yet."""
    period = last_ended(kind, now, starts_on=starts_on)
    found: list[Period] = []
    while len(found) < (_MOST[kind] if made else 1) and (made is None or last_day(period) > made):
        found.append(period)
        period = before(kind, period)
    return found[::-1]
