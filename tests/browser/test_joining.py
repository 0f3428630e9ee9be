"""A shop owner joins from her phone: a number, a code, the notice, her licence; a desk looks at it, and she calls."""

import io
import re
import time
from functools import cache
from pathlib import Path
from typing import Final

import pytest
from PIL import Image
from playwright.sync_api import ViewportSize, expect

from tests.browser import story
from tests.browser.conftest import Opener
from tests.browser.test_layout import too_wide, violations
from tests.browser.window import Window
from tests.deploy.house import House

SMALL: Final = ViewportSize(width=360, height=740)
CODE: Final = "91350100M000100Y43"


def newest_code(folder: Path, number: str) -> str:
    """Wait for the text message, as a person does who looks at her phone."""
    until = time.monotonic() + 30
    while time.monotonic() < until:
        for file in sorted(folder.glob("*.txt"), key=lambda each: each.stat().st_mtime_ns, reverse=True):
            to, _line, words = file.read_text(encoding="utf-8").partition("\n")
            if to == number and (found := re.search(r"\d{6}", words)):
                return found[0]
        time.sleep(0.3)
    raise AssertionError("no message came")


@cache
def large_photo() -> bytes:
    """As a telephone takes it: twelve million pixels."""
    drawn = io.BytesIO()
    Image.effect_noise((4000, 3000), 40).convert("RGB").save(drawn, "JPEG")
    return drawn.getvalue()


def looked_at(tab: Window) -> None:
    """Nothing for axe, nothing sideways; the window goes back to its size."""
    assert [*too_wide(tab.page), *violations(tab.page)] == []
    tab.page.set_viewport_size(SMALL)


def prove(tab: Window, house: House, number: str) -> None:
    """From the sign-in page to a proven number."""
    tab.page.goto("/accounts/login/")
    tab.page.fill("#id_phone", number)
    tab.page.get_by_role("button", name="发验证码").click()
    tab.page.wait_for_url("**/accounts/phone/code/")
    tab.page.fill("#id_code", newest_code(house.data / "sms", number))
    tab.page.get_by_role("button", name="登录").click()


@pytest.mark.parametrize(("javascript", "number"), [(True, "13900002345"), (False, "13900002346")])
def test_a_shop_owner_joins_from_her_phone(window: Opener, house: House, javascript: bool, number: str) -> None:
    owner = window(size=SMALL, javascript=javascript)
    prove(owner, house, number)
    owner.page.wait_for_url("**/join/welcome/")
    if javascript:
        looked_at(owner)
    owner.page.fill("#id_name", "周小满")
    owner.page.get_by_role("button", name="看过了，继续").click()
    owner.page.wait_for_url("**/join/")
    if javascript:
        looked_at(owner)
    owner.page.get_by_role("link", name=re.compile("没有执照的网店")).click()
    owner.page.fill("#id_name", f"小满手作{number[-1]}")
    owner.page.select_option("#id_town", index=1)
    owner.page.get_by_role("button", name="登记", exact=True).click()

    owner.told("登记好了，现在就可以提诉求。")
    owner.page.goto("/my/firm/")
    expect(owner.page.locator("main")).to_contain_text("待核实")
    if javascript:
        looked_at(owner)


def test_a_licence_is_sent_and_looked_at(window: Opener, house: House) -> None:
    owner, number = window(size=SMALL), "13900002347"
    prove(owner, house, number)
    owner.page.fill("#id_name", "周小满")
    owner.page.get_by_role("button", name="看过了，继续").click()
    owner.page.goto("/join/firm/")
    owner.page.fill("#id_credit_code", "91350100m000100y44")
    owner.page.fill("#id_name", "小满汉服店")
    owner.page.select_option("#id_town", index=1)
    owner.page.set_input_files("#id_photos", {"name": "执照.jpg", "mimeType": "image/jpeg", "buffer": large_photo()})
    smaller = "before => document.querySelector('#id_photos').files[0].size < before / 2"
    owner.page.wait_for_function(smaller, arg=len(large_photo()))
    owner.page.get_by_role("button", name="提交申请").click()
    expect(owner.page.locator("main")).to_contain_text("请核对第 18 位")
    looked_at(owner)
    owner.page.fill("#id_credit_code", CODE)
    owner.page.get_by_role("button", name="提交申请").click()
    owner.told("申请已提交")

    desk = window("shouli")
    desk.go("/claims/")
    desk.page.get_by_role("link", name=re.compile("小满汉服店")).click()
    story.pick(desk.page.locator("main"), "ruling", "owner")
    desk.page.get_by_role("button", name="确定").click()
    desk.told("已处理")

    owner.page.goto("/my/firm/")
    expect(owner.page.locator("h1")).to_have_text("小满汉服店")
