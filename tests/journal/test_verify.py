"""Every way to tamper as a superuser with the triggers off, and what the check then names (RELIABILITY §3)."""

import threading
from collections.abc import Callable
from io import StringIO

import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command
from django.db import connection

from journal import anchor, checkpoints
from journal.models import Event
from journal.verifying import verify
from orgs.models import County
from tests.journal.conftest import Vandal, act
from tests.journal.forging import cut, forged, inserted, rehash, reseal

pytestmark = pytest.mark.django_db(transaction=True)


FIRST, THIRD, LAST = (
    "subject_id = %(county)s AND seq = 1",
    "subject_id = %(county)s AND seq = 3",
    "subject_id = %(county)s AND seq = 5",
)

SWAP = "; ".join(
    f"UPDATE journal_event SET seq = {new} WHERE subject_id = %(county)s AND seq = {old}"
    for old, new in ((4, 99), (5, 4), (99, 5))
)
NAIVE = [
    (f'UPDATE journal_event SET data = \'{{"words": "x"}}\' WHERE {THIRD}', "event", 3, "do not fit its hash"),
    (f"UPDATE journal_event SET data = '{{\"n\": 1.5}}' WHERE {THIRD}", "event", 3, "cannot have been written"),
    (f"UPDATE journal_event SET at = at + interval '1 us' WHERE {THIRD}", "event", 3, "do not fit its hash"),
    (f"UPDATE journal_event SET actor = 9 WHERE {THIRD}", "event", 3, "do not fit its hash"),
    (f"UPDATE journal_event SET hash = '\\x01' WHERE {THIRD}", "event", 3, "do not fit its hash"),
    (f"UPDATE journal_event SET hash_version = 9 WHERE {THIRD}", "event", 3, "version 9 is unknown"),
    (f"UPDATE journal_event SET previous_hash = '' WHERE {THIRD}", "event", 3, "does not follow"),
    (f"DELETE FROM journal_event WHERE {FIRST}", "event", 2, "seq 1, is missing"),
    (f"DELETE FROM journal_event WHERE {THIRD}", "event", 4, "seq 3, is missing"),
    (f"DELETE FROM journal_event WHERE {LAST}", "head", 5, "ends at seq 4"),
    (SWAP, "event", 4, "not follow"),
    ("UPDATE orgs_county SET chain_head = '' WHERE id = %(county)s", "head", 5, "hashes differ"),
    (
        "UPDATE journal_accesslog SET data = '{\"rows\": 4}' WHERE id IN (SELECT max(id) FROM journal_accesslog)",
        "access",
        None,
        "do not fit",
    ),
    (
        "DELETE FROM journal_accesslog WHERE id IN (SELECT max(id) FROM journal_accesslog)",
        "checkpoint",
        None,
        "1 access",
    ),
    ("UPDATE journal_checkpoint SET event_count = 1 WHERE k = 1", "checkpoint", None, "do not fit"),
    ("DELETE FROM journal_checkpoint WHERE k = 1", "checkpoint", None, "checkpoint 1 is missing"),
    ("DELETE FROM journal_checkpoint WHERE k = 2", "anchor", None, "rolled back"),
    (f"UPDATE journal_event SET xid = xid + 1000000 WHERE {THIRD}", "checkpoint", None, "sealed 6 events"),
]


@pytest.mark.parametrize(("sql", "kind", "seq", "what"), NAIVE)
def test_tampering_is_found_and_its_first_broken_link_named(
    journal: County, vandal: Vandal, sql: str, kind: str, seq: int | None, what: str
) -> None:
    assert vandal(sql.replace("%(county)s", str(journal.pk)).replace("%", "%%")) >= 1

    broken = verify().broken

    assert broken
    assert (broken.kind, broken.seq) == (kind, seq)
    assert what in broken.what
    if kind in {"event", "head"}:
        assert broken.subject == f"county {journal.pk}"


@pytest.mark.parametrize(
    ("tamper", "kind", "k"), [(forged, "checkpoint", 1), (cut, "checkpoint", 2), (inserted, "coverage", None)]
)
def test_a_chain_made_consistent_again_is_caught_by_the_checkpoints(
    journal: County, vandal: Vandal, tamper: Callable[[Vandal, County], None], kind: str, k: int | None
) -> None:
    tamper(vandal, journal)

    broken = verify().broken

    assert broken
    assert (broken.kind, broken.id) == (kind, k)


@pytest.mark.parametrize(("tamper", "k"), [(forged, 1), (cut, 2), (inserted, 2)])
def test_checkpoints_made_consistent_again_are_caught_by_the_anchor(
    journal: County, vandal: Vandal, tamper: Callable[[Vandal, County], None], k: int, settings: LazySettings
) -> None:
    tamper(vandal, journal)
    reseal(vandal)

    broken = verify().broken

    assert broken
    assert (broken.kind, broken.id) == ("anchor", k)
    settings.JOURNAL_ANCHOR = None
    assert verify().broken is None  # the twin: only the anchor can tell


def test_an_event_slipped_under_every_seal_is_found(journal: County, vandal: Vandal) -> None:
    act(journal)
    vandal("UPDATE journal_event SET xid = 1 WHERE subject_id = %s AND seq = 6", journal.pk)

    assert str(verify().broken) == "coverage: 1 rows are in no checkpoint and wait for none"


def test_going_on_from_an_older_backup_is_caught_by_the_anchor(journal: County, vandal: Vandal) -> None:
    vandal("DELETE FROM journal_event WHERE seq > 3")
    vandal("DELETE FROM journal_accesslog WHERE id IN (SELECT max(id) FROM journal_accesslog)")
    vandal("DELETE FROM journal_checkpoint WHERE k = 2")
    for subject in County.objects.all():
        rehash(vandal, subject)
    act(journal)

    with pytest.raises(anchor.AnchorDisagrees):
        checkpoints.seal()

    broken = verify().broken
    assert broken
    assert (broken.kind, broken.id, broken.what) == (
        "anchor",
        2,
        "the database has another checkpoint under this number",
    )


def test_a_subject_deleted_with_its_row_is_found(journal: County, vandal: Vandal) -> None:
    vandal("DELETE FROM orgs_county WHERE id = %s", journal.pk)

    broken = verify().broken

    assert broken
    assert (broken.kind, broken.what) == ("head", "its events have lost their subject")


def test_a_hash_version_that_goes_back_is_refused(journal: County, vandal: Vandal, settings: LazySettings) -> None:
    settings.JOURNAL_HASH_VERSION = 2
    act(journal)
    assert verify().broken is None
    vandal("UPDATE journal_event SET hash_version = 2 WHERE subject_id = %s AND seq = 1", journal.pk)
    rehash(vandal, journal)

    broken = verify().broken

    assert broken
    assert (broken.seq, broken.what) == (2, "its hash version went back from 2 to 1")


def test_an_incremental_run_reads_only_what_is_new(journal: County) -> None:
    act(journal, times=2)
    checkpoints.seal()
    act(journal)

    report = verify(incremental=True)

    assert (report.since, report.events, report.accesses, report.checkpoints) == (2, 3, 0, 1)
    assert (report.pending, report.broken) == (1, None)


@pytest.mark.parametrize(
    ("sql", "kind"),
    [
        ("UPDATE journal_event SET verb = 'x' WHERE seq = 6", "event"),
        ("DELETE FROM journal_event WHERE seq = 6", "event"),
        ("DELETE FROM journal_event WHERE seq = 7", "head"),
        ("UPDATE orgs_county SET chain_seq = 9", "head"),
        ("UPDATE journal_checkpoint SET root = '' WHERE k = 3", "checkpoint"),
    ],
)
def test_an_incremental_run_finds_tampering_with_what_is_new(
    journal: County, vandal: Vandal, sql: str, kind: str
) -> None:
    act(journal, times=2)
    checkpoints.seal()
    vandal(sql)

    broken = verify(incremental=True).broken

    assert broken
    assert broken.kind == kind


def test_after_a_broken_run_the_next_one_starts_before_the_break(journal: County, vandal: Vandal) -> None:
    act(journal)
    vandal("UPDATE journal_event SET verb = 'x' WHERE seq = 6")
    checkpoints.seal()

    assert verify(incremental=True).broken == verify(incremental=True).broken is not None


def test_the_command_names_the_break_and_exits_with_1(journal: County, vandal: Vandal) -> None:
    told = StringIO()
    call_command("verify_journal", stdout=told)
    vandal("UPDATE journal_event SET verb = 'x' WHERE subject_id = %s AND seq = 2", journal.pk)

    with pytest.raises(CommandError, match=f"BROKEN event county {journal.pk} seq 2 id") as failure:
        call_command("verify_journal", stdout=StringIO())

    assert failure.value.returncode == 1
    assert told.getvalue().startswith(
        "10 events, 2 access notes, 2 checkpoints after 0; 0 rows unsealed; anchored up to 2"
    )


def test_a_check_while_others_write_raises_no_false_alarm(journal: County) -> None:
    stop = threading.Event()

    def write() -> None:
        while not stop.is_set():
            act(journal)
            checkpoints.seal()
        connection.close()

    writer = threading.Thread(target=write)
    writer.start()
    found = [verify().broken for _ in range(10)] + [verify(incremental=True).broken for _ in range(10)]
    stop.set()
    writer.join()

    assert found == [None] * 20
    assert Event.objects.for_subject("county", journal.pk).count() > 5
