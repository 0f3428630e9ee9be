"""The bell after a commit: one ring a transaction, and no harm when nobody hears it."""

import os
import queue
import socket
import subprocess
import sys
import threading
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


@pytest.fixture
def rung(monkeypatch: pytest.MonkeyPatch) -> queue.Queue[str]:
    """A bell of this test alone; whatever it rings, by the name of the thread that rang."""
    heard: queue.Queue[str] = queue.Queue()
    monkeypatch.setattr(bell, "_ringer", None)
    monkeypatch.setattr(bell, "_publish", lambda: heard.put(threading.current_thread().name))
    return heard


def test_a_ring_reaches_the_brokers_queue() -> None:
    with current_app.connection_for_write() as broker:
        waiting: Any = broker.default_channel
        before = waiting._size("qihu")
        bell._publish()
        assert waiting._size("qihu") == before + 1


def test_the_bells_own_thread_rings_and_nobody_else_waits(rung: queue.Queue[str]) -> None:
    bell.ring()

    assert rung.get(timeout=10) == "bell"


def test_who_rings_during_a_ring_is_rung_for_once_more(monkeypatch: pytest.MonkeyPatch) -> None:
    begun, end, rings = threading.Event(), threading.Event(), queue.Queue[None]()

    def ringing() -> None:
        rings.put(None)
        begun.set()
        end.wait(10)

    monkeypatch.setattr(bell, "_ringer", None)
    monkeypatch.setattr(bell, "_publish", ringing)
    bell.ring()
    begun.wait(10)
    for _each in range(3):  # all of them too late for the ring that is under way
        bell.ring()
    end.set()

    rings.get(timeout=10), rings.get(timeout=10)
    with pytest.raises(queue.Empty):
        rings.get(timeout=2 * bell.APART)


def test_a_fork_has_a_bell_of_its_own(rung: queue.Queue[str]) -> None:
    bell.ring()
    rung.get(timeout=10)
    ours, theirs = os.pipe()
    child = os.fork()
    if child == 0:  # pragma: no cover -- another process
        bell.ring()
        os.write(theirs, rung.get(timeout=10).encode())
        os._exit(0)
    os.close(theirs)
    os.waitpid(child, 0)

    assert os.read(ours, 10) == b"bell"


def test_a_broker_that_refuses_or_hangs_costs_whoever_acts_nothing() -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute:
        for broker in ("redis://127.0.0.1:1/0", f"redis://127.0.0.1:{mute.getsockname()[1]}/0"):
            assert max(seconds_to_ring_twice(broker)) < bell.IMPATIENT["socket_timeout"]


def _refused() -> None:
    raise ConnectionError


def test_after_a_ring_that_nobody_heard_the_bell_rests(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bell, "_publish", _refused)

    assert (bell._ring_once(), bell.APART < bell.SILENCE) == (bell.SILENCE, True)


def test_the_tasks_do_their_work_when_called(county: County) -> None:
    act(county)

    assert (tasks.relay(), tasks.checkpoint()) == (1, 0)
