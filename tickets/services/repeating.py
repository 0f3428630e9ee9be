"""A firm that says the same once more (重复反映) is counted, and too often prompts the office (DOMAIN §2.6)."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from tickets.models import Ticket
from tickets.queries.alike import DAYS
from tickets.statuses import Status
from web.prepared import prepared


def count(ticket: Ticket, *, now: datetime) -> dict[str, Any]:
    """Write on the case how often its firm has said it before, under its category as it stands; what its event says.

    A part of a split call is none: its firm has said it once.
    """
    before = said_before(ticket.firm_id, ticket.category_id, now=now, but=ticket.pk or 0) if ticket.category_id else ()
    if ticket.parent_id is not None:
        before = ()
    ticket.repeats_id, ticket.repeat_count = (before[0] if before else None), len(before)
    times = len(before) + 1
    return {"times": times, "too_often": times >= settings.REPEATS_TO_SUPERVISE} if before else {}


def said_before(firm_id: int, category_id: int, *, now: datetime, but: int = 0) -> Sequence[int]:
    """The firm's earlier calls about this category within 90 days, the newest first; not what it withdrew."""
    return [
        pk for (pk,) in _before(firm=firm_id, category=category_id, since=now - timedelta(days=DAYS), upto=now, but=but)
    ]


@prepared("firm", "category", "since", "upto", "but")
def _before(*, firm: int, category: int, since: datetime, upto: datetime, but: int) -> QuerySet[Ticket, tuple[int]]:
    calls = Ticket.objects.filter(
        firm=firm, category=category, submitted_at__gte=since, submitted_at__lte=upto, parent=None
    )
    kept = calls.exclude(status__in=[Status.REJECTED, Status.WITHDRAWN]).exclude(pk=but)
    return kept.order_by("-submitted_at", "-pk").values_list("pk")
