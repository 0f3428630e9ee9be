"""A file that comes in: counted while it arrives, looked at, kept under its hash. Refusals are sentences (UX §1.0)."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tickets.inspector.looking import PICTURES
from tickets.inspector.verdict import Reason, Refused
from tickets.services import inspecting, store

LONGEST_NAME: Final = 100
_MB: Final = 1024 * 1024
_ENDINGS: Final = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp"}
# Characters that turn the reading direction: “gpj.exe” must not read as “exe.jpg”.
_TURNS: Final = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_SENTENCES: Final[Mapping[Reason, Any]] = {
    Reason.TYPE: gettext_lazy("“%(name)s”打不开：请上传 图片、PDF、Word 或 Excel"),
    Reason.BROKEN: gettext_lazy("“%(name)s”打不开：文件不完整或已损坏，请重新选一次"),
    Reason.PASSWORD: gettext_lazy("“%(name)s”打不开：文件有密码，请去掉密码后再传"),
    Reason.MACROS: gettext_lazy("“%(name)s”带有宏，请另存为不带宏的 Word 或 Excel 再传"),
    Reason.PIXELS: gettext_lazy("“%(name)s”的像素太多，最多 5000 万；请缩小后再传，或直接拍照"),
    Reason.COMPLEX: gettext_lazy("“%(name)s”的内容太大或太复杂，处理不了，请换一个"),
}


@dataclass(frozen=True, slots=True)
class Taken:
    """A file as it is kept; `thumb` is the hash of a picture's small copy."""

    name: str
    content_type: str
    size: int
    sha256: str
    thumb: str = ""


def take(upload: "UploadedFile[Any]") -> Taken:
    """Keep the bytes of one upload. Raises ValidationError (a sentence that names the file), OSError (a full disk)."""
    name = display_name(upload.name or "")
    if getattr(upload, "unstored", False):
        raise OSError(name)
    if not upload.size:
        raise ValidationError(_("“%(name)s”是空的，请换一个"), params={"name": name}, code="empty")
    if upload.size > settings.FILE_MOST_BYTES:
        raise ValidationError(
            _("“%(name)s”有 %(size)s MB，单个不超过 10 MB；图片可直接拍照，会自动压缩"),
            params={"name": name, "size": _megabytes(upload.size)},
            code="size",
        )
    try:
        with store.workplace() as folder:
            return _taken(upload, name, folder)
    except Refused as refused:
        raise ValidationError(_SENTENCES[refused.reason], params={"name": name}, code=refused.reason.value) from refused
    except inspecting.Crowded as crowded:
        raise ValidationError(
            _("现在传文件的人多，“%(name)s”没有传上去，请过一会儿再传"), params={"name": name}, code="crowded"
        ) from crowded


def _taken(upload: "UploadedFile[Any]", name: str, folder: Path) -> Taken:
    source, out, thumb = folder / "sent", folder / "kept", folder / "thumb"
    with source.open("wb") as file:
        for chunk in upload.chunks():
            file.write(chunk)
    stem, extension = _split(name)
    content_type = inspecting.inspect(source, extension=extension, out=out, thumb=thumb)
    if extension not in PICTURES:
        size = source.stat().st_size
        return Taken(name, content_type, size, store.adopt(source))
    size = out.stat().st_size
    return Taken(f"{stem}.{_ENDINGS[content_type]}", content_type, size, *store.adopt_both(out, thumb))


def _split(name: str) -> tuple[str, str]:
    """The name without its extension, and the extension in small letters."""
    stem, dot, extension = name.rpartition(".")
    return (stem, extension.lower()) if dot else (name, "")


def _megabytes(size: int) -> str:
    """Rounded up to a tenth, so that what is too much never reads as what is allowed."""
    return f"{math.ceil(size * 10 / _MB) / 10:g}"


def visible(words: str) -> str:
    """One line without control or direction characters."""
    return "".join(char for char in words if char.isprintable() and char not in _TURNS)


def display_name(name: str) -> str:
    """The name as shown: the last part, without control or direction characters, not too long."""
    kept = visible(name.replace("\\", "/").rsplit("/", 1)[-1]).strip(". ")
    stem, extension = _split(kept)
    if len(kept) > LONGEST_NAME and len(extension) < LONGEST_NAME // 2:
        return f"{stem[: LONGEST_NAME - len(extension) - 1]}.{extension}"
    return kept[:LONGEST_NAME] or _("未命名")
