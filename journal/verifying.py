"""Proving the journal sound: every link, every head, every seal, every anchored line. Reads only, in constant memory.

Yields what is broken, nearest to the cause first: an event, then a subject's head, an access note, a checkpoint,
a row that no checkpoint covers, an anchored line.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain, islice

from django.apps import apps
from django.db import connection, transaction
from django.db.models import OuterRef, Q, Subquery

from journal import anchor, checkpoints, clock
from journal.models import AccessLog, Chained, Checkpoint, Event, Verification, table_of

CHUNK = 2000


@dataclass(frozen=True, kw_only=True, slots=True)
class Broken:
    """One broken link."""

    kind: str
    what: str
    subject: str = ""
    seq: int | None = None
    id: int | None = None

    def __str__(self) -> str:
        parts = [self.kind, self.subject, f"seq {self.seq}" if self.seq else "", f"id {self.id}" if self.id else ""]
        return " ".join(part for part in parts if part) + f": {self.what}"


@dataclass(slots=True)
class Report:
    """What a run saw. `pending` rows wait for the next checkpoint: only their own chains vouch for them yet."""

    events: int = 0
    accesses: int = 0
    checkpoints: int = 0
    pending: int = 0
    anchored: int = 0
    last: Checkpoint | None = None
    broken: Broken | None = None
    since: int = field(default=0)


def verify(*, incremental: bool = False) -> Report:
    """Check the journal and keep the outcome as a `Verification`; `broken` names the first broken link.

    Incremental starts at the last checkpoint that a run found sound; without one, or across a restore, it is full.
    """
    anchored = anchor.newest()  # before the snapshot: an anchored checkpoint is always committed, never the reverse
    with transaction.atomic():
        stand_still()
        base = _base() if incremental else None
        report = Report(since=base.k if base else 0, anchored=anchored)
        report.broken = next(_faults(report, base), None)
    Verification.objects.create(
        at=clock.now(),
        checkpoint=report.last.k if report.last else 0,
        checkpoint_hash=bytes(report.last.hash) if report.last else b"",
        events=report.events,
        accesses=report.accesses,
        broken=str(report.broken or ""),
    )
    return report


def stand_still() -> None:
    """One snapshot for the whole run, so that writers at work don't look like faults."""
    with connection.cursor() as cursor:
        if not connection.savepoint_ids:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SET LOCAL statement_timeout = 0")


def _base() -> Checkpoint | None:
    """The checkpoint an incremental run starts from; None when it must be a full run."""
    sound = Verification.objects.filter(broken="", checkpoint__gt=0).order_by("-id").first()
    last = Checkpoint.objects.order_by("-k").first()
    if sound is None or last is None:
        return None
    base = Checkpoint.objects.filter(pk=sound.checkpoint, hash=bytes(sound.checkpoint_hash)).first()
    if base and (base.event_floor, base.access_floor) == (last.event_floor, last.access_floor):
        return base
    return None


def _faults(report: Report, base: Checkpoint | None) -> Iterator[Broken]:
    everything = Q()
    events = checkpoints.unsealed(Event, base) if base else everything
    accesses = checkpoints.unsealed(AccessLog, base) if base else everything
    return chain(
        _event_faults(report, events, whole=base is None),
        _head_faults(base),
        _access_faults(report, accesses),
        _checkpoint_faults(report, base),
        _coverage_faults(report, base),
        _anchor_faults(report),
    )


def _event_faults(report: Report, rows: Q, *, whole: bool) -> Iterator[Broken]:
    found = Event.objects.filter(rows).order_by("subject_type", "subject_id", "seq")
    if not whole:
        before = Event.objects.filter(
            subject_type=OuterRef("subject_type"), subject_id=OuterRef("subject_id"), seq=OuterRef("seq") - 1
        )
        found = found.annotate(before=Subquery(before.values("hash")))
    last: Event | None = None
    for event in found.iterator(chunk_size=CHUNK):
        report.events += 1
        head = _hash_before(event, last) if whole else getattr(event, "before", None)
        what = link_fault(event, bytes(head or b""))
        if what:
            subject = f"{event.subject_type} {event.subject_id}"
            yield Broken(kind="event", subject=subject, seq=event.seq, id=event.pk, what=what)
        last = event


def _hash_before(event: Event, last: Event | None) -> bytes:
    here = (event.subject_type, event.subject_id, event.seq - 1)
    return bytes(last.hash) if last and (last.subject_type, last.subject_id, last.seq) == here else b""


def link_fault(event: Event, before: bytes) -> str:
    """What is wrong with one link, "" when it is sound; `before` is the hash of the link before it."""
    if event.seq > 1 and not before:
        return f"the link before it, seq {event.seq - 1}, is missing"
    if bytes(event.previous_hash) != before:
        return "it does not follow from the link before it"
    if before and event.hash_version < before[0]:
        return f"its hash version went back from {before[0]} to {event.hash_version}"
    return own_fault(event)


def own_fault(row: Event | AccessLog | Checkpoint) -> str:
    """Whether a row's own hash still fits its fields."""
    try:
        sound = bytes(row.hash) == row.expected_hash()
    except (TypeError, ValueError) as error:
        return f"it cannot have been written by the journal: {error}"
    return "" if sound else "its fields do not fit its hash"


def _chained_models() -> list[type[Chained]]:
    return [model for model in apps.get_models() if issubclass(model, Chained)]


_HEADS = """
SELECT subject.id, subject.chain_seq, coalesce(event.seq, 0) FROM {table} AS subject LEFT JOIN LATERAL (
    SELECT seq, hash FROM journal_event WHERE subject_type = %(name)s AND subject_id = subject.id
    ORDER BY seq DESC LIMIT 1) AS event ON true
WHERE (subject.chain_seq <> coalesce(event.seq, 0) OR subject.chain_head <> coalesce(event.hash, ''::bytea))
  AND (%(upto)s::bigint IS NULL OR subject.id IN (
    SELECT subject_id FROM journal_event WHERE subject_type = %(name)s AND id > %(floor)s AND xid >= %(upto)s))
ORDER BY subject.id LIMIT 1
"""

_GONE = """
SELECT event.subject_id, event.id FROM journal_event AS event
WHERE event.subject_type = %(name)s AND event.seq = 1
  AND NOT EXISTS (SELECT FROM {table} AS subject WHERE subject.id = event.subject_id)
ORDER BY event.subject_id LIMIT 1
"""


def _head_faults(base: Checkpoint | None) -> Iterator[Broken]:
    """Subjects whose row and chain part company: a deleted tail, a forged head, a deleted subject."""
    for model in _chained_models():
        table = table_of(model)
        floor, upto = (base.event_floor, base.upto) if base else (None, None)
        named = {"name": model.JOURNAL_NAME, "floor": floor, "upto": upto}
        for subject_id, expected, found in _rows(_HEADS.format(table=table), named):
            what = f"its row stands at seq {expected}, its chain ends at seq {found}, or their hashes differ"
            yield Broken(kind="head", subject=f"{model.JOURNAL_NAME} {subject_id}", seq=expected, what=what)
        if base is None:
            for subject_id, event_id in _rows(_GONE.format(table=table), named):
                subject = f"{model.JOURNAL_NAME} {subject_id}"
                yield Broken(kind="head", subject=subject, id=event_id, what="its events have lost their subject")


def _rows(sql: str, params: Mapping[str, str | int | None]) -> list[tuple[int, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        found: list[tuple[int, ...]] = cursor.fetchall()
    return found


def _access_faults(report: Report, rows: Q) -> Iterator[Broken]:
    for note in AccessLog.objects.filter(rows).order_by("id").iterator(chunk_size=CHUNK):
        report.accesses += 1
        what = own_fault(note)
        if what:
            yield Broken(kind="access", subject=f"{note.subject_type} {note.subject_id}", id=note.pk, what=what)


def _checkpoint_faults(report: Report, base: Checkpoint | None) -> Iterator[Broken]:
    previous = base
    report.last = base
    found = Checkpoint.objects.filter(k__gt=base.k if base else 0).order_by("k")
    for checkpoint in found.iterator(chunk_size=CHUNK):
        report.checkpoints += 1
        what = _seal_fault(checkpoint, previous)
        if what:
            yield Broken(kind="checkpoint", id=checkpoint.k, what=what)
        report.last = previous = checkpoint


def _seal_fault(checkpoint: Checkpoint, previous: Checkpoint | None) -> str:
    if checkpoint.k != (previous.k + 1 if previous else 1):
        return f"checkpoint {previous.k + 1 if previous else 1} is missing before it"
    if bytes(checkpoint.previous_hash) != (bytes(previous.hash) if previous else b""):
        return "it does not follow from the checkpoint before it"
    if previous and checkpoint.hash_version < previous.hash_version:
        return "its hash version went back"
    return own_fault(checkpoint) or _content_fault(checkpoint, previous)


def _content_fault(checkpoint: Checkpoint, previous: Checkpoint | None) -> str:
    ranges = ("upto", "event_floor", "access_floor", "event_top", "access_top")
    again = Checkpoint(**{name: getattr(checkpoint, name) for name in ranges})
    checkpoints.fill(again, previous)
    counts = [(row.event_count, row.access_count) for row in (checkpoint, again)]
    if counts[0] != counts[1]:
        return "it sealed {} events and {} access notes, now there are {} and {}".format(*counts[0], *counts[1])
    return "" if bytes(again.root) == bytes(checkpoint.root) else "rows it sealed were changed afterwards"


def _coverage_faults(report: Report, base: Checkpoint | None) -> Iterator[Broken]:
    """Rows that slipped under every seal, as a forged row with an old transaction id and a high id would."""
    for log in checkpoints.LOGS:
        report.pending += log.objects.filter(checkpoints.unsealed(log, report.last)).count()
    if base is None:
        sealed = sum(row.event_count + row.access_count for row in Checkpoint.objects.order_by("k").iterator())
        stray = report.events + report.accesses - sealed - report.pending
        if stray:
            yield Broken(kind="coverage", what=f"{stray} rows are in no checkpoint and wait for none")


def _anchor_faults(report: Report) -> Iterator[Broken]:
    """Lines of the anchor file that the database denies: a rollback or a deleted tail of the whole journal."""
    found = (line for line in anchor.lines() if report.since <= line.k <= report.anchored)
    while batch := list(islice(found, CHUNK)):
        known = Checkpoint.objects.in_bulk([line.k for line in batch])
        for line in batch:
            checkpoint = known.get(line.k)
            if checkpoint is None:
                yield Broken(kind="anchor", id=line.k, what="the database has no such checkpoint: it was rolled back")
            elif anchor.Line.of(checkpoint) != line:
                yield Broken(kind="anchor", id=line.k, what="the database has another checkpoint under this number")
