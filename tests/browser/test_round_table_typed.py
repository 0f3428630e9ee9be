"""Nothing that is typed into the live minutes gives way to what this browser had kept, to news or to an answer."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.conftest import PHONE, Opener
from tests.browser.minuted import (
    DECIDED,
    TYPED,
    WORDY,
    at,
    begin_a_decision,
    decisions,
    kept,
    left,
    reopened,
    turn_to,
    write_it_down,
)  # fmt: skip
from tests.browser.test_layout import looked_at
from tests.browser.window import Window

SLOW = """
const open = IDBFactory.prototype.open;
let waits = null;
let go = () => {};
window.slowStore = () => {
  waits = new Promise((done) => (go = done));
};
window.quickStore = () => {
  waits = null;
  go();
};
if (sessionStorage.slow) window.slowStore();
IDBFactory.prototype.open = function (...named) {
  if (!waits) return open.apply(this, named);
  const asked = {};
  waits.then(() => {
    const real = open.apply(this, named);
    for (const name of ["onupgradeneeded", "onerror", "onsuccess"])
      real[name] = () => {
        asked.result = real.result;
        asked[name]();
      };
  });
  return asked;
};
"""
OF_THE_STORE = """async ([name, entry, more]) => {
    const loaded = performance.getEntriesByType("resource").find(each => each.name.includes("/js/kept."));
    const store = await import(loaded.name);
    return store[name](entry, more);
}"""
STALLED = 30_000  # milliseconds: what waits for a network that stands still has given up


@pytest.fixture
def clerk(window: Opener) -> Window:
    """Who types, in a browser whose store answers when the test says so."""
    opened = window("huiwu", size=PHONE)
    opened.page.context.add_init_script(SLOW)
    return opened


def held(page: Page, address: str, *, when: Callable[[Route], bool] = lambda _route: True) -> list[Route]:
    """Requests that are on their way until the test lets them go on."""
    routes: list[Route] = []
    page.route(address, lambda route: routes.append(route) if when(route) else route.fallback())
    return routes


def until(page: Page, routes: list[Route], *, count: int = 1) -> None:
    for _time in range(100):
        if len(routes) >= count:
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"{len(routes)} requests instead of {count}")


def press(who: Window) -> None:
    who.page.get_by_role("button", name="写下这一条").click()


def body(who: Window) -> Locator:
    return who.page.locator("#new-body")


def criterion(who: Window) -> Locator:
    return who.page.locator("#new-criterion")


def old(who: Window) -> Locator:
    return who.page.locator("#live-decisions [data-old]")


# --- while the browser looks for what it has kept ---------------------------------------------------------------------


def test_what_is_typed_the_moment_a_refused_form_is_back_stays_and_is_sent(meeting: str, clerk: Window) -> None:
    at(clerk, meeting, TYPED)
    begin_a_decision(clerk, criterion="雨天不湿货")
    kept(clerk, "雨天不湿货")
    clerk.page.evaluate("window.slowStore()")
    press(clerk)
    expect(clerk.page.locator("[data-errors]")).to_contain_text("请写明定了什么事")
    body(clerk).fill("打包站搭雨棚。")
    clerk.page.evaluate("window.quickStore()")
    kept(clerk, "打包站搭雨棚。")

    expect(body(clerk)).to_have_value("打包站搭雨棚。")
    expect(criterion(clerk)).to_have_value("雨天不湿货")
    write_it_down(clerk)
    clerk.told("议定事项已写下")
    expect(decisions(clerk, "打包站搭雨棚。")).to_have_count(1)


def test_what_is_typed_before_the_kept_words_are_found_stands_beside_them(meeting: str, clerk: Window) -> None:
    at(clerk, meeting, TYPED)
    begin_a_decision(clerk, body="先搭一个棚。", criterion="两百平方米")
    kept(clerk, "先搭一个棚。")
    open_slowly(clerk)
    begin_a_decision(clerk, body="搭两个棚。")
    clerk.page.evaluate("window.quickStore()")

    expect(criterion(clerk)).to_have_value("两百平方米")
    expect(body(clerk)).to_have_value("搭两个棚。")
    expect(old(clerk)).to_contain_text("先搭一个棚。")
    kept(clerk, "搭两个棚。")
    looked_at(clerk.page)
    clerk = reopened(clerk)
    at(clerk, meeting, TYPED)
    expect(body(clerk)).to_have_value("搭两个棚。")
    expect(old(clerk)).to_contain_text("先搭一个棚。")


def open_slowly(who: Window) -> None:
    """The same page again, by a browser that does not say yet what it has kept."""
    who.page.evaluate("sessionStorage.slow = 1")
    who.page.reload()
    who.settle()
    who.page.evaluate("delete sessionStorage.slow")


def test_of_several_old_drafts_none_takes_another_ones_place(meeting: str, clerk: Window) -> None:
    at(clerk, meeting, TYPED)
    begin_a_decision(clerk, body="写了一半的甲")
    kept(clerk, "写了一半的甲")
    entry = entry_with(clerk, "写了一半的甲")
    for ago, words in enumerate(("旧稿乙", "旧稿丙"), start=1):
        said = entry["said"] | {"body": words}
        of_the_store(clerk, "setAside", entry | {"at": entry["at"] - ago, "shown": [words], "said": said})
    clerk = reopened(clerk)
    at(clerk, meeting, TYPED)
    expect(old(clerk)).to_have_count(2)

    put_back(clerk, "旧稿乙")
    expect(body(clerk)).to_have_value("旧稿乙")
    body(clerk).fill("旧稿乙，又改了")
    put_back(clerk, "旧稿丙")
    expect(body(clerk)).to_have_value("旧稿丙")
    kept(clerk, "旧稿乙，又改了")
    clerk = reopened(clerk)
    at(clerk, meeting, TYPED)
    expect(body(clerk)).to_have_value("旧稿丙")
    expect(old(clerk)).to_have_count(2)
    for words in ("写了一半的甲", "旧稿乙，又改了"):
        put_back(clerk, words)
        expect(body(clerk)).to_have_value(words)


def put_back(who: Window, words: str) -> None:
    old(who).filter(has_text=words).get_by_role("button", name="放回").first.click()


def of_the_store(who: Window, name: str, *given: Any) -> Any:
    return who.page.evaluate(OF_THE_STORE, [name, *given])


def entry_with(who: Window, words: str) -> dict[str, Any]:
    """What this browser has kept with these words."""
    (found,) = (each for each in of_the_store(who, "all") if words in str(each["said"]))
    entry: dict[str, Any] = found
    return entry


def test_setting_old_words_aside_leaves_newer_ones_in_their_place(meeting: str, clerk: Window) -> None:
    at(clerk, meeting, TYPED)
    begin_a_decision(clerk, body="新写的")
    kept(clerk, "新写的")
    newer = entry_with(clerk, "新写的")

    of_the_store(clerk, "setAside", newer | {"at": newer["at"] - 1, "said": {"body": "旧的"}})
    of_the_store(clerk, "dropSame", newer | {"at": newer["at"] - 1})

    assert [entry_with(clerk, words)["said"]["body"] for words in ("新写的", "旧的")] == ["新写的", "旧的"]
    of_the_store(clerk, "setAside", newer)
    assert newer["key"] not in [each["key"] for each in of_the_store(clerk, "all")]


# --- while something is under way -------------------------------------------------------------------------------------


def test_what_is_typed_while_a_decision_is_under_way_is_another_one(meeting: str, clerk: Window) -> None:
    at(clerk, meeting, TYPED)
    under_way = held(clerk.page, "**/decide/")
    begin_a_decision(clerk, body="装三盏路灯。", criterion="夜里亮")
    write_it_down(clerk)
    until(clerk.page, under_way)
    body(clerk).fill("装三盏路灯。再修门口的坑。")
    kept(clerk, "再修门口的坑。")
    under_way[0].continue_()
    clerk.page.unroute_all()

    clerk.told("议定事项已写下")
    expect(decisions(clerk, "装三盏路灯。")).to_have_count(1)
    expect(body(clerk)).to_have_value("装三盏路灯。再修门口的坑。")
    body(clerk).fill("再修门口的坑。")
    press(clerk)
    expect(decisions(clerk, "再修门口的坑。")).to_have_count(1)
    expect(body(clerk)).to_have_value("")


def test_what_is_typed_after_a_lost_answer_is_not_taken_for_sent(meeting: str, clerk: Window) -> None:
    at(clerk, meeting, TYPED)
    heard: list[str] = []

    def lose(route: Route) -> None:
        heard.append(route.request.post_data or "")
        route.fetch()
        route.abort()

    clerk.page.route("**/decide/", lose)
    begin_a_decision(clerk, body="买十个灭火器。", criterion="挂上墙")
    write_it_down(clerk)
    expect(clerk.page.locator("[data-minutes-note]")).to_contain_text("您写的已经存在这台设备上")
    body(clerk).fill("买二十个灭火器。")
    kept(clerk, "买二十个灭火器。")
    clerk.page.wait_for_timeout(4000)
    assert len(heard) > 1
    assert len(set(heard)) == 1
    clerk = reopened(clerk)
    at(clerk, meeting, TYPED)
    expect(body(clerk)).to_have_value("买二十个灭火器。")
    press(clerk)

    clerk.told("议定事项已写下")
    expect(decisions(clerk, "买十个灭火器。")).to_have_count(1)
    expect(body(clerk)).to_have_value("买二十个灭火器。")
    press(clerk)
    expect(decisions(clerk, "买二十个灭火器。")).to_have_count(1)
    expect(decisions(clerk, "买十个灭火器。")).to_have_count(1)


def test_news_that_was_under_way_does_not_take_a_form_from_under_ones_hands(meeting: str, clerk: Window) -> None:
    at(clerk, meeting, TYPED)
    news = held(clerk.page, "**/live/?pk=*", when=lambda route: "x-qihu-live" in route.request.headers)
    clerk.page.evaluate("document.getElementById('live-decisions').dispatchEvent(new CustomEvent('qihu:moved'))")
    until(clerk.page, news)
    begin_a_decision(clerk, body="先写着")
    body(clerk).evaluate("box => box.dataset.mine = '1'")
    with clerk.page.expect_response("**/live/?pk=*"):
        news[0].continue_()
    button = clerk.page.locator("#live-decisions > .q-live")
    expect(button).to_be_visible()
    expect(body(clerk)).to_have_attribute("data-mine", "1")
    clerk.page.unroute_all()
    kept(clerk, "先写着")

    button.click()
    expect(body(clerk)).not_to_have_attribute("data-mine", "1")
    expect(body(clerk)).to_have_value("先写着")


# --- words of another item --------------------------------------------------------------------------------------------


def leave_words_on_another_item(who: Window, meeting: str, words: str) -> None:
    """The server would take them; this browser has not been able to send them."""
    at(who, meeting, WORDY)
    who.page.route("**/items/*/", lambda route: route.abort())
    who.page.fill("#r-facts", words)
    kept(who, words)
    turn_to(who, DECIDED)


def test_words_that_were_kept_without_how_they_read_are_listed_as_they_stand(meeting: str, clerk: Window) -> None:
    leave_words_on_another_item(clerk, meeting, "村口没有路灯。")
    entry = entry_with(clerk, "村口没有路灯。")
    del entry["shown"]
    for action in ("first", "second"):
        of_the_store(clerk, "keep", entry | {"key": f"{entry['key']}#{action}", "action": ""})
    clerk.page.reload()

    expect(left(clerk).locator(".q-banner", has_text="村口没有路灯。")).to_have_count(3)


def test_words_of_another_item_go_out_once_and_not_for_ever(meeting: str, clerk: Window) -> None:
    leave_words_on_another_item(clerk, meeting, "快递点搬到村口。")
    clerk.page.unroute_all()
    under_way = held(clerk.page, "**/items/*/")
    clerk.page.reload()
    until(clerk.page, under_way)
    begin_a_decision(clerk, criterion="墙面不渗水")
    press(clerk)  # drawn afresh, the page would send what waits again
    expect(clerk.page.locator("[data-errors]")).to_be_visible()
    clerk.page.wait_for_timeout(1000)
    assert len(under_way) == 1

    given_up = left(clerk).locator(".q-banner", has_text="快递点搬到村口。")
    expect(given_up).to_have_count(1, timeout=STALLED)
    clerk.page.unroute_all()
    clerk.page.reload()
    expect(left(clerk)).to_be_empty()
    turn_to(clerk, WORDY)
    expect(clerk.page.locator("#r-facts")).to_have_value("快递点搬到村口。")
