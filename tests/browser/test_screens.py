"""The pictures of the documentation: `QIHU_SCREENS=1 ./test tests/browser/test_screens.py` writes docs/screens/."""

import io
import os
import re
from pathlib import Path
from typing import Final

import pytest
from django.utils import timezone
from PIL import Image
from playwright.sync_api import ViewportSize

from tests.browser import story
from tests.browser.conftest import DESKTOP, PHONE, Opener
from tests.browser.places import first_case, first_in_pane
from tests.browser.test_layout import still
from tests.browser.window import Window

FOLDER: Final = Path(__file__).resolve().parents[2] / "docs" / "screens"
LARGEST: Final = 250_000
pytestmark = pytest.mark.skipif("QIHU_SCREENS" not in os.environ, reason="writes files: set QIHU_SCREENS=1")


def keep(tab: Window, name: str) -> None:
    """Write what the window shows, in 256 colours."""
    tab.page.mouse.move(0, 0)
    still(tab.page)
    drawn = Image.open(io.BytesIO(tab.page.screenshot())).convert("RGB").quantize(256, dither=Image.Dither.NONE)
    FOLDER.mkdir(parents=True, exist_ok=True)
    drawn.save(FOLDER / f"{name}.png", optimize=True)
    assert (FOLDER / f"{name}.png").stat().st_size <= LARGEST


def test_the_firm_on_its_phone(window: Opener) -> None:
    firm = window("dianzhu", size=PHONE)
    for name, address in {
        "progress-390": first_case(firm.page, "/my/?tab=open"),
        "rate-390": first_case(firm.page, "/my/?tab=waiting") + "confirm/",
    }.items():
        firm.go(address)
        keep(firm, name)
    story.begin(firm)
    firm.page.fill("#id_body", "从上周五开始，晚上烫台一开就跳闸，二十多台机器停着。")
    keep(firm, "call-390")
    story.tell_what(firm, title="晚上一开烫台就跳闸", with_photo=True)
    keep(firm, "call-where-390")
    story.tell_where(firm)
    keep(firm, "call-check-390")
    story.press_on(firm)
    firm.page.wait_for_url("**/receipt/")
    keep(firm, "receipt-390")


@pytest.mark.parametrize(
    ("name", "address"), [("home-390", "/"), ("login-390", "/accounts/login/"), ("phone-390", "/accounts/phone/")]
)
def test_the_front_door(window: Opener, name: str, address: str) -> None:
    door = window(size=PHONE)
    door.go(address)

    keep(door, name)


@pytest.mark.parametrize(("role", "size", "names"), [
    ("shouli", DESKTOP, ("desk-1440", "dispatch-1440")),
    ("gongdian", DESKTOP, ("queue-1440", "case-1440")),
    ("gongdian", PHONE, ("queue-390",)),
    ("lingdao", DESKTOP, ("statistics-1440", "check-ins-1440")),
    ("ducha", DESKTOP, ("supervision-1440", "exclusions-1440", "ledger-1440", "whistle-1440", "impasse-1440")),
    ("huifang", DESKTOP, ("revisits-1440",)),
    ("dianzhu", PHONE, ("statuses-390",)),
    ("shouli", DESKTOP, ("imports-1440", "duty-1440")),
])  # fmt: skip
def test_those_who_work_on_cases(window: Opener, role: str, size: ViewportSize, names: tuple[str, ...]) -> None:
    tab = window(role, size=size)
    for name in names:
        tab.go(address_of(name, tab))
        keep(tab, name)


def test_a_case_in_the_dark(window: Opener) -> None:
    tab = window("gongdian", look={"theme": "dark"})
    tab.go(address_of("case-1440", tab))

    keep(tab, "case-1440-dark")


def address_of(name: str, tab: Window) -> str:
    """Where a picture is taken: a list, or the first case of one."""
    page = re.sub(r"-\d+$", "", name)
    if page in _IN_PANE:
        listed, form = _IN_PANE[page]
        return first_in_pane(tab.page, listed) + form
    if page in _CASES:
        return first_case(tab.page, _CASES[page], within="th a.t" if page == "case" else "main a")
    return {"check-ins": "/statistics/check-ins/"}.get(page, f"/{page}/")


_IN_PANE: Final = {"desk": ("submitted", ""), "dispatch": ("accepted", "&do=dispatch"), "impasse": ("settle", "")}
_CASES: Final = {
    "case": "/queue/",
    "ledger": "/supervision/?show=ledger",
    "whistle": f"/statistics/whistles/?period={timezone.localdate().year}",
}
