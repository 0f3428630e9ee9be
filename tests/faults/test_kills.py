"""Worker, relay, Valkey, PostgreSQL and people are killed in mid-work; afterwards nothing acknowledged is missing.

One run of faults serves all tests of this file; the twin comes last and damages what the run has left.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from tests.faults.stack import Stack

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("faults")]

BETWEEN = 1.5  # seconds of service between two faults
DRAIN = 40.0
WRONGS = (
    "lost",
    "out_of_order",
    "not_whole",
    "untold",
    "told_twice",
    "told_too_much",
    "undelivered",
    "clocks_of_the_ended",
)


@dataclass
class Aftermath:
    """The stack after the faults, drained, and its account."""

    stack: Stack
    faults: int
    drained_after: float
    account: dict[str, Any]


@pytest.fixture(scope="module")
def stack() -> Iterator[Stack]:
    built = Stack.build()
    try:
        built.start()
        yield built
    finally:
        built.end()


@pytest.fixture(scope="module")
def aftermath(stack: Stack) -> Aftermath:
    """People work through a rotation of kills; then they stop, and the outbox drains."""
    stack.start_relay()
    stack.start_clients()
    stack.until("work is under way", lambda: stack.waiting() > 0, seconds=40)
    faults = (
        stack.kill_a_worker_child,
        stack.kill_the_relay_in_mid_consumer,
        lambda: stack.kill("cache"),
        lambda: stack.kill("worker"),
        stack.kill_the_database,
        stack.kill_the_cache_and_its_data,
        stack.kill_a_worker_child,
        lambda: stack.kill("client-0"),
        stack.stop_the_cache_for_a_while,
        stack.kill_the_relay_in_mid_consumer,
        lambda: stack.kill("worker"),
        stack.kill_the_database,
    )
    for fault in faults:
        fault()
        stack.look_after(BETWEEN)
    last = time.monotonic()
    stack.retire("client-0", "client-1")
    stack.until("the outbox is empty", lambda: stack.waiting() == 0, seconds=DRAIN)
    drained_after = time.monotonic() - last
    # A killed sender's lease is longer than a test may wait: it runs out now.
    stack.ask("UPDATE notifications_delivery SET next_at = now() WHERE status IN ('waiting', 'sending')")
    mails = "SELECT FROM notifications_delivery WHERE status IN ('waiting', 'sending')"
    stack.until("all mails are sent", lambda: not stack.ask(mails), seconds=DRAIN)
    return Aftermath(stack, len(faults), drained_after, stack.account())


def test_nothing_acknowledged_is_lost(aftermath: Aftermath, capsys: pytest.CaptureFixture[str]) -> None:
    found = aftermath.account
    with capsys.disabled():
        figures = {name: value if isinstance(value, int) else len(value) for name, value in found.items()}
        print(f"\nfaults {aftermath.faults}, drained after {aftermath.drained_after:.1f} s, {figures}")  # noqa: T201

    assert found["acknowledged"] > 100
    assert (found["lost"], found["out_of_order"]) == ([], [])


def test_what_was_not_acknowledged_is_there_whole_or_not_at_all(aftermath: Aftermath) -> None:
    assert aftermath.account["not_whole"] == []


def test_everybody_is_told_of_each_event_once(aftermath: Aftermath) -> None:
    found = aftermath.account

    assert found["notices"] > found["events"] / 2
    assert (found["untold"], found["told_twice"], found["told_too_much"]) == ([], [], [])


def test_every_mail_has_left(aftermath: Aftermath) -> None:
    assert aftermath.account["mails"] > 50
    assert aftermath.account["undelivered"] == []


def test_nothing_waits_and_nothing_is_parked(aftermath: Aftermath) -> None:
    assert (aftermath.account["waiting"], aftermath.account["parked"]) == (0, 0)


def test_no_clock_runs_on_a_case_that_has_ended(aftermath: Aftermath) -> None:
    assert aftermath.account["clocks_of_the_ended"] == []


def test_the_journal_is_sound(aftermath: Aftermath) -> None:
    said = aftermath.stack.run("manage.py", "verify_journal")

    assert " 0 rows unsealed" in said
    assert aftermath.stack.ask("SELECT count(*) > 1 FROM journal_checkpoint") == [(True,)]
