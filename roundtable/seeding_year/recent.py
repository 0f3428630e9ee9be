"""Meetings of the running year: so that whoever signs in finds something that waits for them.

Letters beside those of `timetable`: D struck off by now, N under way, Y to be done by the next close, X overdue, and
asked to be struck off: H waits for the head, F for firm and office, C for the convenor.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Final, NamedTuple

from orgs.calendar import WorkCalendar
from roundtable.meeting_kinds import MeetingKind
from roundtable.seeding_year import timetable
from roundtable.seeding_year.matters import Matter, Teller
from roundtable.seeding_year.people import People
from roundtable.seeding_year.sitting import DAY, Call, on, working_day
from tickets.extensions import local_day

_TAKES: Final = 12 * DAY
"""So long before a meeting its topics begin to come; what would reach into the year before is not told."""
_OWNER: Final = "云裳坊演出服饰店"


class _Told(NamedTuple):
    """An item: how it goes on, words of its title, and whose it is."""

    fate: str
    words: str
    firm: str


class _Row(NamedTuple):
    committee: str
    kind: MeetingKind
    days_ago: int
    items: tuple[_Told, ...]
    others: str
    signs: bool = True


_ROWS: Final = (
    _Row(timetable.PARCELS, timetable.ROUND, 70, (_Told("D", "丢件破损", "速通云仓"),), "s"),
    _Row(
        timetable.MAIN,
        timetable.ROUND,
        40,
        (
            _Told("X", "出村路坑多", "小鹿班童装工作室"),
            _Told("D", "晚上电压低", "云想裳汉服"),
            _Told("N", "没有千兆光纤", "朝暮国风"),
            _Told("H", "职业索赔", "朵朵女装"),
            _Told("F", "仅退款的人", _OWNER),
            _Told("C", "首重涨价", "六月花演出服"),
            _Told("Y", "车间里有孩子", "小满汉服工作室"),
        ),
        "ss",
    ),
    _Row(
        timetable.GENERAL,
        timetable.JOINT,
        24,
        (_Told("N", "招不到缝纫工", "腾飞演出服厂"), _Told("N", "没有合适的宿舍", "舞韵轩演出服饰")),
        "Ass",
    ),
    _Row(timetable.MAIN, timetable.SPECIAL, 3, (_Told("N", "没处放", "后丁布艺仓储"),), "As", signs=False),
)


def calls(teller: Teller, people: People, *, now: datetime) -> Iterator[Call]:
    """Those that lie in the running year as a whole."""
    today, calendar = local_day(now), people.calendar
    since = date(today.year, 1, 4)
    for row in _ROWS:
        day = working_day(calendar, today - row.days_ago * DAY)
        if day - _TAKES < since:
            continue
        told = [_dated(teller.told(*item, month=day.month), day, now=now, calendar=calendar) for item in row.items]
        others = teller.matters(row.committee, row.others, month=day.month)
        yield Call(
            name=f"{day} {row.committee}", committee=row.committee, kind=row.kind, starts_at=on(day, 14, 30),
            matters=[*told, *others], since=since, signs=row.signs,
        )  # fmt: skip


def _dated(matter: Matter, day: date, *, now: datetime, calendar: WorkCalendar) -> Matter:
    """With the day by which it is to be done, as its letter asks."""
    today, close = local_day(now), _next_close(now, calendar)
    due = {
        "D": today - 5 * DAY, "X": today - 6 * DAY, "Y": close, "C": today, "F": today + DAY, "H": today + 5 * DAY,
    }  # fmt: skip
    return replace(matter, days=(due.get(matter.fate, today + 30 * DAY) - day).days)


def _next_close(now: datetime, calendar: WorkCalendar) -> date:
    """The day that ends next: its warning is out, and it is not over."""
    today = local_day(now)
    if calendar.is_working_day(today) and now + timedelta(minutes=1) < calendar.close_of(today):
        return today
    return calendar.working_day_from(today + DAY)
