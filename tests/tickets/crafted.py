"""Files as people and attackers send them, made byte by byte: documents, pictures, and things that pretend to be."""

import base64
import io
import struct
import zipfile
import zlib
from typing import Final

from PIL import Image

# 64 × 48, red, with EXIF that names its camera “SpyCam”; encoded once by libheif.
HEIC: Final = base64.b64decode(
    "AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAb5tZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAAADRpbG9jAA"
    "AAAERAAAIAAQAAAAAB4gABAAAAAAAAABkAAgAAAAAB+wABAAAAAAAAACwAAAA4aWluZgAAAAAAAgAAABVpbmZlAgAAAAABAABodmMxAAAAABVp"
    "bmZlAgAAAQACAABFeGlmAAAAAA5waXRtAAAAAAABAAAA/WlwcnAAAADdaXBjbwAAAHZodmNDAQNwAAAAkAAAAAAAHvAA/P34+AAADwNgAAEAGE"
    "ABDAH//wNwAAADAJAAAAMAAAMAHroCQGEAAQAqQgEBA3AAAAMAkAAAAwAAAwAeoCCBBZbq5Ka5uAhoMCAAAAMDIAAAAwAhYgABAAZEAcFzwIkA"
    "AAATY29scm5jbHgAAQANAAaAAAAAFGlzcGUAAAAAAAAAQAAAAEAAAAAoY2xhcAAAAEAAAAABAAAAMAAAAAEAAAAAAAAAAv////AAAAACAAAAEH"
    "BpeGkAAAAAAwgICAAAABhpcG1hAAAAAAAAAAEAAQWBAgMFhAAAABppcmVmAAAAAAAAAA5jZHNjAAIAAQABAAAATW1kYXQAAAAVKAGvC2D15YOv"
    "//LK9+oog5UzT/UOAAAABkV4aWYAAE1NACoAAAAIAAEBDwACAAAABwAAABoAAAAAU3B5Q2FtAAA="
)
SVG: Final = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML: Final = b"<!doctype html><script>alert(1)</script>"
TYPES: Final = b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
_MAIN: Final = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml"}


def picture(kind: str = "JPEG", *, size: tuple[int, int] = (60, 40)) -> bytes:
    """A small picture of this kind."""
    out = io.BytesIO()
    Image.linear_gradient("L").resize(size).convert("RGB").save(out, kind)
    return out.getvalue()


def huge_png(*, edge: int = 50_000) -> bytes:
    """A few bytes whose header promises 2,500 million pixels."""
    head = struct.pack(">IIBBBBB", edge, edge, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _png_part(b"IHDR", head)
        + _png_part(b"IDAT", zlib.compress(b""))
        + _png_part(b"IEND", b"")
    )


def _png_part(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def office(extension: str = "docx", *, more: dict[str, bytes] | None = None, types: bytes = TYPES) -> bytes:
    """A Word or Excel file of today with its two parts, and more."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", types)
        archive.writestr(
            _MAIN[extension], b"<?xml version='1.0'?><document>" + b"\xe5\x90\x88\xe5\x90\x8c" * 50 + b"</document>"
        )
        for name, content in (more or {}).items():
            archive.writestr(name, content)
    return out.getvalue()


def bomb() -> bytes:
    """A Word file of some hundred kB that would unpack to 250 MB."""
    return office(more={f"word/media/{place}.bin": b"\0" * (25 * 1024 * 1024) for place in range(10)})


def lying_office() -> bytes:
    """The list of parts says that the document has 20 bytes; it has more."""
    whole = bytearray(office())
    listed = whole.index(b"PK\x01\x02", whole.index(b"PK\x01\x02") + 4)
    whole[listed + 24 : listed + 28] = struct.pack("<I", 20)
    return bytes(whole)


def locked_part() -> bytes:
    """A part under a password."""
    whole = bytearray(office())
    listed = whole.index(b"PK\x01\x02")
    whole[listed + 8] |= 1
    return bytes(whole)


def pdf(*, trailer: bytes = b"/Root 1 0 R/Size 3", after: bytes = b"") -> bytes:
    """One empty page."""
    body = (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
        b"xref\n0 1\n0000000000 65535 f \n"
    )
    return body + b"trailer<<" + trailer + b">>\nstartxref\n107\n%%EOF\n" + after


def ole(*names: str, content: bytes = b"") -> bytes:
    """An OLE file with streams of these names, the first with this content (4,096 bytes each)."""
    sector, free, end = 512, 0xFFFFFFFF, 0xFFFFFFFE
    count = len(names)
    folders = (count + 1 + 3) // 4
    fat = [0xFFFFFFFD, *[place + 2 if place < folders - 1 else end for place in range(folders)]]
    first = len(fat)
    for place in range(count):
        begin = first + place * 8
        fat += [*range(begin + 1, begin + 8), end]
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, end, 0, end, 0) + struct.pack("<I", 0)
    header += struct.pack("<I", free) * 108
    entries = [_ole_entry("Root Entry", 5, child=1 if count else free, start=end, size=0)]
    for place, name in enumerate(names):
        follows = place + 2 if place + 1 < count else free
        entries.append(_ole_entry(name, 2, right=follows, start=first + place * 8, size=4096))
    folder = b"".join(entries).ljust(folders * sector, b"\0")
    streams = [content.ljust(4096, b"\0"), *[b"\0" * 4096] * (count - 1)][:count]
    table = b"".join(struct.pack("<I", value) for value in fat).ljust(sector, b"\xff")
    return header + table + folder + b"".join(streams)


def _ole_entry(
    name: str, kind: int, *, right: int = 0xFFFFFFFF, child: int = 0xFFFFFFFF, start: int, size: int
) -> bytes:
    encoded = name.encode("utf-16-le") + b"\0\0"
    links = struct.pack("<III", 0xFFFFFFFF, right, child)
    return (
        encoded.ljust(64, b"\0")
        + struct.pack("<HBB", len(encoded), kind, 1)
        + links
        + b"\0" * 36
        + struct.pack("<IQ", start, size)
    )


LOCKED_DOC: Final = b"\xec\xa5\xc1\0" + b"\0" * 6 + b"\x00\x01"  # fEncrypted
LOCKED_XLS: Final = struct.pack("<HHHH", 0x809, 4, 0x600, 5) + struct.pack("<HH", 0x2F, 54)
