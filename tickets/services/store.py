"""The store of files: bytes under the name of their hash, written so that a crash loses nothing.

Order (RELIABILITY §1): temporary file on the same file system, fsync, rename, fsync of the folder;
only then the row. A row therefore never points at nothing.
"""

import fcntl
import hashlib
import os
import tempfile
from collections.abc import Iterator
from concurrent.futures import wait
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final

from django.conf import settings

from web.beside import beside

UNFINISHED: Final = ".new"


@contextmanager
def workplace() -> Iterator[Path]:
    """A folder on the store's file system for files that may be adopted; what is left in it goes. Raises OSError."""
    parent = Path(settings.FILES_ROOT) / UNFINISHED
    _make_folder(parent)
    with tempfile.TemporaryDirectory(dir=parent, ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def put(content: bytes) -> str:
    """Keep these bytes; returns their SHA-256 in hex. Raises OSError (a full disk, say)."""
    with workplace() as folder:
        written = folder / "content"
        written.write_bytes(content)
        return adopt(written)


def adopt_both(one: Path, other: Path) -> tuple[str, str]:
    """`adopt` two files at once: the disk lets both through for little more than one. Raises OSError."""
    second = beside(lambda: adopt(other), name="adopt")
    try:
        return adopt(one), second.result()
    finally:
        wait([second])  # the folder that holds it goes next


def adopt(source: Path) -> str:
    """Move a finished file of a workplace into the store; returns its SHA-256 in hex. Raises OSError."""
    with source.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        os.fsync(file.fileno())
    target = path_of(digest)
    _make_folder(target.parent)
    with locked(target.parent):
        if target.exists():
            os.utime(target)  # young again: whoever collects orphans lets it be until its new row is there
        else:
            source.replace(target)
        _sync_folder(target.parent)  # also for one that another renamed and died before this
    return digest


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Only one process at a time adds to or takes from this folder. The lock ends with the process."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _make_folder(folder: Path) -> None:
    """Make a folder and those above it, each made durable in the one that holds it."""
    if folder.is_dir():
        return
    _make_folder(folder.parent)
    folder.mkdir(exist_ok=True, mode=0o750)
    _sync_folder(folder.parent)


def _sync_folder(folder: Path) -> None:
    """Make the new name itself durable."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def path_of(digest: str) -> Path:
    """Where the bytes of this hash lie: `ab/cd/<sha256>`."""
    return Path(settings.FILES_ROOT) / digest[:2] / digest[2:4] / digest


def open_file(digest: str) -> IO[bytes]:
    """Open kept bytes for reading. Raises FileNotFoundError."""
    return path_of(digest).open("rb")
