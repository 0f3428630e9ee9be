"""The journal as lines of JSON, for whoever proves it without us. `deploy/verify_export.py` reads nothing else.

In the order of the proof: what each checkpoint sealed and then the checkpoint, what waits for the next one, the
end of every chain as its subject's row has it, the number of rows. Within a subject that is the order of its chain: who
writes the next link has waited for the row's lock, so neither its id nor its window comes before the last one's.
"""

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Final

from django.apps import apps
from django.db import transaction
from django.db.models import Q

from journal import access, canonical, checkpoints, clock
from journal.models import AccessKind, AccessLog, Chained, Checkpoint, Event
from journal.verifying import stand_still

FORMAT: Final = 1
NAME: Final = "journal.jsonl"
CHUNK: Final = 2000
NAMES: Final[Mapping[checkpoints.Log, str]] = {Event: "event", AccessLog: "access"}
Line = dict[str, Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class Exported:
    """What was written, and where."""

    file: Path
    rows: int
    sha256: str


def export(folder: Path) -> Exported:
    """Write the whole journal of one instant into `folder`, in constant memory, and note that it left.

    The file has its name only when it is whole; one of an earlier day is replaced. Raises OSError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    unfinished = folder / f"{NAME}.part"
    with transaction.atomic(), _private(unfinished) as opened:
        stand_still()
        digest, rows = hashlib.sha256(), 0
        for rows, line in enumerate(lines(), start=1):  # noqa: B007 -- counted for what follows
            text = json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
            digest.update(text)
            opened.write(text)
        opened.flush()
        os.fsync(opened.fileno())
    file = unfinished.replace(folder / NAME)
    exported = Exported(file=file, rows=rows, sha256=digest.hexdigest())
    data: dict[str, canonical.JSON] = {"what": "journal", "rows": exported.rows, "sha256": exported.sha256}
    access.note(AccessKind.EXPORT, actor=None, subject_type="journal", data=data)
    return exported


def _private(file: Path) -> BinaryIO:
    return os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")


def lines() -> Iterator[Line]:
    """Every line, in order. To be read inside one snapshot."""
    yield {"log": "begin", "format": FORMAT, "at": canonical.instant(clock.now())}
    previous: Checkpoint | None = None
    for checkpoint in Checkpoint.objects.order_by("k").iterator(chunk_size=CHUNK):
        for log in checkpoints.LOGS:
            yield from _rows(log, checkpoints.window(log, checkpoint, previous))
        yield _line("checkpoint", checkpoint)
        previous = checkpoint
    for log in checkpoints.LOGS:
        yield from _rows(log, checkpoints.unsealed(log, previous))
    yield from _heads()
    counts = {NAMES[log]: log.objects.count() for log in checkpoints.LOGS}
    yield {"log": "end", "rows": counts | {"checkpoint": previous.k if previous else 0}}


def _rows(log: checkpoints.Log, which: Q) -> Iterator[Line]:
    found: Iterable[Any] = log.objects.filter(which).order_by("id").iterator(chunk_size=CHUNK)
    for row in found:
        yield {"id": row.pk, "xid": row.xid, "cluster": row.cluster} | _line(NAMES[log], row)


def _line(log: str, row: Event | AccessLog | Checkpoint) -> Line:
    """A row as it is stored: nothing is reckoned here, or the export would mend what it should show."""
    return {"log": log, "version": row.hash_version, "hash": bytes(row.hash).hex(), "sealed": row.sealed_fields()}


def _heads() -> Iterator[Line]:
    for model in apps.get_models():
        if issubclass(model, Chained):
            begun = model._default_manager.filter(chain_seq__gt=0).order_by("pk")  # noqa: SLF001 -- Django documents it
            for subject in begun.only("pk", "chain_seq", "chain_head").iterator(chunk_size=CHUNK):
                named = {"log": "head", "subject": [model.JOURNAL_NAME, subject.pk]}
                yield named | {"seq": subject.chain_seq, "hash": bytes(subject.chain_head).hex()}
