"""One file, by its extension: extension, first bytes and content must agree (ASVS V5.2.2)."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from tickets.inspector.verdict import Reason, Refused

# Phones and chat programs name pictures wrongly or not at all; a picture is written anew and named by what it is.
PICTURES: Final = frozenset({"jpg", "jpeg", "jfif", "png", "webp", "heic", "heif", ""})
WORD_AND_EXCEL: Final = frozenset({"doc", "docx", "xls", "xlsx"})
WITH_MACROS: Final = frozenset({"docm", "xlsm", "dotm", "xltm", "xlsb", "xlam"})


def look(source: Path, *, extension: str, out: Path, thumb: Path, heavy: Callable[[], None] = lambda: None) -> str:
    """Return the media type; a picture is written to `out` and `thumb`. Raises Refused.

    `heavy` is called before work that takes longer than a page: anything but a small picture.
    """
    if extension in PICTURES:
        from tickets.inspector import pictures  # noqa: PLC0415 -- documents do without Pillow

        return pictures.rewrite(source, out=out, thumb=thumb, heavy=heavy)
    heavy()
    if extension == "pdf":
        from tickets.inspector import pdf  # noqa: PLC0415 -- as above

        return pdf.look(source)
    if extension in WITH_MACROS:
        raise Refused(Reason.MACROS)
    if extension in WORD_AND_EXCEL:
        return _office(source, extension)
    raise Refused(Reason.TYPE)


def _office(source: Path, extension: str) -> str:
    from tickets.inspector import ole, ooxml  # noqa: PLC0415 -- as above

    if extension in ole.KINDS:
        return ole.look(source, extension=extension)
    if ole.is_ole(source):
        ole.look_locked(source)
    return ooxml.look(source, extension=extension)
