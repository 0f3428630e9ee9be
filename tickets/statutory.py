"""Times that a law sets for a category (法定期限), shown beside ours; nobody's clock here, never swept or counted.

The numbers and their articles are data of the catalogue, taken over only where DOMAIN §6 names the article. Pure.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from orgs.calendar import WorkCalendar
from tickets.models import Ticket
from web.moments import day


@dataclass(frozen=True, slots=True)
class StatutoryTime:
    """One time of a law: what for, how long, by which article, and until which day once a unit has the case."""

    what: str
    length: str
    law: str
    until: str


def statutory_times(ticket: Ticket, *, calendar: WorkCalendar) -> list[StatutoryTime]:
    """What the law gives this case's category, counted from the day after the first dispatch."""
    rows = ticket.category.statutory if ticket.category else []
    return [
        StatutoryTime(
            what=row["what"],
            length=(_("%(days)d 个工作日") if row["working"] else _("%(days)d 日")) % {"days": row["days"]},
            law=row["law"],
            until=_until(ticket, row["days"], working=row["working"], calendar=calendar),
        )
        for row in rows
    ]


def _until(ticket: Ticket, days: int, *, working: bool, calendar: WorkCalendar) -> str:
    if ticket.dispatched_at is None:
        return ""
    first = timezone.localtime(ticket.dispatched_at).date()
    return day(calendar.add_working_days(first, days) if working else first + timedelta(days=days), year=True)
