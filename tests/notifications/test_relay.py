"""Each notice exists once, whatever happens to the relay."""

from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from django.conf import LazySettings
from django.db import connection

from journal import relay as journal_relay
from journal.models import Outbox
from notifications import relay
from notifications.models import Delivery, Notice
from tests import cast
from tests.cast import World
from tests.notifications.conftest import last_event, with_address


def test_an_event_handled_twice_leaves_each_notice_once(world: World) -> None:
    with_address(world.liaison, "zhao@example.cn")
    event = last_event(cast.dispatched(world))

    relay.handle(event)
    relay.handle(event)

    assert Notice.objects.filter(event=event).count() == 4
    assert Delivery.objects.filter(notice__event=event).count() == 1


@pytest.mark.django_db(transaction=True)
def test_four_relays_at_once_leave_each_notice_once() -> None:
    world = cast.county()
    with_address(world.liaison, "zhao@example.cn")
    event = last_event(cast.dispatched(world))

    at_once(4, lambda: relay.handle(event))

    assert Notice.objects.filter(event=event).count() == 4
    assert Delivery.objects.filter(notice__event=event).count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_whole_case_is_told_through_the_outbox_and_leaves_it_empty(settings: LazySettings) -> None:
    settings.JOURNAL_CONSUMERS = {"notify": "notifications.relay.handle", "live": "notifications.live.handle"}
    ticket = cast.closed(cast.county())

    at_once(4, journal_relay.run)

    assert not Outbox.objects.exists()
    pairs = list(Notice.objects.filter(subject_id=ticket.pk).values_list("event", "person"))
    assert len(pairs) == len(set(pairs)) > 10


def test_a_notice_of_a_handled_event_keeps_the_time_of_the_act_and_leads_to_the_case(world: World) -> None:
    ticket = cast.filed(world)
    event = last_event(ticket)
    relay.handle(event)

    notice = Notice.objects.filter(event=event).first()
    assert notice is not None
    assert (notice.at, notice.url, notice.number) == (event.at, f"/tickets/{ticket.number}/", ticket.number)


def at_once(times: int, act: Callable[[], object]) -> None:
    """Run the act in several threads that start together; each with a connection of its own."""
    barrier, failures = Barrier(times), []

    def one() -> None:
        try:
            barrier.wait(timeout=10)
            act()
        except Exception as error:  # noqa: BLE001 -- a thread's failure is the test's
            failures.append(error)
        finally:
            connection.close()

    threads = [Thread(target=one) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert not failures
