"""Every page for every role: no sideways scrolling from 320 to 1920 px, and nothing for axe to complain about."""

from pathlib import Path
from typing import Any, Final

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import PHONE, Opener
from tests.browser.places import pages_of

AXE: Final = Path(__file__).with_name("axe.min.js")  # axe-core 4.10.3, MPL-2.0, for tests only
WIDTHS: Final = (320, 390, 768, 1440, 1920)
ROLES: Final = (
    "", "dianzhu", "zhandian", "shouli", "gongdian", "jingban", "huifang", "ducha", "lingdao", "xitong",
)  # fmt: skip
LOOKS: Final = {"light": {"theme": "light"}, "dark": {"theme": "dark"}, "elder": {"view": "elder"}}


def violations(page: Page) -> list[str]:
    """Return axe's findings as lines: rule, element, what is wrong."""
    page.evaluate(AXE.read_text(encoding="utf-8") + ";0")
    found: list[dict[str, Any]] = page.evaluate("async () => (await axe.run()).violations")
    return [
        f"{rule['id']}: {node['html'][:160]} {node['failureSummary'].splitlines()[-1].strip()[:200]}"
        for rule in found
        for node in rule["nodes"][:3]
    ]


def still(page: Page) -> None:
    """End every transition: a colour half way is nobody's colour."""
    page.evaluate("document.getAnimations().forEach(each => each.finish())")


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role or "anybody")
def test_no_page_scrolls_sideways(window: Opener, role: str) -> None:
    tab = window(role)
    wide: list[str] = []
    for address in pages_of(tab, role):
        tab.page.goto(address)
        for width in WIDTHS:
            tab.page.set_viewport_size({"width": width, "height": 844})
            needed = tab.page.evaluate("document.documentElement.scrollWidth")
            if needed > width:
                wide.append(f"{address} at {width}: {needed}")

    assert wide == []


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("role", ROLES, ids=lambda role: role or "anybody")
def test_axe_finds_nothing(window: Opener, role: str, look: str) -> None:
    if look == "elder" and role not in {"", "dianzhu", "zhandian"}:
        return
    tab = window(role, size=PHONE, look=LOOKS[look])
    found: list[str] = []
    for address in pages_of(tab, role):
        tab.page.goto(address)
        for width in (390, 1440):
            tab.page.set_viewport_size({"width": width, "height": 900})
            still(tab.page)
            found += [f"{address} at {width}: {line}" for line in violations(tab.page)]

    assert found == [], "\n".join(found)
