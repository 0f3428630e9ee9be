"""What our modules do in a real browser: errors, double presses, shortcuts, live parts; each is optional."""

import os
import re
import shutil
from collections.abc import Iterator

import pytest
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, WebSocketRoute, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        not shutil.which(CHROMIUM) and "CI" not in os.environ, reason=f"no Chromium at {CHROMIUM}: set CHROMIUM"
    ),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The system's Chromium, once for the file."""
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Playwright's loop runs in this thread; the database is used from it all the same.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


LOADED = """async () => {
  const app = document.querySelector("script[type=module][src*='/js/app']");
  await (await import(app.src)).loaded;
}"""


def arrive(tab: Page, address: str) -> None:
    """Open a page and wait for what its modules import: before that, a key that is pressed is only a key."""
    tab.goto(address)
    tab.evaluate(LOADED)


@pytest.fixture
def context(browser: Browser, live_server: LiveServer, clerk: Client) -> Iterator[BrowserContext]:
    """A browser in which the clerk has signed in."""
    context = browser.new_context(base_url=live_server.url, viewport={"width": 390, "height": 844})
    context.add_cookies([{"name": "sessionid", "value": clerk.cookies["sessionid"].value, "url": live_server.url}])
    yield context
    context.close()


@pytest.fixture
def tab(context: BrowserContext) -> Page:
    """One window; a line of the browser's policy or a script error fails the test."""
    tab = context.new_page()
    tab.on("pageerror", lambda error: pytest.fail(str(error)))
    tab.on("console", lambda line: pytest.fail(line.text) if "Content Security Policy" in line.text else None)
    return tab


@pytest.fixture
def news(tab: Page) -> list[WebSocketRoute]:
    """The server's end of every socket that the page opens."""
    sockets: list[WebSocketRoute] = []
    tab.route_web_socket(re.compile("/ws/$"), lambda socket: sockets.append(socket))  # noqa: PLW0108 -- playwright writes on it
    return sockets


@pytest.mark.usefixtures("news")
def test_the_error_summary_takes_the_focus_and_leads_to_the_field(tab: Page) -> None:
    arrive(tab, "/sheet/")
    tab.click("text=保存")

    expect(tab.locator("[data-errors]")).to_be_focused()
    tab.click("[data-errors] >> text=请写明遇到的问题，一两句话即可")
    expect(tab.locator("#id_title")).to_be_focused()


@pytest.mark.usefixtures("news")
def test_a_second_press_sends_nothing(tab: Page) -> None:
    arrive(tab, "/sheet/")
    sent: list[str] = []
    tab.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)

    tab.evaluate("() => { const b = document.querySelector('[data-shortcut=KeyS]'); b.click(); b.click(); b.click(); }")
    expect(tab.locator("[data-errors]")).to_be_visible()

    assert len(sent) == 1


@pytest.mark.usefixtures("news")
def test_the_form_can_be_sent_again_after_its_errors(tab: Page) -> None:
    arrive(tab, "/sheet/")
    tab.click("text=保存")
    expect(tab.locator("[data-errors]")).to_be_visible()
    tab.fill("#id_title", "电压不够")
    tab.click("text=影响交货")
    tab.click("text=保存")

    expect(tab.locator(".q-banner-ok")).to_have_text("已保存。")


def test_without_javascript_the_same_form_works(
    browser: Browser, context: BrowserContext, live_server: LiveServer
) -> None:
    plain = browser.new_context(java_script_enabled=False, storage_state=context.storage_state())
    tab = plain.new_page()
    tab.goto(f"{live_server.url}/sheet/")
    tab.fill("#id_title", "电压不够")
    tab.click("text=影响交货")
    tab.click("text=保存")

    expect(tab.locator(".q-banner-ok")).to_have_text("已保存。")


@pytest.mark.usefixtures("news")
def test_shortcuts_press_buttons_but_never_while_typing(tab: Page) -> None:
    arrive(tab, "/sheet/")
    tab.focus("#id_title")
    tab.keyboard.press("s")
    expect(tab.locator("#id_title")).to_have_value("s")

    tab.evaluate("document.activeElement.blur()")
    tab.keyboard.press("s")
    expect(tab.locator("[data-errors]")).to_be_visible()


@pytest.mark.usefixtures("news")
def test_the_question_mark_lists_the_shortcuts_of_the_page(tab: Page) -> None:
    arrive(tab, "/sheet/")
    tab.wait_for_function("document.querySelector('#keys-sheet')")
    tab.wait_for_load_state("networkidle")
    tab.keyboard.press("Shift+Slash")

    expect(tab.locator("#keys-sheet")).to_contain_text("保存")


@pytest.mark.usefixtures("news")
def test_shortcuts_that_are_switched_off_are_off(context: BrowserContext, tab: Page, live_server: LiveServer) -> None:
    context.add_cookies([{"name": "look_keys", "value": "off", "url": live_server.url}])
    arrive(tab, "/sheet/")
    tab.wait_for_load_state("networkidle")
    tab.keyboard.press("Shift+Slash")

    expect(tab.locator("#keys-sheet")).to_be_hidden()


def test_a_case_that_moved_is_fetched_again(tab: Page, news: list[WebSocketRoute]) -> None:
    arrive(tab, "/sheet/")
    tab.wait_for_load_state("networkidle")

    with tab.expect_response("**/sheet/"):
        news[0].send('{"kind": "case", "key": "261118-0419-5"}')


def test_another_case_leaves_the_page_alone(tab: Page, news: list[WebSocketRoute]) -> None:
    arrive(tab, "/sheet/")
    tab.wait_for_load_state("networkidle")
    fetched: list[str] = []
    tab.on("request", lambda request: fetched.append(request.url))
    news[0].send('{"kind": "case", "key": "261118-0420-3"}')
    tab.wait_for_timeout(300)

    assert fetched == []


def test_what_a_person_is_typing_is_never_thrown_away(tab: Page, news: list[WebSocketRoute]) -> None:
    arrive(tab, "/sheet/")
    tab.wait_for_load_state("networkidle")
    tab.fill("#id_body", "烧了两台电机")
    news[0].send('{"kind": "case", "key": "261118-0419-5"}')

    expect(tab.locator(".q-live")).to_have_text("有新变化 · 显示")
    expect(tab.locator("#id_body")).to_have_value("烧了两台电机")


def test_rows_do_not_move_until_asked(tab: Page, news: list[WebSocketRoute]) -> None:
    arrive(tab, "/rows/?rows=a:1")
    tab.wait_for_load_state("networkidle")
    news[0].send('{"kind": "list"}')
    news[0].send('{"kind": "list"}')

    expect(tab.locator(".q-live")).to_have_count(1)
    with tab.expect_response("**/rows/"):
        tab.click(".q-live")
    expect(tab.locator(".q-live")).to_have_count(0)


def test_a_page_that_is_told_to_wait_does_not_knock_before(tab: Page, news: list[WebSocketRoute]) -> None:
    tab.clock.install()
    arrive(tab, "/rows/")
    tab.wait_for_load_state("networkidle")
    news[0].close(code=4029, reason="60")
    tab.clock.run_for(60_000)
    assert len(news) == 1

    tab.clock.run_for(4_000)
    tab.wait_for_timeout(100)
    assert len(news) == 2


def test_pages_whose_sockets_are_shut_at_once_knock_ever_more_seldom(tab: Page, news: list[WebSocketRoute]) -> None:
    tab.clock.install()
    arrive(tab, "/rows/")
    tab.wait_for_load_state("networkidle")
    for _second in range(180):
        news[-1].close()
        tab.clock.run_for(1_000)

    assert 5 <= len(news) <= 20


def test_a_socket_that_came_back_catches_up(tab: Page, news: list[WebSocketRoute]) -> None:
    arrive(tab, "/sheet/")
    tab.wait_for_load_state("networkidle")

    with tab.expect_response("**/sheet/", timeout=8000):
        news[0].close()


def test_the_characters_left_are_counted_as_the_server_counts(tab: Page) -> None:
    arrive(tab, "/sheet/")
    tab.wait_for_load_state("networkidle")
    tab.fill("#id_body", "长" * 1700)
    expect(tab.locator("[data-count-for=id_body]")).to_be_hidden()
    tab.fill("#id_body", "👍" * 2003)

    expect(tab.locator("[data-count-for=id_body]")).to_have_text("多出 3 字")


@pytest.mark.usefixtures("news")
def test_a_lost_network_is_told_beside_the_form(context: BrowserContext, tab: Page) -> None:
    arrive(tab, "/sheet/")
    tab.wait_for_load_state("networkidle")
    tab.fill("#id_title", "写了半天")
    context.set_offline(True)
    tab.click("text=保存")

    expect(tab.locator("#problem")).to_contain_text("当前无网络，您填写的内容还在")
    expect(tab.locator("#id_title")).to_have_value("写了半天")


@pytest.mark.usefixtures("news")
def test_no_page_scrolls_sideways(tab: Page) -> None:
    for width in (320, 390, 1440):
        tab.set_viewport_size({"width": width, "height": 800})
        for address in ("/sheet/", "/absent/", "/accounts/logout/", "/sheet/?elder=1", "/sheet/?elder=0"):
            tab.goto(address)

            assert (address, tab.evaluate("document.documentElement.scrollWidth")) == (address, width)
