"""The anchor: each checkpoint's hash on a line of a file outside the database, so that a rollback of the whole shows.

The file is only ever appended to, and best owned by another user or shipped to another host. A lawful restore from a
backup disagrees with it; the operator then sets the old file aside, and the new one starts with what was restored.
"""

import fcntl
import logging
import os
from collections.abc import Iterator
from dataclasses import dataclass
from logging.handlers import SysLogHandler
from pathlib import Path
from typing import IO

from django.conf import settings

from journal import canonical
from journal.models import Checkpoint

logger = logging.getLogger(__name__)

LONGEST_LINE = 400
HASH_DIGITS = 66


class AnchorDisagrees(Exception):
    """The anchor file knows a checkpoint that the database denies: rolled back, restored or rewritten."""


@dataclass(frozen=True, slots=True)
class Line:
    """One anchored checkpoint."""

    k: int
    at: str
    upto: int
    count: int
    hash: str

    @classmethod
    def of(cls, checkpoint: Checkpoint) -> "Line":
        """The line that this checkpoint gets."""
        count = checkpoint.event_count + checkpoint.access_count
        hashed = bytes(checkpoint.hash).hex()
        return cls(checkpoint.k, canonical.instant(checkpoint.at), checkpoint.upto, count, hashed)

    @classmethod
    def read(cls, text: str) -> "Line":
        """Raises ValueError for a line that was never written here."""
        k, at, upto, count, hashed = text.split()
        if len(hashed) != HASH_DIGITS:
            raise ValueError("a torn line")
        return cls(int(k), at, int(upto), int(count), hashed)

    def __str__(self) -> str:
        return f"{self.k} {self.at} {self.upto} {self.count} {self.hash}"


def path() -> Path | None:
    """Where the anchor file is; None when the operator keeps none."""
    named = getattr(settings, "JOURNAL_ANCHOR", None)
    return Path(named) if named else None


def _readable(text: str) -> Iterator[Line]:
    """The line, or nothing for one torn by a full disk or a crash: the next run has written it again."""
    try:
        yield Line.read(text)
    except ValueError:
        logger.warning("the anchor file has a torn line")


def lines() -> Iterator[Line]:
    """The anchored checkpoints, oldest first, from the file as it stands."""
    file = path()
    if file is None or not file.exists():
        return
    with file.open(encoding="ascii", errors="replace") as opened:
        for text in opened:
            yield from _readable(text)


def last_line(opened: IO[bytes]) -> Line | None:
    """The newest whole line, read from the end."""
    size = opened.seek(0, os.SEEK_END)
    opened.seek(max(0, size - 4 * LONGEST_LINE))
    whole = opened.read().decode("ascii", errors="replace").rpartition("\n")[0]
    return next((line for text in reversed(whole.splitlines()) for line in _readable(text)), None)


def newest() -> int:
    """The number of the newest anchored checkpoint, 0 when there is none."""
    file = path()
    if file is None or not file.exists():
        return 0
    with file.open("rb") as opened:
        last = last_line(opened)
    return last.k if last else 0


def catch_up() -> int:
    """Append a line for every checkpoint that has none yet, and make it durable; the number appended.

    Called after the checkpoint's commit: a crash in between leaves a line for the next run, never a false one.
    """
    file = path()
    if file is None:
        return 0
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a+b") as opened:
        fcntl.flock(opened, fcntl.LOCK_EX)
        last = last_line(opened)
        _compare(last)
        missing = [Line.of(row) for row in Checkpoint.objects.filter(k__gt=last.k if last else 0).order_by("k")]
        if missing:
            _append(opened, missing)
    return len(missing)


def _compare(last: Line | None) -> None:
    if last is None:
        return
    known = Checkpoint.objects.filter(pk=last.k).first()
    if known is None or Line.of(known) != last:
        logger.error("ANCHOR DISAGREES at checkpoint %d: the database was rolled back, restored or rewritten", last.k)
        raise AnchorDisagrees(f"checkpoint {last.k}")


def _append(opened: IO[bytes], missing: list[Line]) -> None:
    end = opened.seek(0, os.SEEK_END)
    if end:
        opened.seek(end - 1)
        if opened.read(1) != b"\n":
            opened.write(b"\n")
    opened.write("".join(f"{line}\n" for line in missing).encode("ascii"))
    opened.flush()
    os.fsync(opened.fileno())
    _tell_syslog(missing)


def _tell_syslog(missing: list[Line]) -> None:
    """Also send the lines to syslog at JOURNAL_ANCHOR_SYSLOG (`/dev/log` or `host:port`); a deaf one is logged."""
    address: str = getattr(settings, "JOURNAL_ANCHOR_SYSLOG", "")
    if not address:
        return
    host, _, port = address.rpartition(":")
    try:
        handler = SysLogHandler(address=(host, int(port)) if host else address)
    except OSError as error:
        logger.warning("syslog at %s does not answer: %s", address, error)
        return
    for line in missing:
        handler.emit(logging.makeLogRecord({"msg": f"qihu anchor {line}", "levelno": logging.NOTSET}))
    handler.close()
