"""The bell after a commit: one ring a transaction, and no harm when nobody hears it."""

import os
import socket
import subprocess
import sys
from typing import Any

import pytest
from celery import current_app
from django.conf import LazySettings
from django.db import transaction

from journal import bell, tasks
from journal.models import Outbox
from orgs.models import County
from tests.journal.conftest import a_county, act

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def somebody_listens(settings: LazySettings) -> None:
    settings.JOURNAL_CONSUMERS = {"notify": "tests.journal.listeners.listen"}


RING_TWICE = """
import time, django
django.setup()
from journal import bell
import journal.tasks
for _ in range(2):
    started = time.monotonic()
    bell.ring()
    print(time.monotonic() - started)
"""


def seconds_to_ring_twice(broker: str) -> tuple[float, float]:
    """In a process of its own, since a broker is chosen once a process."""
    environment = os.environ | {"BROKER_URL": broker, "DJANGO_SETTINGS_MODULE": "config.settings"}
    done = subprocess.run([sys.executable, "-c", RING_TWICE], env=environment, capture_output=True, check=True)
    first, second = done.stdout.split()
    return float(first), float(second)


def test_a_transaction_rings_once_however_much_it_records(
    county: County, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks() as rings:
        act(county, times=3)

    assert rings == [bell.ring]


def test_a_rolled_back_savepoint_takes_its_ring_along_and_the_next_event_rings(
    county: County, django_capture_on_commit_callbacks: Any
) -> None:
    other = a_county()
    with django_capture_on_commit_callbacks() as rings:
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            act(county)
            raise ZeroDivisionError
        assert not Outbox.objects.exists()
        act(other)

    assert rings == [bell.ring]


def test_nobody_to_tell_means_no_ring(
    county: County, settings: LazySettings, django_capture_on_commit_callbacks: Any
) -> None:
    settings.JOURNAL_CONSUMERS = {}
    with django_capture_on_commit_callbacks() as rings:
        act(county)

    assert rings == []


def test_a_ring_reaches_the_brokers_queue() -> None:
    with current_app.connection_for_write() as broker:
        queue: Any = broker.default_channel
        before = queue._size("qihu")
        bell.ring()
        assert queue._size("qihu") == before + 1


def test_work_that_commits_often_rings_at_its_first_commit_and_at_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    rung: list[int] = []
    done = 0
    monkeypatch.setattr(bell, "_publish", lambda: rung.append(done))

    with bell.sparingly():
        for done in (1, 2, 3):  # noqa: B007 -- what a ring finds done
            bell.ring()
        done = 4
    done = 5
    bell.ring()

    assert rung == [1, 4, 5]


def test_work_that_commits_once_rings_once(monkeypatch: pytest.MonkeyPatch) -> None:
    rung: list[None] = []
    monkeypatch.setattr(bell, "_publish", lambda: rung.append(None))

    with bell.sparingly():
        bell.ring()

    assert len(rung) == 1


def test_a_refusing_broker_slows_a_request_down_once_and_briefly() -> None:
    first, second = seconds_to_ring_twice("redis://127.0.0.1:1/0")

    assert (first < 3, second < 0.01) == (True, True)


def test_a_mute_broker_costs_one_short_wait_and_then_nothing() -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute:
        first, second = seconds_to_ring_twice(f"redis://127.0.0.1:{mute.getsockname()[1]}/0")

    assert (first < 3, second < 0.01) == (True, True)


def test_the_tasks_do_their_work_when_called(county: County) -> None:
    act(county)

    assert (tasks.relay(), tasks.checkpoint()) == (1, 0)
