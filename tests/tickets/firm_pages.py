"""What the tests of the firm's pages share: a filled-in form, a photo, the look of an answer."""

import io
import uuid
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from tests.cast import World

NAUGHTY = (
    "<script>alert(1)</script> 电压不够",
    "「全角」&amp; <b>粗</b> ' \" {{ 7|add:7 }} {% now %}",
    "👩‍🔧 家里三台机器 🧵 一开就停",
    "مرحبا 电压只有一百七八 שלום",
    "'; DROP TABLE tickets_ticket; --  %s %(x)s {0}",
)


def a_form(world: World, **words: Any) -> dict[str, Any]:
    """A call as the browser sends it, with anything replaced; None leaves a field out."""
    said = {
        "client_token": str(uuid.uuid4()),
        "body": "一到晚上七点以后电压只有一百七八，机器直接停。",
        "title": "",
        "category": str(world.category.pk),
        "impact": "delivery",
        "expected": "先调负荷，再增容",
        "town": str(world.town.pk),
        "address": "前丁村 12 号",
        "contact_name": "丁小满",
        "contact_phone": "138 0000 1234",
    } | words
    return {name: value for name, value in said.items() if value is not None}


def a_photo(
    name: str = "现场.jpg", *, colour: str = "red", size: tuple[int, int] = (60, 40), exif: Image.Exif | None = None
) -> SimpleUploadedFile:
    """A photo as a phone sends it."""
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "JPEG", **({"exif": exif} if exif else {}))
    return SimpleUploadedFile(name, out.getvalue(), content_type="image/jpeg")
