"""Which cases a topic is about: its own, and those of topics that were merged into it."""

from django.db.models import Q

from roundtable.models import Topic
from tickets.models import Ticket


def cases_of(topic: Topic) -> list[Ticket]:
    """All of them, each once, by their ids."""
    topics = Topic.objects.filter(Q(pk=topic.pk) | Q(merged_into=topic.pk), ticket__isnull=False)
    return list(Ticket.objects.filter(pk__in=topics.values("ticket")).order_by("pk"))
