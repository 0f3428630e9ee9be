"""Photos: opened by their first bytes, turned upright, written anew without what the camera added."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Final

# The plugins by name: asked for one that is not there, Pillow loads all forty, which takes longer than the photo.
from PIL import Image, ImageOps, JpegImagePlugin, PngImagePlugin, WebPImagePlugin

from tickets.inspector.verdict import Reason, Refused

MOST_PIXELS: Final = 50_000_000  # ASVS V5.2.6, read from the header before anything is decoded
QUICK_PIXELS: Final = 500_000
LONGEST_EDGE: Final = 2048
THUMB_EDGE: Final = 480
_SAVED_AS: Final = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
_HEIF_BRANDS: Final = frozenset({b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1"})
_PLAIN_MODES: Final = frozenset({"RGB", "RGBA", "L", "LA"})

_PLUGINS: Final = (JpegImagePlugin, PngImagePlugin, WebPImagePlugin)

Image.MAX_IMAGE_PIXELS = None  # the limit above is stricter than Pillow's warning


def warm() -> None:
    """Do once with eight pixels of our own all that a photo needs: what is loaded lazily is loaded now."""
    for saved_as in _SAVED_AS:
        made = BytesIO()
        Image.new("RGB", (8, 8)).save(made, saved_as)
        read = Image.open(BytesIO(made.getvalue()), formats=tuple(_SAVED_AS))
        _small(_decoded(read)).save(BytesIO(), "JPEG", quality=80)


def rewrite(source: Path, *, out: Path, thumb: Path, heavy: Callable[[], None]) -> str:
    """Write the photo and its small copy; return the media type of the photo. Raises Refused.

    `heavy` is called before the pixels of a picture that takes longer than a page.
    """
    with source.open("rb") as file:
        heif = _is_heif(file.read(12))
    image = _opened(source, heif=heif)
    try:
        if image.width * image.height > MOST_PIXELS:
            raise Refused(Reason.PIXELS)
        if heif or image.width * image.height > QUICK_PIXELS:
            heavy()
        saved_as = "JPEG" if heif else image.format or ""
        upright = _decoded(image)
        upright.save(out, saved_as, quality=85)
        _small(upright).save(thumb, "JPEG", quality=80)
    finally:
        image.close()
    return _SAVED_AS[saved_as]


def _is_heif(head: bytes) -> bool:
    return head[4:8] == b"ftyp" and head[8:12] in _HEIF_BRANDS


def _opened(source: Path, *, heif: bool) -> Image.Image:
    """The header alone; no pixel is decoded yet."""
    if heif:
        import pi_heif  # noqa: PLC0415 -- most photos do without it

        pi_heif.register_heif_opener(decode_threads=1, thumbnails=False)
    try:
        return Image.open(source, formats=("HEIF",) if heif else tuple(_SAVED_AS))
    except MemoryError:
        raise
    # Pillow raises a wide family for broken headers (SyntaxError and struct.error among them).
    except Exception as unknown:
        raise Refused(Reason.BROKEN if heif else Reason.TYPE) from unknown


def _decoded(image: Image.Image) -> Image.Image:
    """Smaller, upright, only the pixels: EXIF, place and device stay behind."""
    try:
        if image.mode not in _PLAIN_MODES and image.format != "JPEG":
            image = image.convert("RGBA" if "transparency" in image.info else "RGB")
        image.thumbnail((LONGEST_EDGE, LONGEST_EDGE))
        upright = ImageOps.exif_transpose(image)
    except MemoryError:
        raise
    except Exception as broken:
        raise Refused(Reason.BROKEN) from broken
    if upright.mode not in _PLAIN_MODES:
        upright = upright.convert("RGB")
    upright.info = {}
    return upright


def _small(upright: Image.Image) -> Image.Image:
    """For lists: a phone on a slow line should not fetch nine large ones."""
    small = upright.copy()
    small.thumbnail((THUMB_EDGE, THUMB_EDGE))
    if small.mode in {"RGBA", "LA"}:
        white = Image.new("RGB", small.size, "white")
        white.paste(small, mask=small.getchannel("A"))
        return white
    return small
