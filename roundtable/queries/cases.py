"""Which cases a topic is about: its own, and those of topics that were merged into it."""

from django.db.models import Q

from roundtable.models import Topic
from tickets.models import Ticket


def cases_of(topic: Topic) -> list[Ticket]:
    """All of them, each once, by their ids; who reads them asks the visibility rule afterwards."""
    topics = Topic.objects.filter(Q(pk=topic.pk) | Q(merged_into=topic.pk), ticket__isnull=False)
    cases = {each.ticket_id: each.ticket for each in topics.select_related("ticket").order_by("ticket")}
    return [case for case in cases.values() if case is not None]
