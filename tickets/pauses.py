"""Until when a case may be suspended (挂起). Pure.

Thirty working days at once are a GUESS: whoever waits longer asks again, so that somebody looks at it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.conf import settings
from django.utils.translation import gettext as _

from orgs.calendar import WorkCalendar
from tickets.chips import wall_words
from tickets.extensions import local_day, running
from tickets.models import Deadline
from web.moments import day

MOST_WORKING_DAYS: Final[int] = settings.LIMITS["PAUSE"]


@dataclass(frozen=True, slots=True)
class Span:
    """The days that may be asked for: from the first to the last, both working days."""

    first: date
    last: date

    def refusal(self, until: date, *, calendar: WorkCalendar) -> str:
        """Why a day cannot be had, in a sentence; empty for one that can."""
        if until < self.first:
            return _("挂起最早到 %(day)s") % {"day": day(self.first)}
        if until > self.last:
            return self.most
        if not calendar.is_working_day(until):
            before = calendar.subtract_working_days(until, 1).date()
            return _("%(day)s 是休息日，请选工作日，例如 %(before)s") % {"day": day(until), "before": day(before)}
        return ""

    @property
    def most(self) -> str:
        """挂起最多到 1月4日，一次不超过 30 个工作日."""
        words = _("挂起最多到 %(day)s，一次不超过 %(days)d 个工作日")
        return words % {"day": day(self.last), "days": MOST_WORKING_DAYS}


def span(*, now: datetime, calendar: WorkCalendar) -> Span:
    """What may be asked for now: from the next working day on."""
    today = local_day(now)
    return Span(*(calendar.add_working_days(today, days).date() for days in (1, MOST_WORKING_DAYS)))


def too_late(clocks: Iterable[Deadline], *, now: datetime) -> str:
    """The sentence for who asks after due: a pause never mends a date that is missed. Empty while there is time."""
    clock = running(clocks)
    if clock is None or now <= clock.due_at:
        return ""
    return _("期限 %(until)s 已经过了，挂起补不回来，请尽快办理并答复。") % {"until": wall_words(clock.due_at)}
