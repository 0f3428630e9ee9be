"""Worker, relay, Valkey, PostgreSQL and people are killed in mid-work; afterwards nothing acknowledged is missing.

One run of faults serves all tests of this file; the twin comes last and damages what the run has left.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from tests.faults.stack import Stack

pytestmark = pytest.mark.slow

BETWEEN = 1.4  # seconds of service between two faults
DRAIN = 60.0


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
    stack.start_uploads()
    stack.until("work is under way", lambda: all(file.stat().st_size for file in stack.ledgers), seconds=40)
    faults = (
        stack.kill_a_worker_child,
        lambda: stack.kill_midway("relay"),
        lambda: stack.kill("cache"),
        lambda: stack.kill("worker"),
        stack.kill_the_database,
        stack.kill_the_cache_and_its_data,
        stack.kill_a_worker_child,
        lambda: stack.kill_midway("client-0"),
        stack.stop_the_cache_for_a_while,
        lambda: stack.kill_midway("relay"),
        lambda: stack.kill("worker"),
        stack.kill_the_database,
    )
    for fault in faults:
        fault()
        stack.kill_the_uploader()
        stack.look_after(BETWEEN)
    last = time.monotonic()
    stack.retire("client-0", "client-1", "uploads")
    stack.until("the outbox is empty", lambda: stack.waiting() == 0, seconds=DRAIN)
    drained_after = time.monotonic() - last
    # A killed sender's lease is longer than a test may wait: it runs out now.
    stack.ask("UPDATE notifications_delivery SET next_at = now() WHERE status IN ('waiting', 'sending')")
    mails = "SELECT 1 FROM notifications_delivery WHERE status IN ('waiting', 'sending')"
    stack.until("all mails are sent", lambda: not stack.ask(mails), seconds=DRAIN)
    return Aftermath(stack, len(faults), drained_after, stack.account())


def test_nothing_acknowledged_is_lost(aftermath: Aftermath, capsys: pytest.CaptureFixture[str]) -> None:
    found = aftermath.account
    with capsys.disabled():
        figures = {name: value if isinstance(value, int) else len(value) for name, value in found.items()}
        print(f"\nfaults {aftermath.faults}, drained after {aftermath.drained_after:.1f} s, {figures}")  # noqa: T201

    assert found["acknowledged"] > 50
    assert (found["lost"], found["out_of_order"]) == ([], [])


def test_what_was_not_acknowledged_is_there_whole_or_not_at_all(aftermath: Aftermath) -> None:
    assert aftermath.account["unacknowledged"] > 0  # a client was killed between a commit and its answer
    assert aftermath.account["not_whole"] == []


def test_everybody_is_told_of_each_event_once(aftermath: Aftermath) -> None:
    found = aftermath.account

    assert found["notices"] > found["events"]
    assert (found["untold"], found["told_twice"], found["told_too_much"]) == ([], [], [])


def test_every_mail_has_left(aftermath: Aftermath) -> None:
    assert aftermath.account["mails"] > 20
    assert aftermath.account["undelivered"] == []


def test_nothing_waits_and_nothing_is_parked(aftermath: Aftermath) -> None:
    assert (aftermath.account["waiting"], aftermath.account["parked"]) == (0, 0)


def test_no_clock_runs_on_a_case_that_has_ended(aftermath: Aftermath) -> None:
    assert aftermath.account["clocks_of_the_ended"] == []


def test_the_journal_is_sound(aftermath: Aftermath) -> None:
    said = aftermath.stack.run("manage.py", "verify_journal")

    assert " 0 rows unsealed" in said
    assert aftermath.stack.ask("SELECT count(*) > 1 FROM journal_checkpoint") == [(True,)]


def test_the_figures_are_what_the_cases_say(aftermath: Aftermath) -> None:
    stack = aftermath.stack
    stack.until("no month is dirty", lambda: stack.ask("SELECT count(*) FROM metrics_dirt") == [(0,)], seconds=DRAIN)

    assert "checked" in stack.run("manage.py", "rebuild_figures", "--check")
    assert stack.ask("SELECT count(DISTINCT ticket_id) > 20 FROM metrics_casefact") == [(True,)]


def test_no_row_points_at_a_file_that_is_missing_or_torn(aftermath: Aftermath) -> None:
    found = aftermath.account

    assert found["files"] > 20
    assert (found["rows_without_a_file"], found["torn_files"]) == ([], [])


def test_twin_the_account_finds_each_thing_that_must_not_happen(aftermath: Aftermath) -> None:
    stack = aftermath.stack
    stack.retire("worker", "beat", "relay")
    stack.run("-m", "tests.faults", "twins", stack.county, stack.home / "ledger-twin")
    damage(stack)

    found = stack.account()

    wrong = {name: len(value) for name, value in found.items() if isinstance(value, list) and value}
    # A deleted outbox row keeps two people of the desk and one of the office in the dark (the firm repeats itself), the
    # firm without receipt, and one mail unwritten.
    assert wrong == {
        "lost": 1,
        "out_of_order": 1,
        "not_whole": 1,
        "untold": 5,
        "told_twice": 1,
        "undelivered": 1,
        "clocks_of_the_ended": 1,
        "rows_without_a_file": 1,
        "torn_files": 1,
    }
    assert found["waiting"] == 4  # of the lost duty and the one after it: live pages and figures


def damage(stack: Stack) -> None:
    """Do by hand what no fault has done."""
    own, other = stack.home / "ledger-twin", stack.ledgers[0]
    own.write_text(own.read_text() + f"261118-0001-1 ticket.accepted {'0' * 64}\n")
    first, second, *rest = other.read_text().splitlines(keepends=True)
    other.write_text("".join([second, first, *rest]))
    stack.ask("ALTER TABLE notifications_notice DROP CONSTRAINT told_once_of_an_event")
    columns = "person_id, post_id, event_id, verb, subject_type, subject_id, number, text, url, at"
    copied = f"SELECT {columns} FROM notifications_notice ORDER BY id LIMIT 1"
    stack.ask(f"INSERT INTO notifications_notice ({columns}) {copied}")
    ended = "SELECT min(id) FROM tickets_deadline WHERE voided_at IS NOT NULL"
    stack.ask(f"UPDATE tickets_deadline SET voided_at = NULL WHERE id = ({ended})")
    torn = next((stack.home / "data" / "files").glob("??/??/[0-9a-f]*"))
    torn.write_bytes(torn.read_bytes()[:100])
