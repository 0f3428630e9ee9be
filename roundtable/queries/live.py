"""A meeting while it is held: its items with what is minuted on them, and when the time of one is over."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import QuerySet

from roundtable.models import AgendaItem, Decision, Meeting


def items_of(meeting: Meeting) -> list[AgendaItem]:
    """In their order, with record, topic and case."""
    shown = ("meeting__committee", "topic__ticket", "topic__raised_by__organisation", "record__by__person")
    return list(meeting.items.select_related(*shown).order_by("place"))


def decisions_on(item: AgendaItem) -> QuerySet[Decision]:
    """What was decided on it so far."""
    return item.decisions.select_related("lead").prefetch_related("assists").order_by("number")


def until(meeting: Meeting, items: Sequence[AgendaItem]) -> datetime | None:
    """When the time of the item that the room is at is over; None where the room is at none."""
    for item in items:
        if item.pk == meeting.at_item_id and meeting.at_item_since is not None:
            return meeting.at_item_since + timedelta(minutes=item.minutes)
    return None
