"""What anybody may know of other firms' open calls (同类诉求): how many of a kind in one town. Counts only, no case.

It does not ask who reads: nothing of theirs is published yet, and whoever is to be hidden is not even counted.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet

from tickets.models import Ticket
from tickets.queries.alike import DAYS, LOOKED_AT
from tickets.statuses import OPEN, Status
from web.prepared import prepared


@dataclass(frozen=True, slots=True)
class InTown:
    """What anybody may know of open calls about one category in one town: how many, since when, how far. No names."""

    count: int
    newest_at: datetime
    handled: int


def open_in_town(*, town_id: int, category_id: int, firm_id: int, now: datetime) -> InTown | None:
    """Other firms' open calls of the last 90 days; None for none. Counts only: nothing of theirs is published yet."""
    rows = _in_town(town=town_id, category=category_id, firm=firm_id, since=now - timedelta(days=DAYS))
    if not rows:
        return None
    states = [status for status, _at in rows]
    return InTown(len(rows), rows[0][1], sum(status not in {Status.SUBMITTED, Status.ACCEPTED} for status in states))


@prepared("town", "category", "firm", "since")
def _in_town(*, town: int, category: int, firm: int, since: datetime) -> QuerySet[Ticket, tuple[str, datetime]]:
    calls = Ticket.objects.filter(category=category, town=town, submitted_at__gte=since, status__in=OPEN)
    shown = calls.filter(confidential=False, about_org=None, parent=None).exclude(firm=firm)
    return shown.order_by("-submitted_at").values_list("status", "submitted_at")[:LOOKED_AT]
