"""Every page for every role: no sideways scrolling from 320 to 1920 px, and nothing for axe to complain about."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Opener
from tests.browser.places import pages_of

AXE: Final = Path(__file__).with_name("axe.min.js")  # axe-core 4.10.3, MPL-2.0, for tests only
WIDTHS: Final = (320, 390, 768, 1440, 1920)
ROLES: Final = (
    "", "dianzhu", "zhandian", "shouli", "gongdian", "jingban", "huifang", "ducha", "lingdao", "xitong", "shenji",
    "huiwu",
)  # fmt: skip


def too_wide(page: Page) -> list[str]:
    """Return the widths at which the page needs more room than it has."""
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        needed = page.evaluate("document.documentElement.scrollWidth")
        if needed > width:
            found.append(f"needs {needed} of {width} px")
    return found


def violations(page: Page, *, rules: Sequence[str] = ()) -> list[str]:
    """Return axe's findings on a phone and on a desk, a line each: rule, element, what is wrong."""
    page.evaluate(AXE.read_text(encoding="utf-8") + ";0")
    options = {"resultTypes": ["violations"]} | ({"runOnly": list(rules)} if rules else {})
    found: list[str] = []
    for width in (390, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        still(page)
        broken: list[dict[str, Any]] = page.evaluate("async options => (await axe.run(options)).violations", options)
        found += [
            f"{width} px: {rule['id']}: {node['html'][:160]} {node['failureSummary'].splitlines()[-1].strip()[:200]}"
            for rule in broken
            for node in rule["nodes"][:3]
        ]
    return found


def looked_at(page: Page) -> None:
    """Nothing sideways, nothing for axe; the window goes back to its size."""
    size = page.viewport_size
    assert [*too_wide(page), *violations(page)] == []
    if size is not None:
        page.set_viewport_size(size)


def still(page: Page) -> None:
    """End every transition: a colour half way is nobody's colour."""
    page.evaluate("document.getAnimations().forEach(each => each.finish())")


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role or "anybody")
def test_every_page_fits_its_window_and_axe_finds_nothing(window: Opener, role: str) -> None:
    tab = window(role)
    found: list[str] = []
    for address in pages_of(tab, role):
        tab.page.goto(address)
        found += [f"{address}: {line}" for line in too_wide(tab.page) + violations(tab.page)]

    assert found == [], "\n".join(found)


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role or "anybody")
def test_in_the_dark_every_colour_still_stands_out(window: Opener, role: str) -> None:
    """What a dark page changes is its colours, so only they are looked at again."""
    tab = window(role, look={"theme": "dark"})
    found: list[str] = []
    for address in pages_of(tab, role):
        tab.page.goto(address)
        found += [f"{address}: {line}" for line in violations(tab.page, rules=["color-contrast"])]

    assert found == [], "\n".join(found)


@pytest.mark.parametrize("role", ["", "dianzhu", "zhandian"], ids=lambda role: role or "anybody")
def test_the_pages_for_elders_fit_as_well(window: Opener, role: str) -> None:
    tab = window(role, look={"view": "elder"})
    found: list[str] = []
    for address in pages_of(tab, role):
        tab.page.goto(address)
        found += [f"{address}: {line}" for line in too_wide(tab.page) + violations(tab.page)]

    assert found == [], "\n".join(found)


def test_axe_does_find_what_is_wrong(window: Opener) -> None:
    tab = window()
    tab.go("/")
    tab.page.evaluate("document.querySelector('h1').innerHTML = '<button></button>'")

    assert [line.split(": ")[1] for line in violations(tab.page)].count("button-name") == 2
