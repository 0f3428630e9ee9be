"""Sealing: everything that committed, exactly once, also late commits and across a restore."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.db import connection, transaction

from journal import access, anchor, checkpoints
from journal.models import AccessKind, Checkpoint, Event
from journal.verifying import verify
from orgs.models import County
from tests.journal.conftest import Vandal, a_county, act

pytestmark = pytest.mark.django_db(transaction=True)

FAR = 10**9


def sealed_events() -> int:
    return sum(Checkpoint.objects.values_list("event_count", flat=True))


def test_a_checkpoint_covers_what_committed_since_the_last() -> None:
    county = a_county()
    act(county, times=3)
    access.note(AccessKind.PRINT, actor=None)

    first = checkpoints.seal()
    act(county)
    second = checkpoints.seal()

    assert first
    assert second
    assert [(row.k, row.event_count, row.access_count) for row in (first, second)] == [(1, 3, 1), (2, 1, 0)]
    assert second.previous_hash == first.hash


def test_nothing_new_makes_no_checkpoint() -> None:
    act(a_county())
    checkpoints.seal()

    assert checkpoints.seal() is None


@contextmanager
def held_open(subject: County) -> Iterator[None]:
    """Another connection records an event inside a savepoint, and commits it only when the block ends."""
    written, may_commit = threading.Event(), threading.Event()

    def dawdle() -> None:
        with transaction.atomic():
            act(subject)
            written.set()
            may_commit.wait()
        connection.close()

    slow = threading.Thread(target=dawdle)
    slow.start()
    written.wait()
    yield
    may_commit.set()
    slow.join()


def test_a_late_commit_is_sealed_although_its_id_is_lower() -> None:
    early, late = a_county(), a_county()
    act(late)
    with held_open(early):
        act(late)
        checkpoints.seal()
        held_back = sealed_events()
    checkpoints.seal()

    assert (held_back, sealed_events(), verify().broken) == (1, 3, None)


def test_two_sealers_make_one_chain() -> None:
    act(a_county(), times=20)
    barrier = threading.Barrier(4)

    def work() -> None:
        barrier.wait()
        checkpoints.seal()
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (sealed_events(), len(list(anchor.lines())), verify().broken) == (20, Checkpoint.objects.count(), None)


def restore_elsewhere(vandal: Vandal, *, shift: int) -> None:
    """As after a restore: the stored rows come from a cluster whose counter was ahead of ours by `shift`."""
    for table in ("event", "accesslog"):
        vandal(f"UPDATE journal_{table} SET xid = xid + %s, cluster = cluster - 1", shift)
    before: Checkpoint | None = None
    for row in Checkpoint.objects.order_by("k"):
        row.upto += shift if row.upto else 0  # a bridge stays one
        row.cluster, row.previous_hash = row.cluster - 1, before.hash if before else b""
        checkpoints.fill(row, before)
        row.hash = row.expected_hash()
        values = (row.upto, row.cluster, row.previous_hash, row.root, row.hash, row.k)
        vandal(
            "UPDATE journal_checkpoint SET upto=%s, cluster=%s, previous_hash=%s, root=%s, hash=%s WHERE k=%s", *values
        )
        before = row


@pytest.mark.parametrize("shift", [FAR, 0, -20])
def test_after_a_restore_into_another_cluster_everything_is_sealed_exactly_once(
    vandal: Vandal, settings: LazySettings, tmp_path: Path, shift: int
) -> None:
    county = a_county()
    act(county, times=3)
    access.note(AccessKind.PRINT, actor=None)
    checkpoints.seal()
    act(county, times=2)
    restore_elsewhere(vandal, shift=shift)
    settings.JOURNAL_ANCHOR = tmp_path / "new anchor"
    act(county, times=4)

    bridge, window = checkpoints.seal(), checkpoints.seal()
    act(county)
    last = checkpoints.seal()

    assert [row.event_count for row in (bridge, window, last) if row] == [2, 4, 1]
    assert (sealed_events(), Event.objects.count(), verify().broken) == (10, 10, None)


def test_a_second_restore_is_bridged_like_the_first(vandal: Vandal, settings: LazySettings, tmp_path: Path) -> None:
    county = a_county()
    for n in range(3):
        act(county, times=3)
        checkpoints.seal()
        checkpoints.seal()
        act(county)
        restore_elsewhere(vandal, shift=FAR)
        settings.JOURNAL_ANCHOR = tmp_path / f"anchor {n}"

    checkpoints.seal()

    assert (sealed_events(), checkpoints.seal(), verify().broken) == (12, None, None)


def test_a_journal_restored_before_its_first_seal_is_sealed_whole(vandal: Vandal) -> None:
    county = a_county()
    act(county, times=3)
    restore_elsewhere(vandal, shift=FAR)
    act(county)

    checkpoints.seal()
    checkpoints.seal()

    assert (sealed_events(), checkpoints.seal(), verify().broken) == (4, None, None)


def test_a_writer_at_work_during_the_bridge_is_sealed_behind_it(vandal: Vandal) -> None:
    county, other = a_county(), a_county()
    act(county, times=3)
    restore_elsewhere(vandal, shift=FAR)
    with held_open(other):
        act(county)
        checkpoints.seal()
    checkpoints.seal()

    assert (sealed_events(), checkpoints.seal(), verify().broken) == (5, None, None)


def test_each_checkpoint_gets_one_line_outside_the_database() -> None:
    county: County = a_county()
    for _ in range(3):
        act(county)
        checkpoints.seal()

    assert [str(line) for line in anchor.lines()] == [
        str(anchor.Line.of(row)) for row in Checkpoint.objects.order_by("k")
    ]


def test_a_line_torn_by_a_crash_is_written_again(settings: LazySettings) -> None:
    file = Path(settings.JOURNAL_ANCHOR)
    for _ in range(2):
        act(a_county())
        checkpoints.seal()
    file.write_text(file.read_text()[:-20])

    assert anchor.catch_up() == 1
    assert ([line.k for line in anchor.lines()], verify().broken) == ([1, 2], None)
