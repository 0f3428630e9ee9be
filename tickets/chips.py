"""Deadlines in words: shape, sentence and the sum behind it (UX §1.0). Pure: `now` and calendar come in."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from orgs.calendar import COUNTY_TIME, WorkCalendar
from tickets.models import Deadline
from tickets.statuses import BESIDE, DeadlineKind, Status
from web.moments import day, moment

_WEEKDAYS: Final = (
    gettext_lazy("周一"),
    gettext_lazy("周二"),
    gettext_lazy("周三"),
    gettext_lazy("周四"),
    gettext_lazy("周五"),
    gettext_lazy("周六"),
    gettext_lazy("周日"),
)
# What a list shows first: the clock that the case waits on. A unit that was whistled in has a list of its own, and what
# runs inside a unit is not the case's.
_CASE_CLOCKS: Final = frozenset(DeadlineKind) - BESIDE - {DeadlineKind.CHECK_IN, DeadlineKind.COUNTERSIGN}


@dataclass(frozen=True, slots=True)
class Chip:
    """What `{% due %}` draws."""

    kind: str
    words: str
    wall: str
    deadline: Deadline
    calendar: WorkCalendar

    @property
    def stands(self) -> bool:
        """Whether it tells when a pause ends, and not until when anybody owes anything."""
        return self.deadline.kind == DeadlineKind.PAUSE

    @property
    def first(self) -> str:
        """The date that was promised before any extension; empty while there is none."""
        return wall_words(self.deadline.first_due_at) if self.deadline.first_due_at else ""

    @property
    def sum(self) -> tuple[tuple[str, str], ...]:
        """How the time was reckoned, line by line; put into words only where a page shows it."""
        return _sum(self.deadline, self.calendar)


def next_deadline(deadlines: Iterable[Deadline], *kinds: DeadlineKind) -> Deadline | None:
    """The live clock that runs out first, of these kinds or of all.

    While a case is suspended, one that runs on beside the pause; without one, the pause.
    """
    wanted = frozenset(kinds) or _CASE_CLOCKS
    live = [deadline for deadline in deadlines if deadline.is_live and deadline.kind in wanted]
    if any(deadline.kind in {DeadlineKind.LEDGER, DeadlineKind.MONTHLY} for deadline in live):
        live = [deadline for deadline in live if deadline.paused_at is None]  # all else stands still
    pause = next((deadline for deadline in live if deadline.kind == DeadlineKind.PAUSE), None)
    if pause is not None:
        live = [deadline for deadline in live if deadline is not pause and deadline.paused_at is None] or [pause]
    return min(live, key=lambda deadline: deadline.due_at, default=None)


def chip(deadline: Deadline | None, *, now: datetime, calendar: WorkCalendar) -> Chip | None:
    """One clock as a chip, of a case in hand; None stays None, so that a template can ask for any row's."""
    if deadline is None:
        return None
    broken = ("late", _("没有做到"))
    kind, words = broken if deadline.is_broken else _state(deadline, now=now, calendar=calendar)
    return Chip(kind, words, wall_words(deadline.due_at), deadline, calendar)


def _state(deadline: Deadline, *, now: datetime, calendar: WorkCalendar) -> tuple[str, str]:
    due = deadline.due_at
    if deadline.met_at is not None:
        if deadline.met_at <= due:
            return "done", _("按期完成")
        return "late", _("超期 %(span)s 完成") % {"span": span(deadline, due, deadline.met_at, calendar)}
    if deadline.kind == DeadlineKind.PAUSE or deadline.paused_at is not None:
        return "pause", _why_it_stands(deadline, now)
    if due <= now:
        return "over", _("超期 %(span)s") % {"span": span(deadline, due, now, calendar)}
    if deadline.warn_at <= now or due.astimezone(COUNTY_TIME).date() == now.astimezone(COUNTY_TIME).date():
        return "soon", _("%(moment)s 到期") % {"moment": moment(due, now=now)}
    return "ok", _("剩 %(span)s") % {"span": span(deadline, now, due, calendar)}


def _why_it_stands(deadline: Deadline, now: datetime) -> str:
    ticket = deadline.ticket
    if deadline.kind == DeadlineKind.PAUSE:
        return _("暂停到 %(moment)s") % {"moment": moment(deadline.due_at, now=now)}
    if ticket.status == Status.NEED_INFO:
        return _("计时暂停，待企业补充")
    if ticket.status == Status.ON_LEDGER:
        return _("计时暂停，挂账推进")
    return _("计时暂停，到期自动恢复") if ticket.waits_for == DeadlineKind.PAUSE else _("计时暂停，等裁定")


def span(deadline: Deadline, start: datetime, end: datetime, calendar: WorkCalendar) -> str:
    """A length of time in the clock's own measure: office time, or the wall's for hour tiers."""
    if deadline.wall:
        return in_words(end - start, day_minutes=24 * 60)
    minutes = max(calendar.working_minutes_between(start, end), 0)
    return in_words(timedelta(minutes=minutes), day_minutes=calendar.ordinary_minutes)


def in_words(length: timedelta, *, day_minutes: int) -> str:
    """3 天 2 小时 · 3 小时 13 分 · 12 分: two units at most, never "0 分" for something left."""
    minutes = max(int(length.total_seconds() // 60), 1)
    days, rest = divmod(minutes, day_minutes)
    hours, minutes = divmod(rest, 60)
    if days and hours:
        return _("%(days)d 天 %(hours)d 小时") % {"days": days, "hours": hours}
    if days:
        return _("%(days)d 天") % {"days": days}
    if hours and minutes:
        return _("%(hours)d 小时 %(minutes)d 分") % {"hours": hours, "minutes": minutes}
    if hours:
        return _("%(hours)d 小时") % {"hours": hours}
    return _("%(minutes)d 分") % {"minutes": minutes}


def wall_words(at: datetime) -> str:
    """11月30日（周一）18:00."""
    local = at.astimezone(COUNTY_TIME)
    weekday = _WEEKDAYS[local.weekday()]
    return _("%(day)s（%(weekday)s）%(clock)s") % {
        "day": day(local),
        "weekday": weekday,
        "clock": f"{local:%H:%M}",
    }


def limit_words(*, working_days: int, minutes: int, wall: bool, calendar: WorkCalendar) -> str:
    """A limit as a promise says it: 5 个工作日, 半个工作日 as its hours, 15 分."""
    if working_days:
        return _("%(days)d 个工作日") % {"days": working_days}
    day_minutes = 24 * 60 if wall else calendar.ordinary_minutes
    return in_words(timedelta(minutes=minutes), day_minutes=day_minutes)


def _sum(deadline: Deadline, calendar: WorkCalendar) -> tuple[tuple[str, str], ...]:
    """Start, limit, rest days, pause credited, end: a deadline with its sum (look, principle 4)."""
    wall = deadline.wall
    limit = limit_words(working_days=deadline.working_days, minutes=deadline.minutes, wall=wall, calendar=calendar)
    lines = [
        (_("时限"), str(deadline.get_kind_display())),
        (_("起算"), wall_words(deadline.starts_at)),
        (_("上限"), limit),
        (_("算法"), _("按钟表时间") if wall else _("按工作时间，节假日不算")),
    ]
    if not wall and (rest := _rest_days(deadline, calendar)):
        lines.append((_("其间休息"), _("%(days)d 天，不算") % {"days": rest}))
    if deadline.first_due_at is not None and deadline.extended_to is not None:
        lines += [(_("原定到期"), wall_words(deadline.first_due_at)), (_("批准延期到"), day(deadline.extended_to))]
    if deadline.paused_minutes:
        day_minutes = 24 * 60 if wall else calendar.ordinary_minutes
        paused = in_words(timedelta(minutes=deadline.paused_minutes), day_minutes=day_minutes)
        lines.append((_("扣除的暂停"), paused))
    lines.append((_("到期"), wall_words(deadline.due_at)))
    return tuple(lines)


def _rest_days(deadline: Deadline, calendar: WorkCalendar) -> int:
    """Days between start and end on which the offices are closed."""
    first, last = (at.astimezone(COUNTY_TIME).date() for at in (deadline.starts_at, deadline.due_at))
    return (last - first).days - calendar.working_days_between(first, last)
