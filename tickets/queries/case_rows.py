"""Cases as the rows of a list that is taken away: what its page shows of each, to whoever asked."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from orgs.calendar import COUNTY_TIME
from orgs.models import Post
from orgs.working_days import calendar_of
from tickets.chips import chip, next_deadline
from tickets.masking import as_read
from tickets.queries.exclusions import granted_of
from tickets.queries.rows import clocks_of, with_clocks, with_units
from tickets.queries.visibility import tickets_for

COLUMNS: Final[Sequence[Promise]] = (
    _("编号"), _("标题"), _("镇街"), _("主办"), _("阶段"), _("期限"), _("到期时间"), _("提交"), _("剔除原因"),
)  # fmt: skip


def listed(cases: Sequence[int], /, *, post: Post, now: datetime) -> Iterator[list[str]]:
    """A row of `COLUMNS` for each case of its county that the post sees now, in their order; times in the county's."""
    calendar = calendar_of(post.organisation.county)
    found = {row.pk: row for row in tickets_for(post).filter(pk__in=cases, county=post.county_id).with_row()}
    rows = [found[pk] for pk in cases if pk in found]
    with_clocks(rows)
    with_units(rows)
    excluded = granted_of(rows)
    for row in rows:
        due = chip(next_deadline(clocks_of(row)), now=now, calendar=calendar)
        read = as_read(row, post)
        yield [
            read.number,
            read.title,
            read.town.name,
            row.lead.department.display_name if row.lead else "",
            str(row.get_status_display()),
            str(due.words) if due else "",
            moment(due.deadline.due_at) if due else "",
            moment(row.submitted_at),
            str(excluded[row.pk].get_reason_display()) if row.pk in excluded else "",
        ]


def moment(at: datetime | None) -> str:
    """`2026-11-18 10:20`, in the county's time; nothing for never."""
    return at.astimezone(COUNTY_TIME).strftime("%Y-%m-%d %H:%M") if at else ""
