"""A unit hands in its material from a phone, with a PDF and a photo, and the secretary opens both."""

from datetime import datetime, timedelta

from playwright.sync_api import expect

from orgs.calendar import COUNTY_TIME
from tests.browser.conftest import PHONE, Opener
from tests.browser.test_files import Network, a_pdf, arrived, choose, photo
from tests.browser.test_layout import looked_at
from tests.browser.test_round_table import decide, raise_matter
from tests.browser.window import Window

TITLE = "前丁村一到晚上就跳闸"
UNIT = "县供电公司"


def invite(clerk: Window, secretary: Window) -> str:
    """A meeting in 17 days to which the power company is invited; its address."""
    clerk.go("/roundtable/meetings/new/")
    clerk.page.fill("#id_day", (datetime.now(COUNTY_TIME).date() + timedelta(days=17)).isoformat())
    clerk.page.fill("#id_place", "县委 407")
    clerk.page.get_by_role("button", name="建会议，去排议程").click()
    clerk.told("会议已建好")
    address = clerk.page.url
    clerk.page.locator("button", has_text=f"排入：{TITLE}").click()
    clerk.told("议程已保存")
    add = clerk.page.locator("form[action$='/seats/']")
    clerk.page.get_by_text("再请一个", exact=True).click()
    add.locator("[name=side]").select_option("department")
    add.locator("[name=organisation]").select_option(label=UNIT)
    add.locator("button[type=submit]").click()
    expect(clerk.page.locator("main")).to_contain_text(UNIT)
    secretary.go(address)
    secretary.page.get_by_role("button", name="召开，发通知").click()
    secretary.told("已通知")
    return address


def test_a_unit_hands_in_a_pdf_and_a_photo_on_a_phone_and_the_secretary_opens_them(window: Opener) -> None:
    firm, clerk, secretary = window("dianzhu", size=PHONE), window("huiwu"), window("shuji")
    raise_matter(firm, TITLE)
    decide(clerk, TITLE, "pooled", "propose", advice="建议上会")
    decide(secretary, TITLE, "proposed", "approve")
    address = invite(clerk, secretary)

    unit = window("gongdian", size=PHONE)
    hand_in_without_a_network_for_a_while(unit)

    secretary.go(f"{address}materials/")
    papers = secretary.page.locator("article", has_text="台区负荷")
    expect(papers.get_by_role("link", name="负荷表.pdf")).to_be_visible()
    shown = papers.get_by_role("img", name="照片：变台.jpg")
    expect(shown).to_be_visible()
    assert shown.evaluate("picture => picture.complete && picture.naturalWidth > 0")
    looked_at(secretary.page)
    with secretary.page.expect_download() as fetched:
        papers.get_by_role("link", name="负荷表.pdf").click()
    assert fetched.value.path().read_bytes() == a_pdf()["buffer"]
    # Asked for, not opened: Chromium's own page around a lone picture has styles that the file's policy refuses.
    answer = secretary.page.request.get(shown.locator("xpath=..").get_attribute("href") or "")
    assert (answer.status, answer.headers["content-type"].startswith("image/")) == (200, True)


def hand_in_without_a_network_for_a_while(unit: Window) -> None:
    """The photo waits for the network; the page is left, and what the server has stands in it again."""
    unit.go("/roundtable/invitations/")
    unit.page.locator("li", has_text="县委 407").locator("a.t").first.click()
    invitation = unit.page.url
    unit.page.get_by_text("报送材料", exact=True).click()
    choose(unit.page, a_pdf("负荷表.pdf"))
    expect(arrived(unit.page)).to_have_count(1)
    unit.go(invitation)
    expect(arrived(unit.page)).to_have_count(1)
    network = Network(unit.page)
    network.set(offline=True)
    choose(unit.page, photo("变台.jpg"))
    expect(unit.page.locator(".q-up-bad")).to_have_count(1, timeout=60_000)
    network.set(offline=False)
    expect(arrived(unit.page)).to_have_count(2, timeout=60_000)
    unit.page.fill("#id_paper_title", "台区负荷")
    looked_at(unit.page)
    unit.page.get_by_role("button", name="报送", exact=True).click()
    unit.told("材料已报送")
    unit.page.locator("summary", has_text="台区负荷").click()
    expect(unit.page.get_by_role("link", name="负荷表.pdf")).to_be_visible()
    looked_at(unit.page)
