"""What the tests of notices stand on: the cast's county, with the events of each act handed to the notifier by hand."""

from collections.abc import Callable, Iterator

import pytest
from django.conf import LazySettings

from journal.models import Event
from notifications import live, relay
from notifications.models import Notice
from orgs.models import Post
from tests import cast
from tests.cast import World
from tickets.models import Ticket

Tell = Callable[[Ticket], Event]


@pytest.fixture(autouse=True)
def nobody_listens(settings: LazySettings) -> None:
    """The outbox stays empty: a test hands over the events that it is about."""
    settings.JOURNAL_CONSUMERS = {}


@pytest.fixture(autouse=True)
def no_breaker() -> Iterator[None]:
    """One test's dead Valkey does not silence the next one's hints."""
    yield
    live._silent_until = 0.0


@pytest.fixture
def world(db: None) -> World:
    return cast.county()


def last_event(ticket: Ticket) -> Event:
    event = Event.objects.for_subject("ticket", ticket.pk).last()
    assert event is not None
    return event


@pytest.fixture
def tell() -> Tell:
    """Hand a case's last event to the notifier, as the relay does."""

    def handled(ticket: Ticket) -> Event:
        event = last_event(ticket)
        relay.handle(event)
        return event

    return handled


def heard(event: Event) -> dict[str, str]:
    """Who heard of an event: name → sentence without the number."""
    found = Notice.objects.filter(event=event).select_related("person").order_by("pk")
    return {notice.person.name: notice.text.partition("：")[2] for notice in found}


def with_address(post: Post, email: str) -> Post:
    """The same post, its person now with an e-mail address."""
    type(post.person).objects.filter(pk=post.person_id).update(email=email)
    post.person.email = email
    return post
