"""A duty roster out of a sheet: date, who, from when to when. All of it is planned, or nothing and each reason told."""

from collections.abc import Mapping, Sequence
from datetime import date, time
from typing import BinaryIO, Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.dateparse import parse_date, parse_time
from django.utils.translation import gettext as _

from orgs.duty_forms import EVENING
from orgs.exceptions import Refused
from orgs.models import DutyShift, Post
from orgs.services import duty
from web import sheets
from web.sheets import Column

COLUMNS: Final = (
    Column(name="day", label="日期", synonyms=("值班日期",), required=True),
    Column(name="who", label="值班人", synonyms=("姓名", "值班人员"), required=True),
    Column(name="begins", label="上班", synonyms=("起", "开始")),
    Column(name="ends", label="下班", synonyms=("止", "结束")),
)
MOST_ROWS: Final = 400
MOST_TOLD: Final = 20


def enter(file: BinaryIO, *, name: str, posts: Sequence[Post], actor: Post) -> int:
    """Plan the shifts of a file; return how many are new. Raises ValidationError with a sentence for each bad row."""
    found = sheets.read(file, name=name, columns=COLUMNS, most_rows=MOST_ROWS)
    problems, made = [problem for row in found.rows for problem in row.problems], 0
    with transaction.atomic():
        for row in found.rows:
            try:
                made += _plan(row.cells, posts=posts, actor=actor)
            except Refused as problem:
                problems.append(_("第 %(line)d 行：%(why)s") % {"line": row.line, "why": problem})
        if problems:
            transaction.set_rollback(True)
    if problems:
        raise ValidationError([ValidationError(problem) for problem in problems[:MOST_TOLD]])
    return made


def _plan(cells: Mapping[str, str], *, posts: Sequence[Post], actor: Post) -> int:
    """Plan one row; 0 when exactly this shift is there already."""
    named = [post for post in posts if cells["who"] in {post.person.name, post.person.username}]
    if len(named) != 1:
        raise Refused(_("值班人“%s”没有或不止一个，可以填用户名") % cells["who"])
    day = _day(cells["day"])
    begins, ends = _time(cells.get("begins", ""), EVENING), _time(cells.get("ends", ""), EVENING)
    starts_at, ends_at = duty.span(day, begins=begins, ends=ends)
    if DutyShift.objects.filter(post=named[0], starts_at=starts_at, ends_at=ends_at, given_up_at=None).exists():
        return 0
    duty.plan(named[0].pk, starts_at=starts_at, ends_at=ends_at, actor=actor)
    return 1


def _day(words: str) -> date:
    try:
        found = parse_date(words.split(" ", maxsplit=1)[0].replace("/", "-").replace(".", "-"))
    except ValueError:
        found = None
    if found is None:
        raise Refused(_("请填日期，例如 2026-12-01"))
    return found


def _time(words: str, default: time) -> time:
    if not words:
        return default
    try:
        found = parse_time(words.replace("：", ":"))
    except ValueError:
        found = None
    if found is None:
        raise Refused(_("请填时间，例如 08:30"))
    return found
