"""The worker dies in the middle of a list: every row becomes one case, none becomes two."""

import multiprocessing
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connections

from tests import cast
from tests.cast import World
from tests.tickets.lists import a_row, taken
from tickets import tasks
from tickets.models import ImportBatch, ImportRow, Ticket
from tickets.services import importing
from tickets.statuses import ImportState

MANY = 500
PATIENCE = 600.0  # seconds

pytestmark = pytest.mark.slow


@pytest.fixture
def world(transactional_db: None) -> World:
    """A small county, committed: the worker is another process."""
    return cast.county()


def work() -> None:
    """What a worker's process does with beat's ticks."""
    connections.close_all()
    while True:
        tasks.lists()


def done() -> int:
    return ImportRow.objects.filter(state=ImportState.DONE).count()


@contextmanager
def a_worker_that_is_killed() -> Iterator[None]:
    """Another process works until the block ends; then it is killed where it stands."""
    connections.close_all()
    process = multiprocessing.get_context("fork").Process(target=work, daemon=True)
    process.start()
    try:
        yield
    finally:
        os.kill(process.pid or 0, signal.SIGKILL)
        process.join()


def wait_until(rows: int) -> None:
    """Until so many rows are done."""
    deadline = time.monotonic() + PATIENCE
    while done() < rows:
        assert time.monotonic() < deadline, done()
        time.sleep(0.02)


def started(world: World) -> ImportBatch:
    """A list of many rows, every tenth from a firm that nobody knows."""
    rows = [a_row(f"R-{n}", 企业名称=f"新铺子{n // 20}" if n % 10 == 0 else "云裳坊演出服饰店") for n in range(MANY)]
    batch = taken(world.desk, *rows)
    importing.start(batch.pk, actor=world.desk)
    return batch


def test_five_hundred_rows_survive_two_kills_and_a_second_sending(world: World) -> None:
    batch = started(world)
    for rows in (MANY // 4, MANY // 2):
        with a_worker_that_is_killed():
            wait_until(rows)
        assert done() < MANY

    tasks.lists()
    while not ImportBatch.objects.get(pk=batch.pk).finished_at:
        tasks.lists()
    again = started(world)
    tasks.lists()

    numbers = sorted(Ticket.objects.values_list("external_no", flat=True))
    assert numbers == sorted(f"R-{n}" for n in range(MANY))
    assert importing.counts(batch)["done"] == MANY
    assert importing.counts(again) == {"ready": 0, "wrong": 0, "known": MANY, "done": 0}
    assert ImportBatch.objects.get(pk=again.pk).finished_at
