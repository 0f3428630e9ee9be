"""The desk in a real browser: the pane, the keys, news that never moves rows nor takes words away."""

import os
import re
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, WebSocketRoute, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from orgs.models import Post
from tests import cast
from tests.cast import World
from tickets.services import desk

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


@pytest.fixture
def news() -> list[WebSocketRoute]:
    """The server's end of every socket that a page opens."""
    return []


def window(
    browser: Browser, live_server: LiveServer, post: Post, news: list[WebSocketRoute], *, width: int = 1440
) -> Page:
    """A window in which this person has signed in; a script error fails the test."""
    context = browser.new_context(base_url=live_server.url, viewport={"width": width, "height": 900})
    session = cast.signed_in(post).cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    tab = context.new_page()
    tab.on("pageerror", lambda error: pytest.fail(str(error)))
    tab.route_web_socket(re.compile("/ws/$"), lambda socket: news.append(socket))  # noqa: PLW0108 -- playwright writes on it
    return tab


@pytest.mark.parametrize("width", [390, 1440])
def test_a_row_opens_in_the_pane_and_has_the_focus(
    browser: Browser, live_server: LiveServer, world: World, news: list[WebSocketRoute], width: int
) -> None:
    cast.filed(world)
    ticket = cast.filed(world, title="隔壁仓库把消防通道堵死了")
    tab = window(browser, live_server, world.desk, news, width=width)
    tab.goto("/desk/")
    tab.wait_for_load_state("networkidle")
    tab.click("text=隔壁仓库把消防通道堵死了")

    expect(tab.locator("#pane #case-title")).to_be_focused()
    expect(tab.locator("#list [aria-current=true][data-row]")).to_have_count(1)
    assert tab.url.endswith(f"open={ticket.number}")


def test_a_clear_case_is_dispatched_with_two_keys_and_a_press(
    browser: Browser, live_server: LiveServer, world: World, news: list[WebSocketRoute]
) -> None:
    ticket, waiting = cast.filed(world), cast.filed(world, title="隔壁仓库把消防通道堵死了")
    tab = window(browser, live_server, world.desk, news)
    tab.goto(f"/desk/?open={ticket.number}")
    tab.wait_for_load_state("networkidle")
    tab.keyboard.press("a")
    tab.wait_for_url("**do=dispatch")
    tab.click("text=派单，看下一件")
    tab.wait_for_url(f"**open={waiting.number}")

    expect(tab.locator(".q-banner-ok")).to_contain_text("派单")
    assert cast.lead_of(ticket).department_id == world.liaison.organisation_id


def test_an_error_in_the_pane_keeps_the_words_and_takes_the_focus(
    browser: Browser, live_server: LiveServer, world: World, news: list[WebSocketRoute]
) -> None:
    ticket = cast.filed(world)
    tab = window(browser, live_server, world.desk, news)
    tab.goto(f"/desk/?open={ticket.number}&do=propose_rejection")
    tab.wait_for_load_state("networkidle")
    tab.fill("#propose_rejection-channel", "县人民法院")
    tab.click("#act-propose_rejection button[type=submit]")

    expect(tab.locator("#pane [data-errors]")).to_be_focused()
    expect(tab.locator("#propose_rejection-channel")).to_have_value("县人民法院")
    expect(tab.locator("#list [data-row]")).to_have_count(1)


def test_news_offers_itself_and_the_list_stands_still(
    browser: Browser, live_server: LiveServer, world: World, news: list[WebSocketRoute]
) -> None:
    cast.filed(world)
    tab = window(browser, live_server, world.desk, news)
    tab.goto("/desk/")
    tab.wait_for_load_state("networkidle")
    cast.filed(world)
    news[0].send('{"kind": "list"}')
    expect(tab.locator("#list .q-live")).to_have_text("有新变化 · 显示")
    expect(tab.locator("#list [data-row]")).to_have_count(1)
    tab.click("#list .q-live")

    expect(tab.locator("#list [data-row]")).to_have_count(2)


def test_a_case_that_moved_is_shown_anew_while_words_stay(
    browser: Browser, live_server: LiveServer, world: World, news: list[WebSocketRoute]
) -> None:
    ticket = cast.signed(world)
    tab = window(browser, live_server, world.liaison, news)
    tab.goto(f"/tickets/{ticket.number}/")
    tab.wait_for_load_state("networkidle")
    tab.fill("#progress-words", "写了一半")
    desk.ask(ticket.pk, question="请补充近两个月的电费单", actor=world.desk, version=ticket.version)
    news[0].send(f'{{"kind": "case", "key": "{ticket.number}", "version": 99}}')

    expect(tab.locator("#log")).to_contain_text("请补充近两个月的电费单")
    expect(tab.locator("#case-head")).to_contain_text("待补充")
    expect(tab.locator("#case-now")).to_contain_text("企业补充")
    expect(tab.locator("#progress-words")).to_have_value("写了一半")


def test_without_javascript_a_unit_signs_and_replies(browser: Browser, live_server: LiveServer, world: World) -> None:
    ticket = cast.dispatched(world, assists=False)
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    session = cast.signed_in(world.liaison).cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    tab = context.new_page()
    tab.goto("/queue/")
    tab.click("td.go >> text=签收")
    tab.goto(f"/tickets/{ticket.number}/reply/")
    tab.check("#reply-claim_true_0")
    tab.check("#reply-outcome_0")
    tab.fill("#reply-words", "已加装一台变压器，今晚起电压正常。")
    tab.check("#reply-contact_way_3")
    tab.get_by_role("button", name="看企业会读到什么").click()
    expect(tab.locator("section", has=tab.locator("#reply-preview"))).to_contain_text("今晚起电压正常")
    tab.get_by_role("button", name="提交答复").click()

    expect(tab.locator(".q-banner-ok")).to_contain_text("提交答复")
    assert cast.current(ticket).status == "replied"
