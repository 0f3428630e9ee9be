"""The store of files: bytes under the name of their hash, written so that a crash loses nothing.

Order (RELIABILITY §1): temporary file on the same file system, fsync, rename, fsync of the folder;
only then the row. A row therefore never points at nothing.
"""

import hashlib
import os
import tempfile
from pathlib import Path
from typing import IO

from django.conf import settings


def put(content: bytes) -> str:
    """Keep these bytes; returns their SHA-256 in hex. Raises OSError (a full disk, say)."""
    digest = hashlib.sha256(content).hexdigest()
    target = path_of(digest)
    _make_folder(target.parent)
    if target.exists():
        _sync_folder(target.parent)  # whoever renamed it may have died before this
        return digest
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    _sync_folder(target.parent)
    return digest


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
