"""A session that ends while somebody writes: the words come back to whoever wrote them, and to nobody else."""

import re

from playwright.sync_api import Locator, expect

from orgs.seeding.logins import DEMO_PASSWORD
from tests.browser import story
from tests.browser.conftest import Opener
from tests.browser.window import Window

WORDS = "电话里说好：明天上午带钳表去村里量三处电压，量完当面说结果。"


def write_and_lose_the_session(desk: Window, number: str) -> None:
    """An internal note, sent when the session is over."""
    desk.go(f"/tickets/{number}/")
    desk.page.fill("#note-words", WORDS)
    desk.page.context.clear_cookies(name="sessionid")
    desk.send(desk.page.locator("#act-note"))
    expect(desk.page.get_by_role("heading", name="登录已过期")).to_be_visible()
    expect(desk.page.locator("textarea").first).to_have_value(WORDS)


def sign_in_as(desk: Window, username: str) -> Locator:
    """From the page that says so; returns the note's text on the case."""
    expect(desk.page.get_by_text("登录后会放回原来的表单")).to_be_visible()
    desk.page.get_by_role("link", name="去登录").click()
    desk.page.fill("[name=login]", username)
    desk.page.fill("[name=password]", DEMO_PASSWORD)
    desk.page.press("[name=password]", "Enter")
    desk.page.wait_for_url(re.compile(r"/tickets/"))
    desk.settle()
    return desk.page.locator("#note-words")


def test_whoever_signs_in_again_finds_their_words_in_the_form(window: Opener) -> None:
    firm, desk = window("dianzhu"), window("shouli")
    number = story.file_call(firm, title="写着写着登录过期", with_photo=False)
    write_and_lose_the_session(desk, number)

    text = sign_in_as(desk, "shouli")

    expect(text).to_be_visible()
    expect(text).to_have_value(WORDS)
    expect(desk.page.locator("#act-note")).to_contain_text("登录前写的内容放回来了")
    desk.send(desk.page.locator("#act-note"))
    desk.told("仅内部保存")
    desk.go(f"/tickets/{number}/")
    expect(desk.page.locator("#note-words")).to_have_value("")


def test_somebody_else_who_signs_in_there_finds_nothing(window: Opener) -> None:
    firm, desk = window("dianzhu"), window("shouli")
    number = story.file_call(firm, title="换了一个人登录", with_photo=False)
    write_and_lose_the_session(desk, number)

    expect(sign_in_as(desk, "fuhe")).to_have_value("")

    assert desk.page.evaluate("sessionStorage.getItem('qihu-typed')") is None
