"""Word and Excel of 1997–2003: the streams inside say what it is, whether it is locked, whether it carries macros."""

from pathlib import Path
from typing import Final

import olefile

from tickets.inspector.verdict import Reason, Refused

MAGIC: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Extension → the streams that make it what it is, and the media type it is served with.
KINDS: Final = {
    "doc": (("WordDocument",), "application/msword"),
    "xls": (("Workbook", "Book"), "application/vnd.ms-excel"),
}
_MACROS: Final = frozenset({"macros", "_vba_project_cur", "_vba_project", "vba"})
_FIB_FLAGS, _FIB_LOCKED = 10, 0x0100  # [MS-DOC] 2.5.2: fEncrypted
_FILEPASS: Final = 0x002F  # [MS-XLS] 2.4.117
_ARCHIVE_END: Final = 64 * 1024 + 22
_BOF_AND_SOME: Final = 64  # a locked workbook says so within its first records


def is_ole(source: Path) -> bool:
    """Whether it begins like one."""
    with source.open("rb") as file:
        return file.read(8) == MAGIC


def look(source: Path, *, extension: str) -> str:
    """Return the media type. Raises Refused."""
    streams, media_type = KINDS[extension]
    if not is_ole(source) or _is_archive(source):
        raise Refused(Reason.TYPE)
    try:
        with olefile.OleFileIO(str(source)) as document:
            _judge(document, streams)
    except Refused:
        raise
    # olefile meets broken chains with several kinds of exception.
    except Exception as broken:
        raise Refused(Reason.BROKEN) from broken
    return media_type


def _is_archive(source: Path) -> bool:
    """Whether an archive hides behind it: one is read from its end, which lies within the last 64 KiB and 22 bytes."""
    with source.open("rb") as file:
        file.seek(max(0, source.stat().st_size - _ARCHIVE_END))
        return b"PK\x05\x06" in file.read()


def look_locked(source: Path) -> None:
    """A .docx or .xlsx that is an OLE file is one under a password; anything else has the wrong name."""
    try:
        with olefile.OleFileIO(str(source)) as document:
            locked = document.exists("EncryptedPackage")
    except Exception as broken:
        raise Refused(Reason.TYPE) from broken
    raise Refused(Reason.PASSWORD if locked else Reason.TYPE)


def _judge(document: olefile.OleFileIO, streams: tuple[str, ...]) -> None:
    if document.exists("EncryptedPackage"):
        raise Refused(Reason.PASSWORD)
    main = next((name for name in streams if document.exists(name)), None)
    if main is None:
        raise Refused(Reason.TYPE)
    if any(part.lower() in _MACROS for path in document.listdir(storages=True) for part in path):
        raise Refused(Reason.MACROS)
    head = document.openstream(main).read(4096)
    if main == "WordDocument" and int.from_bytes(head[_FIB_FLAGS : _FIB_FLAGS + 2], "little") & _FIB_LOCKED:
        raise Refused(Reason.PASSWORD)
    if main != "WordDocument" and _has_password(head):
        raise Refused(Reason.PASSWORD)


def _has_password(head: bytes) -> bool:
    """Walk the first records of a workbook: type, length, body."""
    place = 0
    while place + 4 <= min(len(head), _BOF_AND_SOME):
        kind, length = (int.from_bytes(head[at : at + 2], "little") for at in (place, place + 2))
        if kind == _FILEPASS:
            return True
        place += 4 + length
    return False
