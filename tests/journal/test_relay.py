"""Who is told, how often, in which order, and what happens when telling fails."""

import logging
import threading
from datetime import timedelta
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import connection

from journal import parking, relay
from journal.models import AccessLog, MachineTime, Outbox
from orgs.models import County
from tests.journal import listeners
from tests.journal.conftest import NOON, a_county, act

LISTEN = "tests.journal.listeners.listen"


@pytest.fixture(autouse=True)
def fresh_listener(settings: LazySettings) -> None:
    settings.JOURNAL_CONSUMERS = {"notify": LISTEN}
    listeners.heard.clear()
    listeners.failing.clear()


def waited() -> None:
    """Let every back-off have passed."""
    Outbox.objects.filter(parked_at__isnull=True).update(due_at=MachineTime() - timedelta(seconds=1))


def fail_until_parked(subject: County) -> Outbox:
    listeners.failing.add(subject.pk)
    act(subject)
    for _ in range(relay.TRIES):
        waited()
        relay.run()
    return parking.parked().get()


def test_what_happened_is_told_once_and_in_order(county: County) -> None:
    events = act(county, times=3)

    assert [relay.run(), relay.run()] == [3, 0]
    assert listeners.heard == [event.pk for event in events]
    assert not Outbox.objects.exists()


def test_each_consumer_is_told_by_itself(county: County, settings: LazySettings) -> None:
    settings.JOURNAL_CONSUMERS = {"notify": LISTEN, "live": LISTEN}
    (event,) = act(county)

    assert relay.run("live") == 1
    assert listeners.heard == [event.pk]
    assert [row.consumer for row in Outbox.objects.all()] == ["notify"]


def test_a_run_stops_at_its_limit(county: County) -> None:
    act(county, times=3)

    assert relay.run(limit=2) == 2
    assert Outbox.objects.count() == 1


def test_a_failing_duty_backs_off_and_holds_only_its_own_subject_back(county: County) -> None:
    other = a_county()
    listeners.failing.add(county.pk)
    act(county, times=2)
    (told,) = act(other)

    assert relay.run() == 2

    listeners.failing.clear()
    assert (relay.run(), listeners.heard) == (0, [told.pk])
    waited()
    assert (relay.run(), len(listeners.heard)) == (2, 3)


def test_tries_come_after_five_seconds_then_twice_as_long_up_to_an_hour() -> None:
    waits = [int(relay.wait_after(n).total_seconds()) for n in range(1, 13)]

    assert waits == [5, 10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600, 3600]


def test_a_failed_try_leaves_nothing_of_the_consumers_work(county: County, settings: LazySettings) -> None:
    settings.JOURNAL_CONSUMERS = {"notify": "tests.journal.listeners.spoil"}
    act(county)

    relay.run()

    row = Outbox.objects.get()
    county.refresh_from_db()
    assert (row.attempts, county.hotline) == (1, "")


def test_after_eight_tries_it_is_parked_loudly_and_without_personal_data(county: County, caplog: Any) -> None:
    with caplog.at_level(logging.ERROR, logger="journal.relay"):
        row = fail_until_parked(county)

    assert (row.attempts, row.last_error.split(" at ")[0]) == (8, "OutOfOrder")
    assert "13800000000" not in row.last_error + caplog.text
    assert "PARKED" in caplog.text


def test_a_parked_duty_steps_aside_for_its_subjects_later_ones(county: County) -> None:
    fail_until_parked(county)
    listeners.failing.clear()
    (later,) = act(county)

    assert (relay.run(), listeners.heard) == (1, [later.pk])


def test_a_parked_duty_can_be_retried(county: County, clerk: Any) -> None:
    row = fail_until_parked(county)
    listeners.failing.clear()

    parking.retry(row.pk, actor=clerk, at=NOON)

    assert (relay.run(), listeners.heard) == (1, [row.event_id])
    assert AccessLog.objects.get().kind == "outbox_retried"


def test_giving_up_leaves_a_trace_of_who_and_why(county: County, clerk: Any) -> None:
    row = fail_until_parked(county)

    parking.give_up(row.pk, actor=clerk, at=NOON, reason="电话打过了")

    trace = AccessLog.objects.get()
    assert not Outbox.objects.exists()
    assert (trace.kind, trace.actor, trace.post, trace.subject_id) == ("outbox_given_up", 3, 7, county.pk)
    assert (trace.data["event"], trace.data["reason"], trace.data["attempts"]) == (row.event_id, "电话打过了", 8)


def test_a_duty_is_ruled_on_once(county: County, clerk: Any) -> None:
    row = fail_until_parked(county)
    parking.retry(row.pk, actor=clerk, at=NOON)

    with pytest.raises(parking.NotParked):
        parking.give_up(row.pk, actor=clerk, at=NOON, reason="")
    assert AccessLog.objects.count() == 1


def side_by_side(relays: int) -> None:
    barrier = threading.Barrier(relays)

    def work() -> None:
        barrier.wait()
        try:
            relay.run()
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(relays)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@pytest.mark.django_db(transaction=True)
def test_four_relays_tell_everything_once_and_each_subject_in_order(settings: LazySettings) -> None:
    settings.JOURNAL_CONSUMERS = {"notify": "tests.journal.listeners.listen_slowly"}
    told = {county.pk: [event.pk for event in act(county, times=5)] for county in [a_county() for _ in range(8)]}

    side_by_side(4)
    relay.run()

    assert sorted(listeners.heard) == sorted(pk for pks in told.values() for pk in pks)
    assert [[pk for pk in listeners.heard if pk in pks] for pks in told.values()] == list(told.values())


@pytest.mark.django_db(transaction=True)
def test_without_the_claims_lock_four_relays_tell_things_twice(
    settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.JOURNAL_CONSUMERS = {"notify": "tests.journal.listeners.listen_slowly"}
    monkeypatch.setattr(relay, "CLAIM", relay.CLAIM.replace("FOR UPDATE SKIP LOCKED", ""))
    monkeypatch.setattr(threading, "excepthook", lambda _args: None)
    act(a_county(), times=5)

    side_by_side(4)

    assert len(listeners.heard) > len(set(listeners.heard))
