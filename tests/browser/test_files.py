"""Photos from a phone of 360 px on a slow network that drops: nothing is lost, nothing is silent, text never waits."""

import io
import random
import re
import uuid
from functools import cache
from typing import Final

from PIL import Image
from playwright.sync_api import FilePayload, Locator, Page, ViewportSize, expect

from tests.browser import story
from tests.browser.conftest import Opener
from tests.browser.test_layout import violations
from tests.browser.window import Window
from tests.browser.wire import Wire
from tests.deploy.house import House
from tests.tickets import crafted

SMALL_PHONE: Final = ViewportSize(width=360, height=740)
SLOW: Final = 60 * 1024  # bytes a second upwards
PATIENCE: Final = 60_000
WORDS: Final = "晚上七点以后电压只有一百七八，缝纫机一开就停。"


@cache
def photo(name: str) -> FilePayload:
    """A photograph of some 200 kB that no browser makes much smaller."""
    noise = random.Random(name).randbytes(400 * 300 * 3)
    out = io.BytesIO()
    Image.frombytes("RGB", (400, 300), noise).resize((800, 600)).save(out, "JPEG", quality=82)
    return {"name": name, "mimeType": "image/jpeg", "buffer": out.getvalue()}


def a_pdf(name: str = "合同.pdf") -> FilePayload:
    return {"name": name, "mimeType": "application/pdf", "buffer": crafted.pdf()}


class Network:
    """What lies between the phone and the county: slow, and sometimes not there."""

    def __init__(self, page: Page) -> None:
        self.session = page.context.new_cdp_session(page)
        self.session.send("Network.enable")
        self.set(offline=False)

    def set(self, *, offline: bool) -> None:
        conditions = {"offline": offline, "latency": 150, "downloadThroughput": 4 * SLOW, "uploadThroughput": SLOW}
        self.session.send("Network.emulateNetworkConditions", conditions)


def calling(firm: Window, *, at: str = "") -> Page:
    """The first page of a call form of its own, with its words."""
    firm.go(f"{at}/call/{uuid.uuid4()}/new/")
    firm.page.fill("#id_body", WORDS)
    return firm.page


def choose(page: Page, *files: FilePayload) -> None:
    """As a person can: only once its module has opened the field."""
    field = page.locator("[data-files-add] input").first
    expect(field).to_be_enabled()
    field.set_input_files(list(files))


def arrived(page: Page) -> Locator:
    """The cards of files that the server has."""
    return page.locator("[data-file-remove]")


def sent(firm: Window) -> str:
    """Go on through the other two pages and send; the number on the receipt."""
    page = firm.page
    page.locator(".q-sticky .btn-primary").click()
    page.wait_for_url("**/where/", timeout=PATIENCE)
    story.tell_where(firm)
    page.locator(".q-sticky .btn-primary").click()
    page.wait_for_url(re.compile("/receipt/"), timeout=PATIENCE)
    number = re.search(r"\d{6}-\d{4}-\d", page.url)
    assert number is not None
    return number[0]


def photos_of(firm: Window, number: str) -> Locator:
    firm.go(f"/tickets/{number}/")
    return firm.page.locator("main .q-photos li")


def test_a_network_that_drops_in_mid_upload_loses_nothing(window: Opener, house: House) -> None:
    firm, wire = window("dianzhu", size=SMALL_PHONE), Wire(to=house.port, upwards=SLOW)
    page = calling(firm, at=wire.url)

    choose(page, photo("一.jpg"), photo("二.jpg"))
    wire.wait_for_bytes(60_000)  # of the first photo's 200 kB
    wire.cut()
    bad = page.locator(".q-up-bad")
    expect(bad).to_have_count(2, timeout=PATIENCE)
    expect(bad.first).to_contain_text("没有传上去 网络中断，已填内容不受影响")
    assert page.evaluate("document.documentElement.scrollWidth") == SMALL_PHONE["width"]
    wire.mend()
    for name in ("一.jpg", "二.jpg"):
        page.get_by_role("button", name=f"重试 {name}").click()
    expect(arrived(page)).to_have_count(2, timeout=PATIENCE)

    expect(page.locator("#id_body")).to_have_value(WORDS)
    expect(photos_of(firm, sent(firm))).to_have_count(2)


def test_when_the_phone_finds_its_network_again_the_photos_go_on_by_themselves(window: Opener) -> None:
    page = calling(window("dianzhu", size=SMALL_PHONE))
    network = Network(page)

    network.set(offline=True)
    choose(page, photo("一.jpg"), photo("二.jpg"))
    expect(page.locator(".q-up-bad")).to_have_count(2, timeout=PATIENCE)
    network.set(offline=False)

    expect(arrived(page)).to_have_count(2, timeout=PATIENCE)


def test_a_photo_that_failed_can_be_tried_again_or_taken_out(window: Opener) -> None:
    firm = window("dianzhu", size=SMALL_PHONE)
    page = calling(firm)
    page.route("**/files/new/**", lambda route: route.abort())
    choose(page, photo("一.jpg"), photo("二.jpg"))
    bad = page.locator(".q-up-bad")
    expect(bad).to_have_count(2, timeout=PATIENCE)
    page.unroute("**/files/new/**")

    bad.first.get_by_role("button", name="移除 一.jpg").click()
    expect(bad).to_have_count(1)
    bad.first.get_by_role("button", name="重试 二.jpg").click()
    expect(arrived(page)).to_have_count(1, timeout=PATIENCE)
    choose(page, a_pdf())
    expect(arrived(page)).to_have_count(2, timeout=PATIENCE)
    expect(page.locator("[data-files-said]")).to_have_text("合同.pdf 已上传")
    page.get_by_role("button", name="移除 二.jpg").click()
    expect(arrived(page)).to_have_count(1)

    listed = photos_of(firm, sent(firm))
    expect(listed).to_have_count(1)
    expect(listed).to_contain_text("合同.pdf")


def test_what_the_server_refuses_is_said_at_the_file_and_axe_finds_nothing(window: Opener) -> None:
    firm = window("dianzhu", size=SMALL_PHONE)
    page = calling(firm)

    choose(page, photo("一.jpg"), {"name": "坏.docx", "mimeType": "", "buffer": b"MZ"}, a_pdf())
    expect(arrived(page)).to_have_count(2, timeout=PATIENCE)
    bad = page.locator(".q-up-bad")
    expect(bad).to_contain_text("“坏.docx”打不开：请上传 图片、PDF、Word 或 Excel")
    expect(bad.get_by_role("button")).to_have_count(1)

    assert violations(page) == []


def test_without_javascript_files_go_three_at_a_time_and_every_value_stays(window: Opener) -> None:
    firm = window("dianzhu", size=SMALL_PHONE, javascript=False)
    page = calling(firm)
    fields = page.locator("[name=files]")
    for place, name in enumerate(("一.jpg", "二.jpg", "三.jpg")):
        fields.nth(place).set_input_files([photo(name)])
    page.get_by_role("button", name="先传照片，接着写").click()
    expect(page.locator("[data-file]")).to_have_count(3)
    expect(page.locator("#id_body")).to_have_value(WORDS)
    page.get_by_label("移除 二.jpg").check()
    fields.first.set_input_files([a_pdf()])
    page.get_by_role("button", name="再加照片，接着写").click()
    expect(page.locator("[data-file]")).to_have_count(3)
    assert page.evaluate("document.documentElement.scrollWidth") == SMALL_PHONE["width"]

    expect(photos_of(firm, sent(firm))).to_have_count(3)
