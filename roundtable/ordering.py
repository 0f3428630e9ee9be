"""In which order an agenda reads well. Pure: items in hand, their topics and cases with them."""

from collections.abc import Hashable, Sequence
from typing import Final

from roundtable.models import AgendaItem, Topic
from tickets.statuses import Urgency

_FIRST: Final = {Urgency.CRITICAL.value: 0, Urgency.URGENT.value: 1, Urgency.NORMAL.value: 2}
_LAST: Final = 3
"""What is about no case waits for those that are."""


def grouped(items: Sequence[AgendaItem]) -> list[AgendaItem]:
    """The same matters next to each other, the most urgent first, both of matters and within one.

    What is equally urgent stays in the order that it has, so that asked again nothing moves.
    """
    matters: dict[Hashable, list[AgendaItem]] = {}
    for item in items:
        matters.setdefault(_matter(item.topic), []).append(item)
    inside = [sorted(same, key=lambda item: _weight(item.topic)) for same in matters.values()]
    return [item for same in sorted(inside, key=lambda same: _weight(same[0].topic)) for item in same]


def _matter(topic: Topic) -> Hashable:
    """What it is about: the category of its case, else what kind of topic it is."""
    if topic.ticket is not None and topic.ticket.category_id is not None:
        return topic.ticket.category_id
    return topic.kind


def _weight(topic: Topic) -> int:
    return _LAST if topic.ticket is None else _FIRST[topic.ticket.urgency]
