"""Which cases a topic is about: its own, and those of topics that were merged into it."""

from django.db.models import Q, QuerySet

from roundtable.models import Topic
from tickets.models import Ticket
from web.prepared import prepared


def cases_of(topic: Topic) -> list[Ticket]:
    """All of them, each once, by their ids; who reads them asks the visibility rule afterwards."""
    cases = {each.ticket_id: each.ticket for each in _with_cases(topic=topic.pk)}
    return [case for case in cases.values() if case is not None]


@prepared("topic")
def _with_cases(*, topic: int) -> QuerySet[Topic]:
    found = Topic.objects.filter(Q(pk=topic) | Q(merged_into=topic), ticket__isnull=False)
    return found.select_related("ticket").order_by("ticket")
