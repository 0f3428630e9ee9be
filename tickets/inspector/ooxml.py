"""Word and Excel of today: an archive whose list of parts is judged before any part is unpacked (ASVS V5.2.3)."""

import os
import zipfile
import zlib
from pathlib import Path
from typing import Final

from tickets.inspector.verdict import Reason, Refused

MOST_PARTS: Final = 2_000
MOST_UNPACKED: Final = 200 * 1024 * 1024
MOST_RATIO: Final = 100  # real documents stay under 30; small parts may be any
_END_SIZE: Final = 22
_SMALL: Final = 1024 * 1024
_TYPES: Final = "[Content_Types].xml"
_OFFICE: Final = "application/vnd.openxmlformats-officedocument"
# Extension → the part that makes it what it is, and the media type it is served with.
KINDS: Final = {
    "docx": ("word/document.xml", f"{_OFFICE}.wordprocessingml.document"),
    "xlsx": ("xl/workbook.xml", f"{_OFFICE}.spreadsheetml.sheet"),
}


def look(source: Path, *, extension: str) -> str:
    """Return the media type. Raises Refused."""
    main, media_type = KINDS[extension]
    with source.open("rb") as file:
        if file.read(4) != b"PK\x03\x04":
            raise Refused(Reason.TYPE)
        file.seek(-_END_SIZE, os.SEEK_END)
        ends = file.read(4) == b"PK\x05\x06"  # nothing hides behind the list of parts
    try:
        with zipfile.ZipFile(source) as archive:
            if not ends:
                raise Refused(Reason.TYPE)
            _judge(archive, size=source.stat().st_size)
            _read(archive, main)
    except (zipfile.BadZipFile, OSError, zlib.error, EOFError, ValueError, RuntimeError, KeyError) as broken:
        raise Refused(Reason.BROKEN) from broken
    return media_type


def _judge(archive: zipfile.ZipFile, *, size: int) -> None:
    """The list of parts: how many, how large, where they want to go."""
    parts = archive.infolist()
    names = {part.filename for part in parts}
    if archive.comment or min((part.header_offset for part in parts), default=1) != 0 or len(names) != len(parts):
        raise Refused(Reason.TYPE)
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise Refused(Reason.COMPLEX)
    for part in parts:
        if part.flag_bits & 0x1:
            raise Refused(Reason.PASSWORD)
        if _leaves(part.filename):
            raise Refused(Reason.TYPE)
        if part.file_size > _SMALL and part.file_size > MOST_RATIO * part.compress_size:
            raise Refused(Reason.COMPLEX)
        if part.compress_size > size:
            raise Refused(Reason.BROKEN)
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise Refused(Reason.MACROS)


def _leaves(name: str) -> bool:
    """Whether a part's name points out of the archive."""
    parts = name.replace("\\", "/").split("/")
    return name.startswith(("/", "\\")) or ".." in parts or ":" in parts[0] or not name.isprintable()


def _read(archive: zipfile.ZipFile, main: str) -> None:
    """The list of types and the main part open and are what the extension says; a part that lies of its size fails."""
    names = set(archive.namelist())
    if _TYPES not in names or main not in names:
        raise Refused(Reason.TYPE)
    if b"macroEnabled" in archive.read(_TYPES):
        raise Refused(Reason.MACROS)
    with archive.open(main) as part:
        if not part.read(4096).lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
            raise Refused(Reason.TYPE)
        while part.read(1024 * 1024):
            pass  # to the end: the checksum is compared there
