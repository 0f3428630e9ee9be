"""Reads on cases that are named by what they mean."""

import re
from typing import TYPE_CHECKING, Final, Self

from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Replace

from tickets.statuses import OPEN

if TYPE_CHECKING:
    from tickets.models.tickets import Ticket  # noqa: F401 -- named in the base class below

_DIGITS: Final = re.compile(r"[0-9 -]*[0-9][0-9 -]*")


class TicketQuerySet(models.QuerySet["Ticket"]):
    """Filters that keep the caller's visibility: they only narrow."""

    def open(self) -> Self:
        """Cases that are not ended."""
        return self.filter(status__in=OPEN)

    def with_words(self, words: str) -> Self:
        """Cases with these words in title or text, or these digits in the number; for a caller who has few."""
        if not words:
            return self
        found = Q(title__icontains=words) | Q(body__icontains=words)
        if not _DIGITS.fullmatch(words):
            return self.filter(found)
        plain: Self = self.annotate(digits=Replace("number", Value("-"), Value("")))
        return plain.filter(found | Q(digits__contains=re.sub(r"\D", "", words)))

    def with_row(self) -> Self:
        """With what one row of a list shows of the case itself; `queries.rows` gives it its clocks and units."""
        return self.select_related("firm", "town", "category")
