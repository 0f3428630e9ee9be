"""The store kept clean and sound: what nobody sent goes after a day, and a thirtieth is read again each night."""

import hashlib
import logging
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet

from journal import clock
from orgs.models import Claim
from tickets.models import UNSENT, Attachment, Draft
from tickets.scan_kinds import Scan
from tickets.services import store

logger = logging.getLogger(__name__)

GRACE: Final = timedelta(hours=24)
QUARANTINE: Final = timedelta(days=30)
SLICES: Final = 30
_BYTE: Final = 256


@dataclass(frozen=True, slots=True)
class Collected:
    """How much went."""

    rows: int
    files: int


@dataclass(frozen=True, slots=True)
class Checked:
    """How many hashes were read again, and those whose bytes are missing or no longer theirs."""

    read: int
    damaged: list[str]


def collect() -> Collected:
    """Forget files that were taken out or never sent for a day, then the bytes that no row names any more."""
    now = clock.now()
    rows, _kinds = forsaken(now).delete()
    files = sum(_collect_in(folder, now=now) for folder in _folders())
    _clear_workplaces(now)
    if rows or files:
        logger.info("%d rows of unsent files and %d files of the store collected", rows, files)
    return Collected(rows, files)


def forsaken(now: datetime) -> QuerySet[Attachment]:
    """Files of forms that were taken out, or whose form was not sent, more than a day ago.

    A draft keeps its files as long as it lives, and a claim its proof (`services.proofs` takes that out). Malware stays
    for the operator to look into.
    """
    before = now - GRACE
    same_form = {"person": OuterRef("person"), "client_token": OuterRef("client_token")}
    drafts = Draft.objects.filter(person=OuterRef("person"), token=OuterRef("client_token"))
    waits = Exists(drafts) | Exists(Claim.objects.filter(**same_form))
    quarantined = Q(scan=Scan.INFECTED, scanned_at__gt=now - QUARANTINE)
    old = Attachment.objects.filter(UNSENT, Q(removed_at__lt=before) | Q(at__lt=before) & ~waits)
    return old.exclude(quarantined)


def _folders() -> Iterator[Path]:
    """The folders of the first byte; at no time is the whole store in hand."""
    for place in range(_BYTE):
        folder = Path(settings.FILES_ROOT) / f"{place:02x}"
        if folder.is_dir():
            yield folder


def _collect_in(folder: Path, *, now: datetime) -> int:
    named = _named(*_in_byte(int(folder.name, 16)))
    old = [file for file in folder.glob("*/*") if file.name not in named and _is_old(file, now)]
    return sum(_take_away(file, now=now) for file in old)


def _take_away(file: Path, *, now: datetime) -> bool:
    """Asked once more under the folder's lock: the same bytes may just have come in again."""
    with store.locked(file.parent):
        if not _is_old(file, now) or _named(Q(sha256=file.name), Q(thumb_sha256=file.name)):
            return False
        file.unlink()
        return True


def _is_old(file: Path, now: datetime) -> bool:
    try:
        return file.stat().st_mtime < (now - GRACE).timestamp()
    except FileNotFoundError:
        return False


def _in_byte(byte: int) -> tuple[Q, Q]:
    """Rows whose bytes, or whose small copy, begin with this byte: a range, so that the index serves."""
    first, beyond = f"{byte:02x}", f"{byte + 1:02x}" if byte + 1 < _BYTE else "g"
    return Q(sha256__gte=first, sha256__lt=beyond), Q(thumb_sha256__gte=first, thumb_sha256__lt=beyond)


def _named(by_bytes: Q, by_thumb: Q) -> set[str]:
    """The hashes that rows name."""
    named = set(Attachment.objects.filter(by_bytes).order_by().values_list("sha256", flat=True))
    return named | set(Attachment.objects.filter(by_thumb).order_by().values_list("thumb_sha256", flat=True))


def _clear_workplaces(now: datetime) -> None:
    """What a killed process left half done."""
    unfinished = Path(settings.FILES_ROOT) / store.UNFINISHED
    for folder in unfinished.iterdir() if unfinished.is_dir() else ():
        if _is_old(folder, now):
            shutil.rmtree(folder, ignore_errors=True)


def verify(*, day: date, everything: bool = False) -> Checked:
    """Read the day's thirtieth of the store again, or all of it; mark the rows whose bytes are not theirs."""
    slice_ = day.toordinal() % SLICES
    read, damaged = 0, list[str]()
    for byte in range(_BYTE):
        if everything or byte % SLICES == slice_:
            for digest in sorted(_named(*_in_byte(byte))):
                read += 1
                if not _is_sound(digest):
                    _mark(digest)
                    damaged.append(digest)
    return Checked(read, damaged)


def _is_sound(digest: str) -> bool:
    try:
        with store.path_of(digest).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == digest
    except OSError:
        return False


def _mark(digest: str) -> None:
    logger.error("the file %s is damaged or missing: restore it from the backup", digest)
    rows = Attachment.objects.filter(Q(sha256=digest) | Q(thumb_sha256=digest), damaged_at=None)
    rows.update(damaged_at=clock.now())


def recheck() -> int:
    """Read what is marked as damaged again; what was restored is unmarked. Returns how many still are."""
    sound = [
        row.pk
        for row in Attachment.objects.filter(damaged_at__isnull=False)
        if _is_sound(row.sha256) and (not row.thumb_sha256 or _is_sound(row.thumb_sha256))
    ]
    Attachment.objects.filter(pk__in=sound).update(damaged_at=None)
    return Attachment.objects.filter(damaged_at__isnull=False).count()
