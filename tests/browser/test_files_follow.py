"""Photos that are under way when the next page is asked for: no word waits for them, and they arrive all the same."""

import re

from playwright.sync_api import Page, expect

from tests.browser import story
from tests.browser.conftest import Opener
from tests.browser.test_files import (
    PATIENCE,
    SLOW,
    SMALL_PHONE,
    Network,
    arrived,
    calling,
    choose,
    photo,
    photos_of,
    sent,
)
from tests.browser.test_layout import violations
from tests.browser.window import Window
from tests.browser.wire import Wire
from tests.deploy.house import House

OUTBOX = "[data-outbox]"
NAMES = ("一.jpg", "二.jpg", "三.jpg")
DONE = "照片和文件都传上去了"
_LEFT = """() => new Promise((done) => {
  const opening = indexedDB.open("qihu-files", 1);
  opening.onsuccess = () => {
    const count = opening.result.transaction("files").objectStore("files").count();
    count.onsuccess = () => { opening.result.close(); done(count.result); };
  };
})"""


def test_three_photos_go_on_through_all_pages_and_a_cut_and_are_on_the_case(window: Opener, house: House) -> None:
    firm, wire = window("dianzhu", size=SMALL_PHONE), Wire(to=house.port, upwards=SLOW)
    page = calling(firm, at=wire.url)
    outbox = page.locator(OUTBOX)

    choose(page, *map(photo, NAMES))
    page.locator(".q-sticky .btn-primary").click()
    page.wait_for_url("**/where/", timeout=PATIENCE)
    expect(outbox).to_contain_text(re.compile(r"还有 \d 张照片或文件在传，可以接着填"))
    assert page.evaluate("document.documentElement.scrollWidth") == SMALL_PHONE["width"]
    assert violations(page) == []
    wire.wait_for_bytes(60_000)
    wire.cut()
    expect(outbox).to_contain_text("没有传上去：网络中断", timeout=PATIENCE)
    assert violations(page) == []
    wire.mend()
    story.tell_where(firm)
    page.locator(".q-sticky .btn-primary").click()
    page.wait_for_url(re.compile("/receipt/"), timeout=PATIENCE)
    number = re.findall(r"\d{6}-\d{4}-\d", page.url)[0]
    expect(outbox).to_contain_text(DONE, timeout=PATIENCE)

    photos_of(firm, number)
    expect(page.locator("main .q-photos li:not(#case-log li)")).to_have_count(3)


def test_photos_that_arrive_after_the_call_stand_on_its_timeline_as_one_line(window: Opener) -> None:
    firm = window("dianzhu", size=SMALL_PHONE)
    page = calling(firm)
    page.route("**/files/new/**", lambda route: route.abort())
    choose(page, *map(photo, NAMES))

    number = sent(firm)
    expect(page.locator("main")).not_to_contain_text("请重新选一次")
    expect(page.locator(OUTBOX)).to_contain_text("还有 3 张照片或文件没有传上去", timeout=PATIENCE)
    page.unroute("**/files/new/**")
    page.locator(OUTBOX).get_by_role("button", name="重试").click()
    expect(page.locator(OUTBOX)).to_contain_text(DONE, timeout=PATIENCE)

    expect(photos_of(firm, number)).to_have_count(6)  # at their line, and among all files of the case
    expect(page.locator("#case-log li", has_text="您补传了照片或文件")).to_have_count(1)


def test_a_photo_of_a_later_word_follows_it_onto_the_case(window: Opener) -> None:
    firm = window("dianzhu", size=SMALL_PHONE)
    calling(firm)
    number, page = sent(firm), firm.page
    page.goto(f"/tickets/{number}/add/")
    page.route("**/files/new/**", lambda route: route.abort())
    choose(page, photo("补充.jpg"))
    page.fill("textarea[name=words]", "今天又跳了一次闸，照片在后面。")
    page.get_by_role("button", name="发送").click()
    expect(page.locator("#case-log")).to_contain_text("今天又跳了一次闸")
    expect(page.locator("main")).not_to_contain_text("没传上去")

    expect(page.locator(OUTBOX)).to_contain_text("还有 1 张照片或文件没有传上去", timeout=PATIENCE)
    page.unroute("**/files/new/**")
    page.locator(OUTBOX).get_by_role("button", name="重试").click()
    expect(page.locator(OUTBOX)).to_contain_text(DONE, timeout=PATIENCE)

    expect(photos_of(firm, number)).to_have_count(2)  # at its line, and among all files of the case


def test_words_that_went_are_neither_put_back_nor_is_an_empty_line_shown(window: Opener) -> None:
    firm = window("dianzhu", size=SMALL_PHONE)
    calling(firm)
    number, page = sent(firm), firm.page
    firm.go(f"/tickets/{number}/add/")
    page.fill("textarea[name=words]", "这一句已经发出去了。")
    page.get_by_role("button", name="发送").click()
    expect(page.locator("#case-log")).to_contain_text("这一句已经发出去了")

    page.wait_for_function("sessionStorage.getItem('qihu-typed') === null")
    expect(page.locator(OUTBOX)).to_be_hidden()
    firm.go(f"/tickets/{number}/add/")
    expect(page.locator("textarea[name=words]")).to_have_value("")


def test_words_that_are_sent_without_a_network_stay_on_the_page(window: Opener) -> None:
    firm = window("dianzhu", size=SMALL_PHONE)
    calling(firm)
    number, page = sent(firm), firm.page
    firm.go(f"/tickets/{number}/add/")
    page.fill("textarea[name=words]", "没有网络时写的一句。")
    page.context.set_offline(True)
    page.get_by_role("button", name="发送").click()
    expect(page.get_by_role("alert").filter(has_text="当前无网络，没有发送")).to_be_visible()
    page.context.set_offline(False)
    expect(page.locator("[data-no-network]")).to_have_count(0)
    page.get_by_role("button", name="发送").click()

    expect(page.locator("#case-log")).to_contain_text("没有网络时写的一句")


def test_a_window_that_was_closed_in_mid_upload_finds_its_photo_again(window: Opener) -> None:
    firm = window("dianzhu", size=SMALL_PHONE)
    page = calling(firm)
    network = Network(page)
    network.set(offline=True)
    choose(page, photo("一.jpg"))
    expect(page.locator(".q-up-bad")).to_have_count(1, timeout=PATIENCE)
    context, address = page.context, page.url
    page.close()

    page = firm.page = context.new_page()
    page.goto(address)

    expect(arrived(page)).to_have_count(1, timeout=PATIENCE)
    page.reload()
    expect(page.locator("[data-file]")).to_have_count(1)


def with_a_photo_that_waits(firm: Window) -> Page:
    """Somebody who has just signed in, at home, with a photo that did not go."""
    story.sign_in(firm.page)
    page = calling(firm)
    page.route("**/files/new/**", lambda route: route.abort())
    choose(page, photo("一.jpg"))
    expect(page.locator(".q-up-bad")).to_have_count(1, timeout=PATIENCE)
    page.goto("/")
    expect(page.locator(OUTBOX)).to_contain_text("还有 1 张照片或文件没有传上去", timeout=PATIENCE)
    page.unroute("**/files/new/**")
    return page


def test_after_signing_in_again_in_another_tab_the_photo_goes_on(window: Opener) -> None:
    page = with_a_photo_that_waits(window(size=SMALL_PHONE))
    retry = page.locator(OUTBOX).get_by_role("button", name="重试")

    page.context.clear_cookies(name="sessionid")
    retry.click()
    expect(page.locator(OUTBOX)).to_contain_text("登录已过期，请在另一页登录后点“重试”")
    story.sign_in(page.context.new_page())
    retry.click()

    expect(page.locator(OUTBOX)).to_contain_text(DONE, timeout=PATIENCE)


def test_who_signs_out_leaves_no_photo_in_this_browser(window: Opener) -> None:
    page = with_a_photo_that_waits(window(size=SMALL_PHONE))
    assert page.evaluate(_LEFT) == 1

    page.locator("details.q-menu summary").click()
    page.get_by_role("button", name="退出登录").click()
    expect(page.get_by_text("您已退出登录。")).to_be_visible(timeout=PATIENCE)  # on the next page alone
    page.wait_for_load_state("networkidle")

    assert page.evaluate(_LEFT) == 0
