"""Reports on a screen and on paper: what the browser prints is what stands on the page, on A4."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE, Opener
from tests.browser.test_layout import too_wide, violations
from tests.browser.window import Window

A4: Final = "595 x 842 pts"
_NEEDED = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="not installed here: pdftotext")


def opened(reader: Window, kind: str) -> None:
    """The newest report of a kind."""
    reader.go(f"/statistics/reports/?kind={kind}")
    reader.page.locator("main a.t").first.click()
    expect(reader.page.locator("article")).to_be_visible()


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


@_NEEDED
def test_a_bulletin_is_printed_on_a4_as_it_stands_on_the_page(window: Opener, tmp_path: Path) -> None:
    leader = window("lingdao")
    opened(leader, "monthly")
    expect(leader.page.get_by_role("button", name="打印或存成 PDF")).to_be_visible()
    cells = leader.page.locator(
        "article h1, article h2, article p, article td, article th, article dd"
    ).all_inner_texts()
    file = tmp_path / "bulletin.pdf"

    file.write_bytes(leader.page.pdf(prefer_css_page_size=True))

    read = subprocess.run(["pdftotext", "-raw", file, "-"], capture_output=True, check=True, timeout=60)
    about = subprocess.run(["pdfinfo", file], capture_output=True, check=True, timeout=60).stdout.decode()
    printed = squeezed(read.stdout.decode())
    assert A4 in re.sub(r"(\d+)\.\d+", r"\1", about) or "A4" in about
    assert len(cells) > 50
    assert [cell for cell in cells if squeezed(cell) not in printed] == []
    for pressed in ("下载Word", "打印或存成PDF", "提醒"):
        assert pressed not in printed


def test_the_pages_of_reports_fit_a_telephone_and_axe_finds_nothing(window: Opener) -> None:
    reader = window("ducha", size=PHONE)
    found = []
    for kind in ("weekly", "monthly", "yearly"):
        opened(reader, kind)
        found += [f"{kind}: {line}" for line in too_wide(reader.page) + violations(reader.page)]

    assert found == [], "\n".join(found)


def test_a_leader_subscribes_and_unsubscribes_without_javascript(window: Opener) -> None:
    leader = window("lingdao", javascript=False)
    leader.go("/statistics/reports/")

    leader.page.get_by_role("button", name=re.compile("^订阅.*周报")).click()
    expect(leader.page.get_by_text("已订阅周报")).to_be_visible()
    leader.page.get_by_role("button", name=re.compile("^退订.*周报")).click()

    expect(leader.page.get_by_text("已退订周报")).to_be_visible()


def test_the_head_of_a_unit_finds_its_own_sheet(window: Opener) -> None:
    head = window("juzhang")
    head.go("/statistics/reports/")

    head.page.locator("main a.t").first.click()

    expect(head.page.locator("article h1")).to_have_text("高质量发展综合绩效考核企业诉求表")
    expect(head.page.locator("article header")).to_contain_text("县市场监督管理局")
