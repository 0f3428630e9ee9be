"""What stands in an official document, as plain values: text, dates, tuples. Knows no model, no layout.

Text is data: anything may stand in it, nothing in it is ever read as markup. A line end in `facts`, `positions` and
`reason` begins a new paragraph. Moments are the county's wall time, as it is printed; nothing is converted.
"""

from dataclasses import dataclass, field
from datetime import date, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """One line of the attendance: a unit, and who of it. Firms and people without a unit leave one of both empty."""

    unit: str
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendance:
    """Who was there and who was not; a class with nobody in it is left out of the document."""

    present: tuple[Party, ...] = ()  # 出席
    excused: tuple[Party, ...] = ()  # 请假
    absent: tuple[Party, ...] = ()  # 缺席
    observers: tuple[Party, ...] = ()  # 列席


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionLine:
    """One decision (议定事项). Numbers run through the whole meeting, from 1."""

    number: int
    body: str
    lead: str  # 责任单位
    assists: tuple[str, ...] = ()  # 配合单位
    person: str = ""  # 责任人
    due: date | None = None  # 完成时限
    criterion: str = ""  # 完成标准
    progress: str = ""  # 进展, in words; empty in minutes fresh from the meeting


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemText:
    """One item of the agenda as it was minuted; what is empty is left out. Numbers run from 1."""

    number: int
    title: str
    facts: str = ""  # 会议听取
    positions: str = ""  # 会议认为
    outcome: str = ""  # in words: 当场答复, 议定交办, 列入建议, 不予采纳
    reason: str = ""  # of the outcome
    decisions: tuple[DecisionLine, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MinutesDocument:
    """The minutes (纪要) of one meeting as one issue. `committee` convenes, `issued_by` (印发机关) prints and sends."""

    committee: str
    flag: str  # the red head, e.g. 泽丰县电商产业综合党委会议纪要
    year: int
    issue: int  # within the year, from 1
    title: str  # of the meeting, e.g. 2026年第3次圆桌会议
    held_from: datetime
    held_to: datetime
    place: str
    chair: str
    clerk: str
    issued_by: str
    issued_on: date
    digest: str  # 64 hexadecimal digits: SHA-256 of the frozen content, made by the caller
    attendance: Attendance = field(default_factory=Attendance)
    follow_up: tuple[str, ...] = ()  # what became of the last list, a line each; the first thing of the meeting
    items: tuple[ItemText, ...] = ()
    demands: tuple[str, ...] = ()  # 会议要求, a paragraph each; the last thing of the text
    copies_to: tuple[str, ...] = ()  # 抄送
    corrects: tuple[int, int] | None = None  # year and issue that this issue takes the place of


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeDocument:
    """The notice (会议通知) that invites to one meeting."""

    title: str  # of the document, e.g. 关于召开2026年第3次圆桌会议的通知
    meeting: str  # e.g. 2026年第3次圆桌会议
    addressees: tuple[str, ...]
    held_from: datetime
    held_to: datetime
    place: str
    chair: str
    organ: str  # who invites, and signs
    issued_on: date
    topics: tuple[str, ...] = ()
    attendees: tuple[str, ...] = ()  # who must come, a line each
    materials_by: datetime | None = None
    answer_by: datetime | None = None
    answer_how: str = ""  # 回执, a sentence: 登录企呼链应“会议邀请”页面，或者打开短信里的链接
    contact: str = ""  # name and telephone


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionListDocument:
    """The list of decisions (议定事项责任清单) of one meeting on its own, with progress as of a day."""

    meeting: str
    organ: str
    as_of: date
    decisions: tuple[DecisionLine, ...] = ()
    minutes: tuple[int, int] | None = None  # year and issue of the minutes that they stand in
