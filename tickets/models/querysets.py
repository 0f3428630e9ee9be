"""Reads on cases that are named by what they mean."""

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Prefetch

from tickets.statuses import LIVE_LEGS, OPEN

if TYPE_CHECKING:
    from tickets.models.tickets import Ticket  # noqa: F401 -- named in the base class below


class TicketQuerySet(models.QuerySet["Ticket"]):
    """Filters that keep the caller's visibility: they only narrow."""

    def open(self) -> Self:
        """Cases that are not ended."""
        return self.filter(status__in=OPEN)

    def overdue(self, now: datetime) -> Self:
        """Cases with a live clock that has run out."""
        return self.filter(
            deadlines__due_at__lte=now,
            deadlines__met_at__isnull=True,
            deadlines__voided_at__isnull=True,
            deadlines__paused_at__isnull=True,
        ).distinct()

    def with_clocks(self) -> Self:
        """With firm, town, category and the clocks that run (a fixed number of queries)."""
        from tickets.models.deadlines import Deadline  # noqa: PLC0415 -- models import query sets

        live = Deadline.objects.filter(met_at=None, voided_at=None).order_by("due_at")
        return self.select_related("firm", "town", "category").prefetch_related(
            Prefetch("deadlines", live, to_attr="live_deadlines")
        )

    def with_row(self) -> Self:
        """With what one row of a list shows, units included, whatever its content (a fixed number of queries)."""
        from tickets.models.legs import Leg  # noqa: PLC0415 -- models import query sets

        return self.with_clocks().prefetch_related(
            Prefetch(
                "legs",
                Leg.objects.filter(status__in=LIVE_LEGS)
                .select_related("department", "signed_by")
                .order_by("-role", "pk"),
                to_attr="live_legs",
            ),
        )
