"""Every template compiles, and names only icons that the sprite has."""

import re

import pytest
from django.conf import settings
from django.template import Context, Template
from django.template.loader import get_template

from tests.web.site import Chip
from web.templatetags.qihu import due

ROOT = settings.BASE_DIR / "templates"
ALL = sorted(path.relative_to(ROOT).as_posix() for path in ROOT.rglob("*.html"))
SPRITE = set(re.findall(r'id="([\w-]+)"', (settings.BASE_DIR / "static/look/icons.svg").read_text(encoding="utf-8")))


@pytest.mark.parametrize("name", ALL)
def test_a_template_compiles_and_its_icons_exist(name: str) -> None:
    get_template(name)
    named = set(re.findall(r'{% icon "([\w-]+)"', (ROOT / name).read_text(encoding="utf-8")))

    assert named <= SPRITE


def test_a_chip_in_a_list_is_shape_and_words() -> None:
    assert due(Chip(kind="over", words="超期 1 天", wall="", sum=())) == (
        '<span class="q-due q-due-over"><svg class="d" aria-hidden="true" focusable="false">'
        '<use href="/static/look/icons.svg#d-over"/></svg>超期 1 天</span>'
    )


def test_a_big_chip_shows_the_date_and_how_it_was_reckoned() -> None:
    html = due(Chip(), big=True)

    assert '<p class="q-wall">11月30日（周一）18:00</p>' in html
    assert "<dt>复杂事项</dt><dd>15 个工作日</dd>" in html


def test_a_chip_escapes_its_words() -> None:
    assert "<b>" not in due(Chip(words="<b>", wall="<b>", sum=(("<b>", "<b>"),)), big=True)


@pytest.mark.parametrize("kind", ["ok", "soon", "over", "pause", "moved", "done", "late", "sup"])
def test_every_kind_of_chip_has_its_shape(kind: str) -> None:
    shape = re.search(r"icons\.svg#([\w-]+)", due(Chip(kind=kind)))

    assert shape
    assert shape[1] in SPRITE


def test_masks_and_dates_are_filters() -> None:
    template = Template("{% load qihu %}{{ phone|mask_phone }} {{ name|mask_name }} {{ nothing|moment:now }}")

    assert (
        template.render(Context({"phone": "13800001234", "name": "张三", "nothing": None, "now": None}))
        == "138****1234 张* "
    )
