"""A few small pictures for the demonstration, drawn on the spot: nothing is photographed, nothing is downloaded."""

import io
from collections.abc import Callable, Mapping
from random import Random
from typing import Any, Final

from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from PIL import Image, ImageDraw, ImageFilter

SIZE: Final = (640, 480)
Draw = Callable[[ImageDraw.ImageDraw, Random], None]


def road(draw: ImageDraw.ImageDraw, rng: Random) -> None:
    """A village road with water in its holes."""
    draw.rectangle((0, 0, 640, 200), fill=(178, 200, 214))
    draw.rectangle((0, 180, 640, 480), fill=(122, 138, 92))
    draw.polygon([(250, 190), (390, 190), (620, 480), (20, 480)], fill=(142, 133, 120))
    for _ in range(14):
        y = rng.randint(220, 450)
        wide = 10 + (y - 190) // 4
        x = rng.randint(320 - (y - 190) // 2, 320 + (y - 190) // 2)
        draw.ellipse((x - wide, y - wide // 3, x + wide, y + wide // 3), fill=(92, 86, 80))
        draw.ellipse((x - wide // 2, y - wide // 6, x + wide // 2, y + wide // 6), fill=(150, 166, 176))


def voltmeter(draw: ImageDraw.ImageDraw, _rng: Random) -> None:
    """A meter on a wall, its needle low."""
    draw.rectangle((0, 0, 640, 480), fill=(208, 200, 186))
    draw.rounded_rectangle((150, 70, 490, 410), 24, fill=(52, 56, 60))
    draw.ellipse((180, 100, 460, 380), fill=(240, 240, 232))
    draw.arc((210, 130, 430, 350), 200, 340, fill=(40, 40, 40), width=4)
    draw.arc((210, 130, 430, 350), 310, 340, fill=(186, 40, 32), width=8)
    draw.line((320, 250, 250, 180), fill=(30, 30, 30), width=5)
    draw.ellipse((308, 238, 332, 262), fill=(30, 30, 30))
    draw.text((306, 300), "V", fill=(30, 30, 30), font_size=40)


def scraps(draw: ImageDraw.ImageDraw, rng: Random) -> None:
    """Cloth scraps in heaps beside a path."""
    draw.rectangle((0, 0, 640, 170), fill=(190, 204, 212))
    draw.rectangle((0, 160, 640, 480), fill=(134, 124, 104))
    colours = [(196, 62, 70), (232, 204, 96), (70, 108, 168), (226, 226, 220), (92, 140, 96), (150, 84, 140)]
    for _ in range(420):
        x, y = rng.gauss(320, 130), rng.gauss(330, 60)
        wide, high = rng.randint(8, 34), rng.randint(6, 18)
        draw.polygon(
            [(x, y), (x + wide, y + rng.randint(-8, 8)), (x + wide - 6, y + high), (x - 4, y + high)],
            fill=rng.choice(colours),
        )


def sheet(draw: ImageDraw.ImageDraw, rng: Random) -> None:
    """A sheet of paper with lines of writing and a round mark."""
    draw.rectangle((0, 0, 640, 480), fill=(120, 96, 72))
    draw.polygon([(150, 30), (500, 44), (486, 462), (136, 446)], fill=(246, 244, 236))
    for line in range(13):
        y = 90 + line * 26
        draw.line((182, y, 182 + rng.randint(120, 270), y + 4), fill=(96, 96, 100), width=5)
    draw.ellipse((360, 350, 440, 430), outline=(190, 50, 46), width=5)


def corridor(draw: ImageDraw.ImageDraw, rng: Random) -> None:
    """A passage stacked with boxes."""
    draw.rectangle((0, 0, 640, 480), fill=(196, 194, 186))
    draw.polygon([(0, 480), (240, 240), (400, 240), (640, 480)], fill=(150, 148, 142))
    draw.rectangle((240, 110, 400, 240), fill=(84, 90, 96))
    for side in (0, 1):
        for row in range(5):
            for place in range(3):
                size = 96 - place * 22
                left = place * 74 + rng.randint(-6, 6)
                x = left if side == 0 else 640 - left - size
                y = 470 - (row + 1) * size + place * 4
                draw.rectangle((x, y, x + size, y + size), fill=(186, 146, 98), outline=(126, 94, 58), width=3)
                draw.line((x, y + size // 2, x + size, y + size // 2), fill=(214, 184, 140), width=6)


def box(draw: ImageDraw.ImageDraw, rng: Random) -> None:
    """A parcel with a crushed corner."""
    draw.rectangle((0, 0, 640, 480), fill=(206, 206, 202))
    draw.polygon([(140, 150), (470, 130), (520, 390), (130, 410)], fill=(184, 142, 92))
    draw.polygon([(470, 130), (520, 390), (430, 300), (400, 190)], fill=(140, 102, 62))
    draw.line((150, 280, 500, 262), fill=(220, 204, 172), width=22)
    for _ in range(26):
        x, y = rng.randint(390, 510), rng.randint(160, 330)
        draw.line((x, y, x + rng.randint(-30, 30), y + rng.randint(8, 34)), fill=(96, 70, 44), width=3)


PICTURES: Final[Mapping[str, tuple[tuple[str, Draw], ...]]] = {
    "C001": (("晚上八点电压.jpg", voltmeter),),
    "C002": (("电压表.jpg", voltmeter),),
    "C007": (("村口路面1.jpg", road), ("村口路面2.jpg", road)),
    "C008": (("路上的坑.jpg", road),),
    "C012": (("破损外箱.jpg", box), ("理赔单.jpg", sheet)),
    "C020": (("设计底稿.jpg", sheet),),
    "C030": (("绿色食品证书.jpg", sheet),),
    "C044": (("东沟边角料.jpg", scraps),),
    "C045": (("仓库后面.jpg", scraps), ("沟里.jpg", scraps)),
    "C048": (("过道堆货.jpg", corridor),),
    "C053": (("验收单.jpg", sheet),),
    "late": (("配电箱旁边.jpg", corridor),),
    "claim": (("营业执照.jpg", sheet),),
}


def photos_for(request_id: str) -> list["UploadedFile[Any]"]:
    """The uploads of a request, the same bytes each time."""
    return [
        SimpleUploadedFile(name, _drawn(draw, seed=f"{request_id} {place}"), "image/jpeg")
        for place, (name, draw) in enumerate(PICTURES.get(request_id, ()))
    ]


def _drawn(draw: Draw, *, seed: str) -> bytes:
    image = Image.new("RGB", SIZE)
    draw(ImageDraw.Draw(image), Random(seed))  # noqa: S311 -- a drawing, not a secret
    out = io.BytesIO()
    image.filter(ImageFilter.GaussianBlur(1.2)).save(out, "JPEG", quality=80)
    return out.getvalue()
