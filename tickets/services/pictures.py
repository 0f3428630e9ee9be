"""Photos that come in: looked at, turned upright, written anew without what the camera added."""

import io
from dataclasses import dataclass
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps

MOST_BYTES: Final = 10 * 1024 * 1024
MOST_PIXELS: Final = 50_000_000  # ASVS V5.2.6, read from the header before anything is decoded
LONGEST_EDGE: Final = 2048
_SAVED_AS: Final = {"JPEG": ("JPEG", "image/jpeg"), "PNG": ("PNG", "image/png"), "WEBP": ("WEBP", "image/webp")}

# Characters that turn the reading direction: “gpj.exe” must not read as “exe.jpg”.
_TURNS: Final = "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


@dataclass(frozen=True, slots=True)
class Picture:
    """A photo as it is kept."""

    name: str
    content: bytes
    content_type: str


def read(upload: "UploadedFile[Any]") -> Picture:
    """Return the photo re-encoded, or raise ValidationError with a sentence that names the file."""
    name = _display_name(upload.name or "")
    if not upload.size:
        raise ValidationError(_("“%(name)s”是空的，请换一张"), params={"name": name}, code="empty")
    if upload.size > MOST_BYTES:
        raise ValidationError(
            _("“%(name)s”有 %(size)d MB，单个不超过 10 MB；图片可直接拍照，会自动压缩"),
            params={"name": name, "size": upload.size // (1024 * 1024)},
            code="size",
        )
    try:
        content, content_type = _encoded_anew(upload.read())
    # Pillow raises a wide family for broken input (SyntaxError and struct.error among them).
    except Exception as broken:
        raise ValidationError(
            _("“%(name)s”打不开：请上传 JPG、PNG 或 WebP 图片"), params={"name": name}, code="type"
        ) from broken
    return Picture(name, content, content_type)


def _encoded_anew(raw: bytes) -> tuple[bytes, str]:
    """Decode and write again: orientation kept, EXIF (place, device) gone, at most 2048 px."""
    with Image.open(io.BytesIO(raw), formats=tuple(_SAVED_AS)) as image:
        if image.width * image.height > MOST_PIXELS:
            raise ValueError("too many pixels")
        saved_as, content_type = _SAVED_AS[image.format or ""]
        image.load()
        upright = ImageOps.exif_transpose(image)
        upright.thumbnail((LONGEST_EDGE, LONGEST_EDGE))
        if saved_as == "JPEG" and upright.mode != "RGB":
            upright = upright.convert("RGB")
        # Only the pixels go on: `info` may still carry what the camera wrote.
        upright.info = {}
        out = io.BytesIO()
        upright.save(out, saved_as, quality=85)
    return out.getvalue(), content_type


def _display_name(name: str) -> str:
    """The name as shown: the last part, without control or direction characters, not too long."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(char for char in last if char.isprintable() and char not in _TURNS)
    return kept[-100:] or "photo"
