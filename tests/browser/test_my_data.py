"""A shop's employee on a phone: sees, takes along, corrects and takes back; the office answers, once with a no."""

import json
from pathlib import Path
from typing import Any

from playwright.sync_api import expect

from tests.browser import story
from tests.browser.conftest import PHONE, Opener
from tests.browser.test_layout import looked_at
from tests.browser.window import Window

PAGE, RIGHT = "/accounts/data/", "丁小雨"
REASON = "还有一件诉求没有办结，办结以后可以再提。"


def taken(tab: Window) -> dict[str, Any]:
    """The file with everything, as a program reads it."""
    tab.go(PAGE)
    with tab.page.expect_download() as download:
        tab.page.get_by_role("button", name="下载全部").click()
    assert download.value.suggested_filename == "我的信息.json"
    found: dict[str, Any] = json.loads(Path(download.value.path()).read_text(encoding="utf-8"))
    return found


def ask(tab: Window, wish: str, **fields: str) -> None:
    tab.go(PAGE)
    story.pick(tab.page.locator("main"), "wish", wish)
    for name, words in fields.items():
        tab.page.fill(f"#id_{name}", words)
    tab.page.get_by_role("button", name="提交", exact=True).click()
    tab.told("我们在 15 个工作日内答复")


def open_request(office: Window, wish: str) -> None:
    """The office finds what waits in its list."""
    office.go("/data-requests/")
    office.page.get_by_role("link", name=f"查看 {wish}").click()
    expect(office.page.locator("h1")).to_have_text(wish)


def rule(office: Window, ruling: str, answer: str) -> None:
    story.pick(office.page.locator("main"), "ruling", ruling)
    office.page.fill("#id_answer", answer)
    office.page.get_by_role("button", name="答复", exact=True).click()


def test_somebody_sees_takes_along_corrects_and_takes_back_what_is_kept_of_them(guarded_window: Opener) -> None:
    person, office = guarded_window("dianyuan", size=PHONE), guarded_window("ducha")
    person.go(PAGE)
    looked_at(person.page)
    person.page.get_by_role("link", name="看我的信息").click()
    person.page.wait_for_url("**/accounts/data/copy/")
    looked_at(person.page)
    before = taken(person)
    assert before["account"][0]["username"] == "dianyuan"

    person.go(PAGE)
    person.page.get_by_role("button", name="我同意").click()
    expect(person.page.locator("main")).to_contain_text("您同意过")
    person.page.get_by_role("button", name="撤回同意").click()
    expect(person.page.locator("main")).to_contain_text("不影响提诉求")
    [consent] = taken(person)["consents"]
    assert consent["withdrawn_at"] is not None

    ask(person, "correct", words="名字登记错了", new_name=RIGHT)
    ask(person, "close", words="不做了")
    looked_at(person.page)

    open_request(office, "更正")
    looked_at(office.page)
    rule(office, "grant", "核对过，已经改好。")
    office.told("已答复。")
    open_request(office, "删除信息、注销账号")
    rule(office, "refuse", "")
    expect(office.page.locator("[data-errors]")).to_be_visible()
    looked_at(office.page)
    rule(office, "refuse", REASON)
    office.told("已答复。")

    person.go(PAGE)
    asked = person.page.locator("section[aria-labelledby=h-asked] li")
    expect(asked.filter(has_text="更正")).to_contain_text("已办理")
    expect(asked.filter(has_text="删除")).to_contain_text("不予办理")
    expect(asked.filter(has_text="删除")).to_contain_text(REASON)
    after = taken(person)
    assert (before["account"][0]["name"] != RIGHT, after["account"][0]["name"]) == (True, RIGHT)
    assert {row["state"] for row in after["requests"]} == {"granted", "refused"}
