"""A head invites a colleague: from the invitation to the first sign-in with a telephone that shows six figures."""

import re
import time
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import expect

from tests.browser import factors
from tests.browser.conftest import Opener
from tests.browser.test_layout import looked_at
from tests.browser.window import Window
from tests.deploy.house import House

NUMBER, NAME, USERNAME, PASSWORD = "13900008461", "梁新", "liangxin", "xiaoliang-likes-noodles"


def link_sent_to(folder: Path, number: str) -> str:
    """The address that the text message of the invitation holds."""
    until = time.monotonic() + 30
    while time.monotonic() < until:
        for file in folder.glob("*.txt"):
            to, _line, words = file.read_text(encoding="utf-8").partition("\n")
            if to == number and (found := re.search(r"https?://\S+/i/staff/[\w-]{22}/", words)):
                return urlsplit(found[0]).path
        time.sleep(0.3)
    raise AssertionError("no message came")


def invite(head: Window) -> None:
    """The head of a bureau invites somebody to handle its cases."""
    head.go("/staff/")
    looked_at(head.page)
    head.page.fill("#id_name", NAME)
    head.page.fill("#id_phone", NUMBER)
    head.page.locator("label", has_text="承办人").click()
    head.page.get_by_role("button", name="发邀请").click()
    head.told("邀请已发出")
    row = head.page.locator("section[aria-labelledby=h-invited] li", has_text=NAME)
    expect(row).to_contain_text("139****8461")


def test_somebody_invited_opens_an_account_sets_up_a_telephone_and_works(
    guarded: House, guarded_window: Opener
) -> None:
    head, newcomer = guarded_window("juzhang"), guarded_window()
    invite(head)
    address = link_sent_to(guarded.data / "sms", NUMBER)

    page = newcomer.page
    newcomer.go(address)
    expect(page.locator("main")).to_contain_text("梁新，担任承办人")
    looked_at(newcomer.page)
    page.fill("#id_username", USERNAME)
    page.fill("#id_new", PASSWORD)
    page.fill("#id_again", PASSWORD)
    page.get_by_role("button", name="开通账号").click()
    newcomer.told("账号已开好，请用刚设的账号和密码登录。")

    factors.type_password(page, USERNAME, PASSWORD)
    page.goto("/queue/")  # nothing opens before the second factor is there
    page.wait_for_url("**/accounts/2fa/totp/activate/")
    looked_at(newcomer.page)
    telephone = factors.set_up(page)
    newcomer.go("/queue/")
    expect(page.locator("h1")).to_be_visible()
    looked_at(newcomer.page)

    again = guarded_window()
    factors.type_password(again.page, USERNAME, PASSWORD)
    factors.show(again.page, telephone)
    again.go("/queue/")
    assert urlsplit(again.page.url).path == "/queue/"

    late = guarded_window()
    late.page.goto(address)
    expect(late.page.get_by_role("heading", name="这个邀请不能用了")).to_be_visible()
    head.go("/staff/")
    expect(head.page.locator("section[aria-labelledby=h-people]")).to_contain_text(NAME)
    head.go("/notices/")
    expect(head.page.locator("main")).to_contain_text("梁新接受了邀请，已到岗：承办人")
