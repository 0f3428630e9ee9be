"""What the logs of a running county say of people: not their number, not what lets them in (ASVS V16.2.5)."""

import re
import signal
from contextlib import suppress
from http.client import HTTPConnection
from pathlib import Path

import psutil
from playwright.sync_api import expect

from tests.browser import story
from tests.browser.conftest import PHONE, Opener
from tests.browser.logs import told
from tests.browser.test_joining import newest_code, prove
from tests.browser.window import Window
from tests.deploy.house import House, wait_for

NUMBER, WRONG = "13900004711", "wrong-but-nearly-right-7"


def guess(tab: Window) -> None:
    """Sign in with a telephone number for a name, and with a password that is wrong."""
    tab.page.goto("/accounts/login/")
    tab.page.fill("[name=login]", NUMBER)
    tab.page.fill("[name=password]", WRONG)
    tab.page.press("[name=password]", "Enter")
    expect(tab.page.locator("[data-errors]")).to_be_visible()


def follow(tab: Window, number: str, code: str) -> None:
    """With the number and the code of a receipt, without signing in."""
    tab.page.goto("/track/")
    tab.page.fill("[name=number]", number)
    tab.page.fill("[name=code]", code)
    tab.page.press("[name=code]", "Enter")


def ask_while_pages_are_away(house: House, path: str, cookies: str) -> int:
    """What the front answers while nobody serves pages, to a browser that carries everything that it has."""
    pages = [each for each in psutil.Process(house.running.pid).children() if "gunicorn" in " ".join(each.cmdline())]
    for each in pages:
        each.send_signal(signal.SIGKILL)
    wait_for("the pages are away", lambda: all(not each.is_running() or each.status() == "zombie" for each in pages))
    front = HTTPConnection("127.0.0.1", house.port, timeout=20)
    front.request("POST", path, body=f"login={NUMBER}", headers={"Cookie": cookies, "Referer": house.url + path})
    return front.getresponse().status


def serves(house: House) -> bool:
    with suppress(OSError):
        return house.get("/health/live")[0] == 200
    return False


def test_no_log_holds_a_number_a_code_a_password_a_link_or_a_session(guarded: House, guarded_window: Opener) -> None:
    owner, firm = guarded_window(size=PHONE), guarded_window("dianzhu", size=PHONE)
    guess(owner)
    prove(owner, guarded, NUMBER)
    owner.page.wait_for_url("**/join/welcome/")
    number = story.file_call(firm, title="烫台跳闸", with_photo=False)
    code = re.sub(r"\s", "", firm.page.locator("section[aria-labelledby=h-code] .q-code").inner_text())
    follow(owner, number, code)
    expect(owner.page.locator("main")).to_contain_text(number)
    follow(owner, number, "00000000")
    expect(owner.page.locator("main")).not_to_contain_text("烫台跳闸")

    cookies = "; ".join(f"{each.get('name')}={each.get('value')}" for each in firm.page.context.cookies())
    assert ask_while_pages_are_away(guarded, f"/t/{'x' * 22}/?code={code}", cookies) == 502

    secrets = {NUMBER, WRONG, code, newest_code(guarded.data / "sms", NUMBER), "x" * 22}
    secrets |= {str(each.get("value")) for each in firm.page.context.cookies() if each.get("httpOnly")}
    assert told(guarded.logs, secrets) == []
    guarded.secrets |= secrets
    wait_for("the pages are back", lambda: serves(guarded), seconds=120)


def test_what_a_log_must_not_hold_is_found_where_it_is(tmp_path: Path) -> None:
    log = tmp_path / "pages.log"
    lines = ["all is well", "sign-in of 13900004711", "session k3y", "id 113900004711"]
    log.write_text("\n".join(lines), encoding="utf-8")

    assert told([log], {"k3y"}) == ["pages.log: sign-in of 13900004711", "pages.log: session k3y"]
