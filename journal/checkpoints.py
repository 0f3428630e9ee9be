"""Sealing what has committed: a second chain over all events and access notes, anchored outside the database.

"Committed" is decided by transaction id, never by row id: ids are handed out before the commit and may show late.
Everything below `pg_snapshot_xmin` is finished for good, so a window [previous upto, xmin) is complete.

Transaction ids mean something only inside one cluster, so a row keeps its cluster's identifier beside its xid. After
a restore into another cluster the next checkpoint is a bridge: it seals every foreign row that no checkpoint covers
yet, raises the floors to the highest foreign id, and starts the xid windows anew above them.
"""

import hashlib
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.db import connection, transaction
from django.db.models import Max, Q

from journal import anchor, clock
from journal.events import hash_version
from journal.models import AccessLog, Checkpoint, Event

LOCK: Final = 0x71_68_75_01  # "qhu", 1: one sealer at a time in one database
CHUNK: Final = 2000
OPEN: Final = 2**63 - 1
Log = type[Event] | type[AccessLog]
LOGS: Final[tuple[Log, Log]] = (Event, AccessLog)


@dataclass(frozen=True, kw_only=True, slots=True)
class Sealed:
    """The rows of a window, boiled down."""

    digest: bytes
    count: int
    top: int


def seal() -> Checkpoint | None:
    """Seal what has committed since the last checkpoint and anchor it; None when there is nothing new.

    A second sealer waits for nothing: it leaves at once.
    """
    with transaction.atomic():
        checkpoint = _seal() if _locked() else None
    anchor.catch_up()
    return checkpoint


def _locked() -> bool:
    return bool(_ask("SELECT pg_try_advisory_xact_lock(%s)", [LOCK]))


def _ask(sql: str, params: Sequence[int] = ()) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        value: int = cursor.fetchone()[0]
    return value


def cluster_identifier() -> int:
    """The database cluster's own number, drawn at initdb; a dump does not carry it."""
    return _ask("SELECT system_identifier FROM pg_control_system()")


def _seal() -> Checkpoint | None:
    previous = Checkpoint.objects.order_by("-k").first()
    cluster = cluster_identifier()
    moved = previous is None or previous.cluster != cluster
    floors = _bridge_floors(previous, cluster) if moved else None
    draft = Checkpoint(
        k=previous.k + 1 if previous else 1,
        at=clock.now(),
        cluster=cluster,
        # The counter starts anew behind a bridge; the next window takes everything above the floors.
        upto=0 if floors else _ask("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint"),
        event_floor=floors[Event] if floors else floor_of(previous, Event),
        access_floor=floors[AccessLog] if floors else floor_of(previous, AccessLog),
        event_top=OPEN,
        access_top=OPEN,
        hash_version=max(hash_version(), previous.hash_version if previous else 0),
        previous_hash=bytes(previous.hash) if previous else b"",
    )
    fill(draft, previous)
    if not (draft.event_count or draft.access_count or floors):
        return None
    draft.hash = draft.expected_hash()
    draft.save(force_insert=True)
    return draft


def _bridge_floors(previous: Checkpoint | None, cluster: int) -> dict[Log, int] | None:
    """Where xid windows start anew in each log; None when every row was born here. Reads both logs, once a restore."""
    foreign = {log: log.objects.exclude(cluster=cluster).aggregate(top=Max("id"))["top"] or 0 for log in LOGS}
    if not any(foreign.values()):
        return None
    return {log: max(top, top_of(previous, log)) for log, top in foreign.items()}


def floor_of(checkpoint: Checkpoint | None, log: Log) -> int:
    """The id at and below which everything was sealed by a bridge or earlier."""
    if checkpoint is None:
        return 0
    return checkpoint.event_floor if log is Event else checkpoint.access_floor


def top_of(checkpoint: Checkpoint | None, log: Log) -> int:
    """The highest id sealed so far."""
    if checkpoint is None:
        return 0
    return checkpoint.event_top if log is Event else checkpoint.access_top


def bridges(checkpoint: Checkpoint, previous: Checkpoint | None) -> bool:
    """Whether this checkpoint carries the seals over into another cluster."""
    return checkpoint.upto == 0 and any(floor_of(checkpoint, log) > floor_of(previous, log) for log in LOGS)


def window(log: Log, checkpoint: Checkpoint, previous: Checkpoint | None) -> Q:
    """Which rows of a log the checkpoint covers: each row in exactly one.

    Its top keeps rows of a later cluster, whose xids start low again, out of its window; a draft's top is open.
    """
    floor, sealed_below = floor_of(previous, log), previous.upto if previous else 0
    if bridges(checkpoint, previous):
        uncovered = Q(id__gt=top_of(previous, log)) | Q(xid__gte=sealed_below)
        return Q(id__gt=floor, id__lte=floor_of(checkpoint, log)) & uncovered
    return Q(id__gt=floor, id__lte=top_of(checkpoint, log), xid__gte=sealed_below, xid__lt=checkpoint.upto)


def unsealed(log: Log, last: Checkpoint | None) -> Q:
    """Which rows wait for the next checkpoint."""
    return Q(id__gt=floor_of(last, log), xid__gte=last.upto if last else 0)


def boil_down(log: Log, rows: Q) -> Sealed:
    """Digest, number and highest id of a window's rows in the order of their ids.

    A leaf is id, xid and cluster in eight bytes each, and the row's hash.
    """
    digest, count, top = hashlib.sha256(), 0, 0
    leaves = log.objects.filter(rows).order_by("id").values_list("id", "xid", "cluster", "hash")
    for row_id, xid, cluster, row_hash in leaves.iterator(chunk_size=CHUNK):
        digest.update(struct.pack(">QQQ", row_id, xid, cluster) + bytes(row_hash))
        count, top = count + 1, row_id
    return Sealed(digest=digest.digest(), count=count, top=top)


def fill(checkpoint: Checkpoint, previous: Checkpoint | None) -> None:
    """Compute root, counts and tops of a checkpoint whose window is set."""
    events = boil_down(Event, window(Event, checkpoint, previous))
    accesses = boil_down(AccessLog, window(AccessLog, checkpoint, previous))
    checkpoint.root = hashlib.sha256(events.digest + accesses.digest).digest()
    checkpoint.event_count, checkpoint.access_count = events.count, accesses.count
    checkpoint.event_top = max(events.top, top_of(previous, Event))
    checkpoint.access_top = max(accesses.top, top_of(previous, AccessLog))
