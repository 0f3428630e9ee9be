"""Counts that a page can afford however much there is to count: exact up to a thousand, "999+" beyond."""

from typing import Any, Final

from django.db.models import IntegerField, QuerySet, Subquery

MOST: Final = 999


class Counted(Subquery):
    """How many rows a queryset has, counted no further than to one more than `MOST`, as a value beside others."""

    template = "(SELECT count(*) FROM (%(subquery)s) AS counted)"
    output_field = IntegerField()
    empty_result_set_value = 0  # for a reader who may see nothing

    def __init__(self, queryset: "QuerySet[Any, Any]") -> None:
        super().__init__(queryset.order_by().values("pk")[: MOST + 1])


def in_words(count: int) -> str:
    """The number, or that there are more than anybody reads off a tab."""
    return str(count) if count <= MOST else f"{MOST}+"
