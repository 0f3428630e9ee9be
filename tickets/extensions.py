"""How far a case's clock may still be extended (延期), and until when that is asked. Pure.

DESIGN §5: asked before due; T3 ten working days more in all, T4 thirty from the start in all; twice at most. The days
are the catalogue's own (`extension_max_wd`), so that a county changes them where it changes all its limits.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.utils.translation import gettext as _

from orgs.calendar import COUNTY_TIME, WorkCalendar
from tickets.chips import next_deadline, wall_words
from tickets.models import Deadline, Extension, Ticket
from tickets.statuses import DeadlineKind, Tier
from web.moments import day

EXTENDABLE: Final = frozenset({Tier.T3, Tier.T4})
"""What is quicker is not put off, what takes longer goes on the ledger (挂账)."""

LONGEST: Final = {Tier.T4: 30}
"""Working days from the start, whatever a category's own limit is."""

EARLY_DAYS: Final = 1
"""A GUESS of DOMAIN §2.3: who asks later than so many working days before due is warned, never refused."""


@dataclass(frozen=True, slots=True)
class Room:
    """The dates that may be asked for: from the first to the last, both working days."""

    clock: Deadline
    times: int  # that it may still be granted
    first: date
    last: date

    def days(self, until: date, calendar: WorkCalendar) -> int:
        """How many working days a date gives."""
        return calendar.working_days_between(local_day(self.clock.due_at), until)

    def refusal(self, until: date, *, calendar: WorkCalendar) -> str:
        """Why a date cannot be had, in a sentence; empty for one that can."""
        if until < self.first:
            return _("新期限要晚于现在的期限 %(day)s") % {"day": day(local_day(self.clock.due_at))}
        if until > self.last:
            return self.most
        if not calendar.is_working_day(until):
            before = calendar.subtract_working_days(until, 1).date()
            return _("%(day)s 是休息日，请选工作日，例如 %(before)s") % {"day": day(until), "before": day(before)}
        return ""

    @property
    def most(self) -> str:
        """延期最多到 7月15日（还可延 1 次）."""
        return _("延期最多到 %(day)s（还可延 %(times)d 次）") % {"day": day(self.last), "times": self.times}

    def is_short(self, now: datetime, calendar: WorkCalendar) -> bool:
        """Whether so little time is left that a ruling may come after the date."""
        return calendar.working_days_between(local_day(now), local_day(self.clock.due_at)) < EARLY_DAYS


def running(clocks: Iterable[Deadline]) -> Deadline | None:
    """The clock that can be extended: the case's, while it runs."""
    clock = next_deadline(clocks, DeadlineKind.RESOLVE)
    return None if clock is None or clock.paused_at is not None else clock


def room(ticket: Ticket, clocks: Sequence[Deadline], granted: Sequence[int], *, calendar: WorkCalendar) -> Room | None:
    """What is left to be asked for; None where nothing is. `granted` are the days of earlier extensions of the case."""
    clock, tier = running(clocks), Tier(ticket.tier)
    if clock is None or ticket.category is None or tier not in EXTENDABLE or len(granted) >= Extension.MOST:
        return None
    left = int(ticket.category.rules(tier).get("extension_max_wd") or 0)
    if tier in LONGEST:  # redo rounds are part of the whole
        limits = sum(each.working_days for each in clocks if each.kind == DeadlineKind.RESOLVE)
        left = min(left, LONGEST[tier] - limits)
    left -= sum(granted)
    if left <= 0:
        return None
    due = local_day(clock.due_at)
    first, last = (calendar.add_working_days(due, days).date() for days in (1, left))
    return Room(clock, Extension.MOST - len(granted), first, last)


def too_late(clocks: Iterable[Deadline], *, now: datetime) -> str:
    """The sentence for who asks after due; empty while there is time, or where no clock runs."""
    clock = running(clocks)
    if clock is None or now <= clock.due_at:
        return ""
    return _("期限 %(until)s 已经过了，不能再申请延期，请尽快办理并答复。") % {"until": wall_words(clock.due_at)}


def local_day(at: datetime) -> date:
    """The day of an instant in the county."""
    return at.astimezone(COUNTY_TIME).date()
