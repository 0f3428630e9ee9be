"""Who is on duty, and when nobody is. Reads the roster (值班表); changes to it are made in `orgs.services.duty`."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Final

from django.db.models import QuerySet

from orgs.calendar import COUNTY_TIME, WorkCalendar
from orgs.models import DutyShift, DutySwap, Post
from orgs.models.posts import PostQuerySet
from orgs.queries import today
from orgs.statuses import DUTY_ROLES
from web.prepared import prepared

LOOKS_AHEAD: Final = 14
"""Days in which the roster should have no gap outside office hours."""
_DAY: Final = timedelta(days=1)


def on_duty(county_id: int, *, now: datetime) -> list[Post]:
    """The posts on duty at an instant, whoever has begun first leading; empty where nobody is on the roster."""
    return list(_running(county_id, now=now, day=today(now)).named())


def names_on_duty(county_id: int, *, now: datetime) -> list[str]:
    """Their names alone, for a line on a page that has enough to ask."""
    return _names(county=county_id, now=now, day=today(now))


@prepared("county", "now", "day")
def _names(*, county: int, now: datetime, day: date) -> QuerySet[Post, str]:
    return _running(county, now=now, day=day).values_list("person__name", flat=True)


def _running(county_id: int, *, now: datetime, day: date) -> PostQuerySet:
    running = Post.objects.live(day).filter(
        duty_shifts__county=county_id,
        duty_shifts__starts_at__lte=now,
        duty_shifts__ends_at__gt=now,
        duty_shifts__given_up_at=None,
    )
    return running.order_by("duty_shifts__starts_at", "duty_shifts__pk")


def may_be_on_duty(county_id: int, *, on: date) -> QuerySet[Post]:
    """The posts that a roster can name, by name."""
    posts = Post.objects.live(on).filter(organisation__county=county_id, role__in=DUTY_ROLES)
    return posts.named().order_by("person__pinyin", "pk")


def shifts_between(county_id: int, first: datetime, last: datetime) -> QuerySet[DutyShift]:
    """The shifts that count and touch a span, in order, with whom and what is offered."""
    shifts = DutyShift.objects.filter(county=county_id).between(first, last)
    return shifts.select_related("post__person", "post__organisation").order_by("starts_at", "pk")


def open_offers(county_id: int, *, now: datetime) -> QuerySet[DutySwap]:
    """Offers that wait for a word, of shifts that are not over."""
    offers = DutySwap.objects.filter(shift__county=county_id, answered_at=None, shift__ends_at__gt=now)
    return offers.select_related("shift__post__person", "to__person", "in_return").order_by("shift__starts_at", "pk")


def days_without(shifts: Iterable[DutyShift], *, calendar: WorkCalendar, now: datetime) -> list[date]:
    """Of the days from today on, those on which some hour outside office hours has nobody on duty."""
    spans = sorted((shift.starts_at, shift.ends_at) for shift in shifts)
    days = (today(now) + _DAY * n for n in range(LOOKS_AHEAD))
    return [day for day in days if _gap(day, spans, calendar=calendar, now=now)]


def _gap(day: date, spans: list[tuple[datetime, datetime]], *, calendar: WorkCalendar, now: datetime) -> bool:
    """Whether an instant of the day that is neither past, nor office time, nor on the roster, is left."""
    midnight = datetime.combine(day, datetime.min.time(), tzinfo=COUNTY_TIME)
    at, end = max(midnight, now), midnight + _DAY
    office = [
        (datetime.combine(day, start, tzinfo=COUNTY_TIME), datetime.combine(day, stop, tzinfo=COUNTY_TIME))
        for start, stop in calendar.intervals(day)
    ]
    for start, stop in sorted([*spans, *_with_lunch(office)]):
        if start > at:
            break
        at = max(at, stop)
    return at < end


def _with_lunch(office: list[tuple[datetime, datetime]]) -> list[tuple[datetime, datetime]]:
    """Office hours from the first opening to the last closing: at noon the desk is near."""
    return [(office[0][0], office[-1][1])] if office else []
