"""Exceptional days and the county's settings. The county is the subject, its version counts edits."""

from collections.abc import Iterable, Mapping
from datetime import date, time
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from journal import clock, events
from journal.canonical import JSON, Data
from journal.models import Event
from orgs.calendar import Intervals, check_intervals
from orgs.exceptions import Refused
from orgs.models import CalendarDay, County, Post
from orgs.statuses import DayKind
from orgs.working_days import write_hours

Setting = str | int | time | Decimal

SETTINGS = frozenset(
    {"product_name", "firm_act", "hotline", "month_starts_on"}
    | {"morning_from", "morning_to", "afternoon_from", "afternoon_to"}
)
OF_THE_OPENING = frozenset({"response_weight", "solved_weight", "satisfied_weight", "basic_factor"})
"""What a county is opened with; from then on the figures follow rules with a history, and no past one moves."""
_HOURS = frozenset({"morning_from", "morning_to", "afternoon_from", "afternoon_to"})


def set_day(
    county_id: int,
    *,
    day: date,
    kind: DayKind,
    actor: Post | None,
    hours: Intervals = (),
    note: str = "",
) -> Event:
    """Arrange a day, or arrange it anew. Raises Refused when only special days should carry hours.

    The event `county.calendar_changed` is what open deadlines are recomputed from.
    """
    _check_hours(kind, hours)
    with transaction.atomic():
        county = _locked(county_id)
        arranged = {"kind": kind, "hours": write_hours(hours), "note": note}
        CalendarDay.objects.update_or_create(county=county, day=day, defaults=arranged)
        return _changed(county, actor=actor, days=[(day, kind)])


def set_year(county_id: int, *, rest: Iterable[date], work: Iterable[date], actor: Post | None) -> Event:
    """Enter a year's published days in one act; days already arranged are arranged anew."""
    days = [(day, DayKind.REST) for day in rest] + [(day, DayKind.WORK) for day in work]
    with transaction.atomic():
        county = _locked(county_id)
        CalendarDay.objects.bulk_create(
            [CalendarDay(county=county, day=day, kind=kind) for day, kind in days],
            update_conflicts=True,
            unique_fields=["county", "day"],
            update_fields=["kind", "hours", "note"],
        )
        return _changed(county, actor=actor, days=days)


def remove_day(county_id: int, *, day: date, actor: Post | None) -> Event:
    """Let a day be what its weekday says again. Raises Refused when nothing was arranged."""
    with transaction.atomic():
        county = _locked(county_id)
        removed, _by_model = CalendarDay.objects.filter(county=county, day=day).delete()
        if not removed:
            raise Refused(_("这一天没有特殊安排。"))
        return _changed(county, actor=actor, days=[(day, None)])


def change_settings(county_id: int, *, changes: Mapping[str, Setting], actor: Post | None) -> Event:
    """Change settings of the county by field name. Office hours count as a change of the calendar.

    Weights and factor only while the county is set up. Raises Refused, and ValueError for what is no setting.
    """
    with transaction.atomic():
        county, now = _locked(county_id), clock.now()
        if unknown := set(changes) - SETTINGS - (OF_THE_OPENING if county.in_setup else frozenset()):
            raise ValueError(f"not a setting: {', '.join(sorted(unknown))}")
        before = {name: str(getattr(county, name)) for name in changes}
        for name, value in changes.items():
            setattr(county, name, value)
        try:
            with transaction.atomic():
                county.save(update_fields=[*changes])
        except IntegrityError as problem:
            raise Refused(_("设置不合规则：办公时间要有先后，三项权重相加应为 1。")) from problem
        after = {name: str(value) for name, value in changes.items()}
        data: Data = {"from": before, "to": after}
        event = events.record("county.settings_changed", county, actor=actor, at=now, data=data)
        if _HOURS.intersection(changes):
            _changed(county, actor=actor, days=[])
        return event


def _locked(county_id: int) -> County:
    return County.objects.select_for_update(of=("self",)).get(pk=county_id)


def _changed(county: County, *, actor: Post | None, days: Iterable[tuple[date, DayKind | None]]) -> Event:
    county.calendar_version += 1
    county.save(update_fields=["calendar_version"])
    told: list[JSON] = [{"day": day.isoformat(), "kind": str(kind) if kind else None} for day, kind in days]
    data: Data = {"version": county.calendar_version, "days": told}
    return events.record("county.calendar_changed", county, actor=actor, at=clock.now(), data=data)


def _check_hours(kind: DayKind, hours: Intervals) -> None:
    if (kind == DayKind.SPECIAL) != bool(hours):
        raise Refused(_("只有“特殊办公时间”要填办公时间，也必须填。"))
    if hours:
        try:
            check_intervals(hours)
        except ValueError as problem:
            raise Refused(_("办公时间要按先后填，不能重叠。")) from problem
