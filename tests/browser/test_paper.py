"""What a firm keeps in its hand: the receipt with its code, the link behind it, and both on paper."""

from typing import Final

import pytest
from playwright.sync_api import Page, expect

from tests.browser import story
from tests.browser.conftest import PHONE, Opener
from tests.browser.places import first_case
from tests.browser.test_layout import too_wide, violations
from tests.browser.window import Window

# Nothing of these is on a sheet of paper.
PRESSED: Final = ".q-header, .q-tabbar, .q-firm-nav, .q-back, .q-footer, .btn, .q-skip, [data-copy]"


def on_paper(page: Page) -> str:
    """The words that a printer gets; fails for anything that could be pressed."""
    page.emulate_media(media="print")
    shown = page.locator(PRESSED).evaluate_all("found => found.filter(each => each.offsetParent).length")
    words = str(page.locator("body").inner_text())
    page.emulate_media(media="screen")
    assert shown == 0
    return words


def link_of(firm: Window) -> str:
    """Where the code of the receipt leads."""
    return str(firm.page.locator(".q-scan a").get_attribute("href"))


@pytest.mark.parametrize("javascript", [True, False], ids=["with", "without JavaScript"])
def test_a_receipt_is_printed_whole_and_its_link_opens_elsewhere(window: Opener, javascript: bool) -> None:
    firm, anybody = window("dianzhu", size=PHONE, javascript=javascript), window(size=PHONE, javascript=javascript)
    number = story.file_call(firm, title="晚上一开烫台就跳闸", with_photo=False)

    code = firm.page.locator("#h-code + .q-row .q-code").inner_text()
    paper = on_paper(firm.page)
    expect(firm.page.get_by_role("button", name="打印或存成 PDF")).to_be_visible(visible=javascript)
    anybody.go(link_of(firm))

    for words in ("泽丰县", "企业诉求受理回执", "值班电话", number, code, "云裳坊演出服饰店", "影响交货", "扫码查进度"):
        assert words in paper
    assert firm.page.pdf().startswith(b"%PDF")
    anybody.see("电商行业党委正在看件")
    expect(anybody.page.locator("main form")).to_have_count(0)


def test_a_receipt_that_is_opened_again_prints_no_place_for_the_code(window: Opener) -> None:
    firm = window("dianzhu", size=PHONE)
    number = story.file_call(firm, title="路灯不亮", with_photo=False)

    firm.go(f"/tickets/{number}/receipt/")

    assert "查询码" not in on_paper(firm.page)


def test_in_the_dark_and_for_elders_paper_stays_black_on_white(window: Opener) -> None:
    firm = window("dianzhu", look={"theme": "dark", "view": "elder", "contrast": "high"})
    firm.go(f"{first_case(firm.page, '/my/?tab=open')}sheet/")
    firm.page.emulate_media(media="print")

    colours = firm.page.locator("body, main p, main h1, main dd, main dt").evaluate_all(
        "found => [...new Set(found.map(each => getComputedStyle(each).color))]"
    )
    ground = firm.page.evaluate("getComputedStyle(document.body).backgroundColor")

    assert (colours, ground) == (["rgb(0, 0, 0)"], "rgb(255, 255, 255)")
    assert "企业诉求办理单" in firm.page.locator("body").inner_text()


def test_the_pages_of_a_case_fit_and_axe_finds_nothing(window: Opener) -> None:
    firm = window("dianzhu")
    number = story.file_call(firm, title="晚上电压上不来", with_photo=False)
    found = [f"receipt: {line}" for line in too_wide(firm.page) + violations(firm.page)]
    addresses = [link_of(firm), "/t/1AAAAAAAAAAAAAAAAAAAAAA/", "/my/?q=电压", "/my/?q=没有的词"]
    addresses += [f"/tickets/{number}/{part}" for part in ("", "sheet/", "withdraw/", "urge/")]
    for address in addresses:
        firm.page.goto(address)
        found += [f"{address}: {line}" for line in too_wide(firm.page) + violations(firm.page)]

    assert found == [], "\n".join(found)
