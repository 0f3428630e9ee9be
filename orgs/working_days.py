"""The county's working calendar out of the database, and whether next year's days are entered."""

from collections.abc import Iterable
from datetime import date, time
from functools import lru_cache
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, OuterRef, QuerySet
from django.db.models.functions import ExtractYear, JSONObject

from orgs.calendar import Intervals, WorkCalendar
from orgs.models import CalendarDay, County
from orgs.statuses import DayKind
from web.prepared import prepared

WARNING_STARTS = (11, 15)
"""Month and day: the State Council publishes next year's days early in November (DOMAIN §2.10)."""

FEWEST_REST_DAYS = 7
"""No year rests on fewer weekdays than this; below it the year is not entered, or half entered."""

_HOURS = ("morning_from", "morning_to", "afternoon_from", "afternoon_to")


def calendar_for(county_id: int) -> WorkCalendar:
    """Return the calendar as it stands now, in one query. Raises County.DoesNotExist.

    Nothing is cached: an edit counts at once. Take it once per service or task.
    """
    for county in _with_days(county=county_id):
        return _calendar(county, county.days)
    raise County.DoesNotExist


@prepared("county")
def _with_days(*, county: int) -> QuerySet[Any]:
    days = CalendarDay.objects.filter(county=OuterRef("pk")).values(
        json=JSONObject(day="day", kind="kind", hours="hours")
    )
    return County.objects.filter(pk=county).annotate(days=ArraySubquery(days))


def calendar_of(county: County) -> WorkCalendar:
    """Return the calendar for a page, out of memory while the county's row says that nothing has changed.

    Every edit raises `calendar_version` and adds to the county's chain in its own transaction (`services.calendar`),
    so that it counts at once in every process.
    """
    return _kept(county.pk, county.calendar_version, bytes(county.chain_head or b""))


@lru_cache(maxsize=256)
def _kept(county_id: int, _version: int, _chain_head: bytes) -> WorkCalendar:
    return calendar_for(county_id)


def _calendar(county: County, rows: Iterable[dict[str, object]]) -> WorkCalendar:
    arranged: dict[str, dict[date, Intervals]] = {kind: {} for kind in DayKind.values}
    for row in rows:
        day = date.fromisoformat(str(row["day"]))
        arranged[str(row["kind"])][day] = read_hours(row["hours"])
    return WorkCalendar(
        hours=office_hours(county),
        rest=frozenset(arranged[DayKind.REST]),
        work=frozenset(arranged[DayKind.WORK]),
        special=arranged[DayKind.SPECIAL],
    )


def office_hours(county: County) -> Intervals:
    """Return the hours of an ordinary day."""
    morning_from, morning_to, afternoon_from, afternoon_to = (getattr(county, name) for name in _HOURS)
    return ((morning_from, morning_to), (afternoon_from, afternoon_to))


def read_hours(stored: object) -> Intervals:
    """Return `[["08:30", "12:00"]]` as intervals. Raises ValueError when it is anything else."""
    if not isinstance(stored, list):
        raise ValueError("hours are a list of pairs")  # noqa: TRY004 -- bad data, not a wrong call
    return tuple((time.fromisoformat(start), time.fromisoformat(end)) for start, end in stored)


def write_hours(hours: Intervals) -> list[list[str]]:
    """Return intervals as they are stored."""
    return [[f"{start:%H:%M}", f"{end:%H:%M}"] for start, end in hours]


def missing_years(county_id: int, today: date) -> list[int]:
    """Return the years whose days are not entered: this one, and from 15 November the next."""
    asked = [today.year]
    if (today.month, today.day) >= WARNING_STARTS:
        asked.append(today.year + 1)
    entered = (
        CalendarDay.objects.filter(county_id=county_id, kind=DayKind.REST, day__year__gte=today.year)
        .annotate(year=ExtractYear("day"))
        .values("year")
        .annotate(days=Count("pk"))
        .filter(days__gte=FEWEST_REST_DAYS)
        .values_list("year", flat=True)
        .order_by("year")
    )
    return sorted(set(asked) - set(entered))
