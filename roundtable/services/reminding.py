"""Reminders: of a meeting and of materials the working day before, of the joint meeting that a quarter still lacks.

One transaction each; one that fails stops nobody. Safe to run twice, at once, or late; who is reminded of what follows
from the seats when the notice goes out (`notifications.meetings`).
"""

import logging
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from functools import cache, partial
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from journal import clock
from journal.events import record
from orgs.calendar import COUNTY_TIME, WorkCalendar
from orgs.models import Organisation
from orgs.queries import today
from orgs.statuses import OrganisationKind
from orgs.working_days import calendar_for
from roundtable.meeting_kinds import MeetingKind, MeetingState
from roundtable.models import Meeting, Reminder
from roundtable.models.reminders import ReminderKind

logger = logging.getLogger(__name__)

MEETING_WORKING_DAYS: Final[int] = settings.LIMITS["MEETING_REMINDER"]
MATERIALS_WORKING_DAYS: Final[int] = settings.LIMITS["MATERIALS_REMINDER"]
QUARTER_DAYS: Final[int] = settings.LIMITS["JOINT_MEETING_DAYS"]


def run() -> int:
    """Remind of all that is due; the number of reminders."""
    now = clock.now()
    due = [*_of_meetings(now), *_of_quarters(now)]
    return sum(_safely(each) for each in due)


def _safely(remind: Callable[[], bool]) -> bool:
    try:
        return remind()
    except Exception:
        logger.exception("a reminder of a meeting cannot go out; later")
        return False


# --- of meetings that were called -------------------------------------------------------------------------------------


def _of_meetings(now: datetime) -> Iterator[Callable[[], bool]]:
    calendar = cache(calendar_for)
    for meeting in Meeting.objects.filter(state=MeetingState.NOTIFIED, starts_at__gt=now).order_by("starts_at", "pk"):
        for kind, day in _due(meeting, calendar(meeting.county_id), now):
            yield partial(_remind, meeting.pk, kind, day, now=now)


def _due(meeting: Meeting, calendar: WorkCalendar, now: datetime) -> Iterator[tuple[ReminderKind, date]]:
    """Of what it is time to remind. Whoever was told within that time has just read it."""
    told = meeting.notified_at or now
    day = _day_of(meeting)
    if told < _opening(calendar, day, MEETING_WORKING_DAYS) <= now:
        yield ReminderKind.MEETING, day
    last = meeting.materials_until
    if last and today(now) <= last and told < _opening(calendar, last, MATERIALS_WORKING_DAYS) <= now:
        yield ReminderKind.MATERIALS, last


def _opening(calendar: WorkCalendar, day: date, working_days: int) -> datetime:
    """When the offices open so many working days before a day."""
    before = calendar.subtract_working_days(day, working_days).date()
    return calendar.next_opening(datetime.combine(before, time.min, tzinfo=COUNTY_TIME))


def _remind(meeting_id: int, kind: ReminderKind, day: date, *, now: datetime) -> bool:
    """Once for a day. Asked again under the lock: it may have been called off or moved just before."""
    with transaction.atomic():
        meeting = Meeting.objects.select_for_update(of=("self",), no_key=True).get(pk=meeting_id)
        still = meeting.materials_until if kind == ReminderKind.MATERIALS else _day_of(meeting)
        if meeting.state != MeetingState.NOTIFIED or still != day:
            return False
        _row, first = Reminder.objects.get_or_create(
            meeting=meeting, kind=kind, day=day, defaults={"committee_id": meeting.committee_id, "at": now}
        )
        if first:
            data = {"kind": kind.value, "day": day.isoformat()}
            record("meeting.reminded", meeting, actor=None, at=now, data=data)
    return first


def _day_of(meeting: Meeting) -> date:
    return meeting.starts_at.astimezone(COUNTY_TIME).date()


# --- of the joint meeting of a quarter (联席会议, DOMAIN §1.2) --------------------------------------------------------


def _of_quarters(now: datetime) -> Iterator[Callable[[], bool]]:
    first, last = quarter_of(today(now))
    if today(now) <= last - timedelta(days=QUARTER_DAYS):
        return
    general = Organisation.objects.filter(
        kind=OrganisationKind.GENERAL_COMMITTEE, active=True, county__in_setup=False
    ).exclude(pk__in=Reminder.objects.filter(kind=ReminderKind.QUARTER, day=first).values("committee"))
    for committee in general.order_by("pk"):
        yield partial(_remind_of_quarter, committee.pk, first, last, now=now)


def _remind_of_quarter(committee_id: int, first: date, last: date, *, now: datetime) -> bool:
    """Once a quarter, where no joint meeting lies in it."""
    since, until = (datetime.combine(day, time.min, tzinfo=COUNTY_TIME) for day in (first, last + timedelta(days=1)))
    with transaction.atomic():
        committee = Organisation.objects.select_for_update(of=("self",), no_key=True).get(pk=committee_id)
        of_the_quarter = Q(starts_at__gte=since, starts_at__lt=until)
        joint = Meeting.objects.filter(of_the_quarter, committee=committee, kind=MeetingKind.JOINT)
        if joint.exclude(state=MeetingState.CANCELLED).exists():
            return False
        _row, is_first = Reminder.objects.get_or_create(
            committee=committee, kind=ReminderKind.QUARTER, day=first, defaults={"at": now}
        )
        if is_first:
            record("organisation.joint_meeting_due", committee, actor=None, at=now, data={"quarter": first.isoformat()})
    return is_first


def quarter_of(day: date) -> tuple[date, date]:
    """The first and the last day of the quarter in which a day lies."""
    first = date(day.year, day.month - (day.month - 1) % 3, 1)
    later = first + timedelta(days=93)  # in the first days of the next quarter, whichever months this one has
    return first, later.replace(day=1) - timedelta(days=1)
