"""Months counted beforehand: recounted where a day is dirty, and read in place of the facts (DESIGN §8, ADR 0045)."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields, replace
from datetime import date, datetime, time
from typing import Any, Final

from django.db import connection, transaction
from django.db.models import QuerySet, Sum

from metrics import counting
from metrics.counting import ONCE_A_CASE, Scope
from metrics.models import CaseFact, Cube, Dirt, DispatchFact
from metrics.models.cubes import Axis
from metrics.models.facts import DAYS
from metrics.periods import Month, Period
from metrics.rates import Tally
from orgs.calendar import COUNTY_TIME
from orgs.models import County

NAMES: Final = tuple(each.name for each in fields(Tally))
_LOCK: Final = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"


def recount_dirty(*, working: Callable[[], bool] = lambda: True) -> int:
    """Count every month with a dirty day again, the newest first; how many. `working` False stops between two.

    Months are read anew before each, so that a second task beside this one does not count the same again.
    """
    counted = 0
    for county in County.objects.order_by("pk"):
        tried: set[Month] = set()
        while left := _dirty(county.pk) - tried:
            if not working():
                return counted
            month = max(left)
            tried.add(month)
            counted += recount(county.pk, month, only_dirty=True)
    return counted


def _dirty(county_id: int) -> set[Month]:
    county = County.objects.get(pk=county_id)  # its months may begin on another day since
    days = Dirt.objects.filter(county=county).order_by().values_list("day", flat=True).distinct()
    return {month_of(day, county) for day in days}


def month_of(day: date, county: County) -> Month:
    """The month of a county's day."""
    return Month.of(datetime.combine(day, time(12), tzinfo=COUNTY_TIME), starts_on=county.month_starts_on)


def recount(county_id: int, month: Month, *, only_dirty: bool = False) -> bool:
    """Count one month by every axis; whether it was. What is made dirty meanwhile stays so: its row is not seen here.

    `only_dirty` leaves a month alone that somebody else has counted while this waited for it, or that begins on another
    day by now: whoever changed the day has marked its months anew, and the marks are swept before the day is asked for.
    """
    first, end = month.days
    with transaction.atomic():
        lock(county_id, month)
        swept, _by_model = Dirt.objects.filter(county=county_id, day__gte=first, day__lt=end).delete()
        if only_dirty and not (swept and month.starts_on == _starts_on(county_id)):
            transaction.set_rollback(True)
            return False
        Cube.objects.filter(county=county_id, month=month.named).delete()
        Cube.objects.bulk_create(counted(county_id, month), batch_size=500)
        return True


def _starts_on(county_id: int) -> int:
    return County.objects.values_list("month_starts_on", flat=True).get(pk=county_id)


def lock(county_id: int, month: Month) -> None:
    """Until the transaction ends nobody else counts this month: it is counted once at a time, and read of one state."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [f"cube {county_id} {month}"])


def counted(county_id: int, month: Month) -> list[Cube]:
    """What the cubes of a month should be, from the facts."""
    scope = Scope(county_id, month)
    return [
        Cube(county_id=county_id, month=month.named, axis=axis, key=key or 0, **_counts(tally))
        for axis in Axis
        for key, tally in sorted(counting.tallies(scope, axis).items(), key=lambda each: each[0] or 0)
    ]


def rebuild(county: County) -> None:
    """Count every month of a county that has a fact, and none that has not."""
    months = set(all_months(county))
    for month in sorted(months):
        recount(county.pk, month)
    _forget_others(county, months)


def begin_anew(county: County) -> None:
    """The county's months begin on another day: every one has to be counted again, and some are there no more."""
    months = list(all_months(county))
    _forget_others(county, months)
    Dirt.objects.bulk_create(Dirt(county=county, day=month.start.date()) for month in months)


def _forget_others(county: County, months: Iterable[Month]) -> None:
    Cube.objects.filter(county=county).exclude(month__in=_named(months)).delete()


def all_months(county: County) -> Iterator[Month]:
    """From the month of the first fact until that of the last, the oldest first."""
    ends = list(_ends(county))
    if not ends:
        return
    month = month_of(min(first for first, _last in ends), county)
    last = month_of(max(last for _first, last in ends), county)
    while month <= last:
        yield month
        month = month.following()


# What is counted from its own rows besides facts and dispatches: rulings, and what firms say of a withdrawal.
_RULED: Final = """
SELECT min(at), max(at) FROM (
    SELECT misdispatched_at AS at FROM tickets_return r JOIN tickets_ticket t ON t.id = r.ticket_id
        WHERE t.county_id = %(county)s AND misdispatched_at IS NOT NULL
    UNION ALL SELECT ruled_at FROM tickets_extension e JOIN tickets_ticket t ON t.id = e.ticket_id
        WHERE t.county_id = %(county)s AND upheld
    UNION ALL SELECT at FROM tickets_withdrawalcheck w JOIN tickets_ticket t ON t.id = w.ticket_id
        WHERE t.county_id = %(county)s AND persuaded
) told
"""


def _ends(county: County) -> Iterator[tuple[date, date]]:
    for model, days in ((CaseFact, DAYS), (DispatchFact, ("sent_on",))):
        for day in days:
            rows = model.objects.filter(county=county, **{f"{day}__isnull": False}).order_by(day)
            found: QuerySet[Any, date] = rows.values_list(day, flat=True)
            first, last = found.first(), found.last()
            if first and last:
                yield first, last
    with connection.cursor() as cursor:
        cursor.execute(_RULED, {"county": county.pk})
        first, last = cursor.fetchone()
    if first and last:
        yield first.astimezone(COUNTY_TIME).date(), last.astimezone(COUNTY_TIME).date()


def tallies(scope: Scope, axis: Axis = Axis.UNIT) -> dict[int | None, Tally]:
    """As `counting.tallies` of the same scope, out of the cubes where whole months are asked for.

    Of a county, or of one unit by unit: cubes know no town of a unit and no unit of a town.
    """
    if not scope.period.months:
        return counting.tallies(scope, axis)
    rows = Cube.objects.filter(county=scope.county_id, axis=axis, month__in=_named(scope.period.months))
    if scope.unit_id is not None:
        rows = rows.filter(key=scope.unit_id)
    found: defaultdict[int | None, Tally] = defaultdict(Tally)
    for key, *counts in rows.values_list("key", *NAMES):
        found[key or None] += Tally(*counts)
    return _once_a_case(dict(found), scope, axis)


def by_month(county_id: int, months: Iterable[Month], axis: Axis, *, names: Iterable[str] = NAMES) -> Any:
    """Month → key → tally, for trends; only the `names` fields are read."""
    wanted = tuple(names)
    by_name = {month.named: month for month in months}
    rows = Cube.objects.filter(county=county_id, axis=axis, month__in=list(by_name))
    found: dict[Month, dict[int | None, Tally]] = {month: {} for month in by_name.values()}
    for named, key, *counts in rows.values_list("month", "key", *wanted):
        found[by_name[named]][key or None] = Tally(**dict(zip(wanted, counts, strict=True)))
    return found


def sums(county_id: int, months: Iterable[Month], *, names: Iterable[str]) -> dict[Month, Tally]:
    """Month → tally of the whole county, of the months that have anything; only the `names` fields are read."""
    wanted = tuple(names)
    by_name = {month.named: month for month in months}
    rows = (
        Cube.objects.filter(county=county_id, axis=Axis.UNIT, month__in=list(by_name)).order_by().values_list("month")
    )
    summed = rows.annotate(**{f"{name}_sum": Sum(name) for name in wanted})
    return {by_name[named]: Tally(**dict(zip(wanted, counts, strict=True))) for named, *counts in summed}


def _once_a_case(found: dict[int | None, Tally], scope: Scope, axis: Axis) -> dict[int | None, Tally]:
    """Months do not add up where a case counts once however often it happened: those are counted over the whole."""
    if len(scope.period.months) == 1 or not any(getattr(each, name) for each in found.values() for name in ONCE_A_CASE):
        return found
    whole = counting.tallies(scope, axis, only=ONCE_A_CASE)
    return {
        key: replace(tally, **{name: getattr(whole.get(key, Tally()), name) for name in ONCE_A_CASE})
        for key, tally in found.items()
    }


def _named(months: Iterable[Month]) -> list[date]:
    return [month.named for month in months]


def _counts(tally: Tally) -> dict[str, int]:
    return {name: getattr(tally, name) for name in NAMES}


def differences(county: County) -> Iterator[tuple[str, Period]]:
    """(axis, month) whose cubes are not what the facts say."""
    for month in all_months(county):
        kept: dict[str, dict[int, tuple[int, ...]]] = {axis: {} for axis in Axis}
        for axis, key, *counts in Cube.objects.filter(county=county, month=month.named).values_list(
            "axis", "key", *NAMES
        ):
            kept[axis][key] = tuple(counts)
        now: dict[str, dict[int, tuple[int, ...]]] = {axis: {} for axis in Axis}
        for cube in counted(county.pk, month):
            now[cube.axis][cube.key] = tuple(getattr(cube, name) for name in NAMES)
        yield from ((axis, month) for axis in Axis if kept[axis] != now[axis])
