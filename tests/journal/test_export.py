"""What the independent verifier finds in an export: after tampering with the database, and with the file itself."""

import ast
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.conf import settings as the_settings
from django.core.management import call_command

from journal import checkpoints
from journal.exporting import NAME, export
from journal.models import AccessKind, AccessLog, Checkpoint, Event
from orgs.models import County
from tests.journal.conftest import Vandal, act
from tests.journal.forging import cut, forged, inserted, rehash, reseal

pytestmark = pytest.mark.django_db(transaction=True)

VERIFIER = Path(the_settings.BASE_DIR) / "deploy" / "verify_export.py"
Rows = list[dict[str, Any]]


def verified(folder: Path, *, anchor: bool = True) -> str:
    """What the verifier says, run alone: no site packages, no project on its path. Empty when it is content."""
    known = [the_settings.JOURNAL_ANCHOR] if anchor else []
    argv = [sys.executable, "-I", "-S", VERIFIER, folder / NAME, *known]
    done = subprocess.run([str(part) for part in argv], capture_output=True, text=True, cwd=folder, check=False)
    assert done.returncode in {0, 1}
    assert ("sound" in done.stdout) == (done.returncode == 0)
    return str(done.stderr)


def exported(folder: Path, **how: bool) -> str:
    """Export and verify."""
    export(folder)
    return verified(folder, **how)


def test_an_untouched_journal_passes_with_its_pending_rows(journal: County, tmp_path: Path) -> None:
    act(journal, times=2)

    call_command("export_journal", to=tmp_path, verbosity=0)

    assert verified(tmp_path) == ""
    note = AccessLog.objects.get(kind=AccessKind.EXPORT, subject_type="journal")
    assert note.data["rows"] == len((tmp_path / NAME).read_text(encoding="utf-8").splitlines())
    assert (tmp_path / NAME).stat().st_mode & 0o777 == 0o600


def test_an_empty_journal_passes(transactional_db: None, tmp_path: Path) -> None:
    assert exported(tmp_path, anchor=False) == ""


def test_both_hash_versions_pass_and_a_downgrade_is_named(
    journal: County, vandal: Vandal, settings: LazySettings, tmp_path: Path
) -> None:
    settings.JOURNAL_HASH_VERSION = 2
    act(journal)
    checkpoints.seal()
    assert exported(tmp_path) == ""
    vandal("UPDATE journal_event SET hash_version = 2 WHERE subject_id = %s AND seq = 1", journal.pk)
    rehash(vandal, journal)

    said = exported(tmp_path)

    assert f"'subject': ['county', {journal.pk}], 'seq': 2" in said
    assert "its hash version went back" in said


def test_a_restore_into_another_cluster_passes(journal: County, vandal: Vandal, tmp_path: Path) -> None:
    act(journal)
    vandal("UPDATE journal_event SET cluster = 1, xid = xid + 1000000")
    vandal("UPDATE journal_accesslog SET cluster = 1, xid = xid + 1000000")
    vandal("UPDATE journal_checkpoint SET cluster = 1, upto = upto + 1000000")
    the_settings.JOURNAL_ANCHOR.unlink()
    reseal(vandal)
    checkpoints.seal()
    act(journal)
    checkpoints.seal()
    bridge = Checkpoint.objects.get(upto=0)

    assert bridge.event_count == 1
    assert exported(tmp_path) == ""


THIRD, LAST = "subject_id = %(county)s AND seq = 3", "subject_id = %(county)s AND seq = 5"
NEWEST_NOTE = "id IN (SELECT max(id) FROM journal_accesslog)"
IN_THE_DATABASE = [
    (f'UPDATE journal_event SET data = \'{{"words": "x"}}\' WHERE {THIRD}', "'seq': 3", "do not fit its hash"),
    (f"UPDATE journal_event SET data = '{{\"n\": 1.5}}' WHERE {THIRD}", "'seq': 3", "not JSON serializable"),
    (f"UPDATE journal_event SET at = at + interval '1 us' WHERE {THIRD}", "'seq': 3", "do not fit its hash"),
    (f"UPDATE journal_event SET hash = '\\x01' WHERE {THIRD}", "'seq': 3", "do not fit its hash"),
    (f"UPDATE journal_event SET hash_version = 9 WHERE {THIRD}", "'seq': 3", "version 9 is unknown"),
    ("DELETE FROM journal_event WHERE subject_id = %(county)s AND seq = 2", "'seq': 3", "seq 2, is missing"),
    (f"DELETE FROM journal_event WHERE {LAST}", "'k': 2", "sealed 5 rows, now there are 4"),
    ("UPDATE orgs_county SET chain_head = '' WHERE id = %(county)s", "'head'", "stands at seq 5"),
    ("DELETE FROM orgs_county WHERE id = %(county)s", "'end'", "have lost their subject"),
    (f"UPDATE journal_accesslog SET data = '{{}}' WHERE {NEWEST_NOTE}", "'access'", "do not fit its hash"),
    (f"DELETE FROM journal_accesslog WHERE {NEWEST_NOTE}", "'k': 2", "sealed 5 rows"),
    ("UPDATE journal_accesslog SET xid = xid + 1000000 WHERE " + NEWEST_NOTE, "'k': 2", "sealed 5 rows"),
    ("UPDATE journal_checkpoint SET root = '' WHERE k = 1", "'k': 1", "do not fit its hash"),
    ("DELETE FROM journal_checkpoint WHERE k = 1", "'k': 2", "checkpoint 1 is missing"),
    ("DELETE FROM journal_checkpoint WHERE k = 2", "'end'", "is missing: cut or rolled back"),
]


@pytest.mark.parametrize(("sql", "row", "what"), IN_THE_DATABASE)
def test_tampering_with_the_database_is_found_in_its_export(
    journal: County, vandal: Vandal, sql: str, row: str, what: str, tmp_path: Path
) -> None:
    assert vandal(sql.replace("%(county)s", str(journal.pk)).replace("%", "%%")) >= 1

    said = exported(tmp_path)

    assert row in said
    assert what in said


@pytest.mark.parametrize(
    ("tamper", "what"),
    [
        (forged, "rows it sealed were changed afterwards"),
        (cut, "it sealed 5 rows, now there are 3"),
        (inserted, "its row stands at seq 6, its chain ends at seq 5"),
    ],
)
def test_a_chain_made_consistent_again_is_caught_by_the_checkpoints_and_those_by_the_anchor(
    journal: County, vandal: Vandal, tamper: Callable[[Vandal, County], None], what: str, tmp_path: Path
) -> None:
    tamper(vandal, journal)
    assert what in exported(tmp_path)

    reseal(vandal)

    assert "the anchor has another checkpoint under this number" in exported(tmp_path)
    assert verified(tmp_path, anchor=False) == ""  # the twin: only the anchor can tell


def test_an_access_note_slipped_under_every_seal_is_counted(journal: County, vandal: Vandal, tmp_path: Path) -> None:
    columns = "at, kind, subject_type, address, agent_hash, request_id, data, hash_version, hash"
    vandal(f"INSERT INTO journal_accesslog (xid, {columns}) SELECT xid, {columns} FROM journal_accesslog LIMIT 1")

    assert "sealed or waiting are {'event': 10, 'access': 2, 'checkpoint': 2}" in exported(tmp_path)


def test_a_rollback_to_an_older_state_is_caught_by_the_anchor(journal: County, vandal: Vandal, tmp_path: Path) -> None:
    vandal("DELETE FROM journal_event WHERE seq > 3")
    vandal(f"DELETE FROM journal_accesslog WHERE {NEWEST_NOTE}")
    vandal("DELETE FROM journal_checkpoint WHERE k = 2")
    for subject in County.objects.all():
        rehash(vandal, subject)

    assert "is missing: cut or rolled back" in exported(tmp_path)


def position(rows: Rows, seq: int) -> int:
    """Where the first chain's event of this number stands."""
    first = next(row["sealed"]["subject"] for row in rows if row["log"] == "event")
    return next(
        i for i, row in enumerate(rows) if row.get("sealed", {}).get("subject") == first and row["sealed"]["seq"] == seq
    )


def changed(rows: Rows) -> None:
    rows[position(rows, 3)]["sealed"]["verb"] = "forged"


def removed(rows: Rows) -> None:
    del rows[position(rows, 3)]


def doubled(rows: Rows) -> None:
    rows.insert(position(rows, 3), rows[position(rows, 3)])


def swapped(rows: Rows) -> None:
    one, other = position(rows, 2), position(rows, 3)
    rows[one], rows[other] = rows[other], rows[one]


def moved(rows: Rows) -> None:
    rows[position(rows, 3)]["xid"] += 1


def torn(rows: Rows) -> None:
    del rows[-3:]


def shortened(rows: Rows) -> None:
    """The newest checkpoint and what it sealed, gone without a trace inside the file."""
    ends = [i for i, row in enumerate(rows) if row["log"] == "checkpoint"]
    del rows[ends[0] + 1 : ends[1] + 1]
    last = {tuple(row["sealed"]["subject"]): row for row in rows if row["log"] == "event"}
    for row in rows:
        if row["log"] == "head":
            row["seq"], row["hash"] = (
                last[tuple(row["subject"])]["sealed"]["seq"],
                last[tuple(row["subject"])]["hash"],
            )
    rows[-1]["rows"] = {"event": 6, "access": 1, "checkpoint": 1}


@pytest.mark.parametrize(
    ("tamper", "what"),
    [
        (changed, "its fields do not fit its hash"),
        (removed, "it sealed 7 rows, now there are 6"),
        (doubled, "seq 4, is missing"),
        (swapped, "seq 2, is missing"),
        (moved, "rows it sealed were changed afterwards"),
        (torn, "the export stops in the middle"),
        (shortened, "is missing: cut or rolled back"),
    ],
)
def test_tampering_with_the_file_is_found(
    journal: County, tamper: Callable[[Rows], None], what: str, tmp_path: Path
) -> None:
    file = export(tmp_path).file
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    tamper(rows)
    file.write_text("".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows), encoding="utf-8")

    assert what in verified(tmp_path)


def test_the_verifier_fits_a_hundred_lines_and_imports_nothing_of_ours() -> None:
    source = VERIFIER.read_text(encoding="utf-8")
    nodes = list(ast.walk(ast.parse(source)))
    imported = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    imported |= {str(node.module).split(".")[0] for node in nodes if isinstance(node, ast.ImportFrom)}

    assert len(source.splitlines()) <= 100
    assert imported <= sys.stdlib_module_names


def test_what_is_sealed_in_order_is_exported_in_the_order_of_its_chain(journal: County, tmp_path: Path) -> None:
    rows = [json.loads(line) for line in export(tmp_path).file.read_text(encoding="utf-8").splitlines()]

    assert [row["log"] for row in rows] == [
        *["begin", *["event"] * 6, "access", "checkpoint", *["event"] * 4, "access", "checkpoint"],
        *["head", "head", "end"],
    ]
    assert Event.objects.count() == 10
