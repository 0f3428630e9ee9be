"""A call on a cheap phone: three pages, bad networks, two devices, a session that ends. One case, and nothing lost."""

import re
from contextlib import suppress
from typing import Any, Final

import pytest
from playwright.sync_api import Page, Route, ViewportSize, expect

from tests.browser import story
from tests.browser.conftest import Opener
from tests.browser.test_layout import too_wide, violations
from tests.browser.window import Window

CHEAP: Final = ViewportSize(width=360, height=640)
SAVED: Final = re.compile("已保存")
OFFLINE: Final = "当前无网络，您填写的内容还在"
WORDS: Final = "从上周五开始，晚上烫台一开就跳闸，二十多台机器停着。"
_LEFT: Final = """() => new Promise((done) => {
  const opening = indexedDB.open("qihu", 1);
  opening.onsuccess = () => {
    const count = opening.result.transaction("drafts").objectStore("drafts").count();
    count.onsuccess = () => { opening.result.close(); done(count.result); };
  };
})"""


def slow(page: Page) -> None:
    """A phone at the edge of a village: 400 kbit/s, 300 ms."""
    page.context.new_cdp_session(page).send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": 300, "downloadThroughput": 50_000, "uploadThroughput": 50_000},
    )


def my_cases(firm: Window, title: str) -> int:
    """How many of the firm's open cases have this title."""
    firm.go("/my/?tab=open")
    return firm.page.locator("#my a", has_text=title).count()


def test_a_returning_firm_needs_three_pages_three_answers_and_nine_taps(window: Opener) -> None:
    firm = window("dianzhu", size=CHEAP)
    firm.page.context.add_init_script(
        "addEventListener('pointerdown', () => localStorage.taps = Number(localStorage.taps || 0) + 1, true)"
    )
    firm.go("/")
    page, asked = firm.page, []
    page.locator("a.q-block-main").click()
    if "/new/" not in page.url:
        page.get_by_role("link", name="写一件新的").click()
    pages = 1
    page.locator("#id_body").click()
    page.locator("#id_body").press_sequentially(WORDS)
    asked.append("body")
    story.press_on(firm)
    page.wait_for_url("**/where/")
    pages += 1
    page.locator("label[for=id_impact_1]").click()
    asked.append("impact")
    story.press_on(firm)
    page.wait_for_url("**/check/")
    pages += 1
    story.press_on(firm)
    asked.append("send")
    page.wait_for_url("**/receipt/")

    assert (pages, len(asked)) == (3, 3)
    assert int(page.evaluate("localStorage.taps")) <= 9


def test_a_network_that_drops_while_a_call_is_sent_makes_one_case(window: Opener) -> None:
    firm, title = window("dianzhu", size=CHEAP), "断网时提交的一件"
    story.begin(firm)
    slow(firm.page)
    story.tell_what(firm, title=title)
    story.tell_where(firm)
    check = firm.page.url
    dropped: list[int] = []

    def lose_the_answer(route: Route) -> None:
        """The server has it; the phone never hears."""
        if route.request.method != "POST" or dropped:
            return route.continue_()
        dropped.append(route.fetch(max_redirects=0).status)
        return route.abort("connectionreset")

    firm.page.route("**/check/", lose_the_answer)
    story.press_on(firm)
    firm.page.wait_for_url("chrome-error://**")
    firm.page.goto(check)
    firm.page.wait_for_url("**/receipt/**")

    assert dropped == [303]
    expect(firm.page.locator("main")).to_contain_text("没有重复提交")
    assert my_cases(firm, title) == 1


def test_a_network_that_drops_before_the_call_is_sent_keeps_its_words(window: Opener) -> None:
    firm, title = window("dianzhu", size=CHEAP), "没发出去又发出去的一件"
    story.begin(firm)
    story.tell_what(firm, title=title)
    story.tell_where(firm)
    check = firm.page.url
    firm.page.route("**/check/", lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    story.press_on(firm)
    firm.page.wait_for_url("chrome-error://**")
    firm.page.unroute("**/check/")
    firm.page.goto(check)
    expect(firm.page.locator("main")).to_contain_text(title)
    story.press_on(firm)
    firm.page.wait_for_url("**/receipt/")

    assert my_cases(firm, title) == 1


def test_a_second_device_finds_the_draft_and_a_conflict_shows_both_texts(window: Opener) -> None:
    phone, computer = window("dianzhu", size=CHEAP), window("dianzhu")
    story.begin(phone)
    phone.page.fill("#id_body", f"手机上写的：{WORDS}")
    expect(phone.page.locator("#draft-saved")).to_have_text(SAVED)
    computer.go("/")
    computer.page.get_by_role("link", name="接着填").click()
    computer.page.locator("main a", has_text="手机上写的").first.click()
    computer.page.fill("#id_body", f"电脑上写的：{WORDS}")
    expect(computer.page.locator("#draft-saved")).to_have_text(re.compile("已保存 [0-9]"))
    phone.page.locator("#id_body").press_sequentially("手机上又写了一句")
    note = phone.page.locator("#draft-note")
    expect(note).to_contain_text("请选一份接着写")
    expect(note).to_contain_text("电脑上写的")
    expect(note).to_contain_text("手机上又写了一句")
    with phone.page.expect_response(lambda answer: "/save/" in answer.url and answer.ok):
        note.get_by_role("button", name="用这一份").click()
    expect(note).to_be_empty()
    computer.page.reload()

    expect(computer.page.locator("#id_body")).to_have_value(re.compile("手机上又写了一句"))


@pytest.mark.parametrize("javascript", [True, False], ids=["live", "without JavaScript"])
def test_a_session_that_ends_in_the_middle_loses_nothing(window: Opener, javascript: bool) -> None:
    firm = window("dianzhu", size=CHEAP, javascript=javascript)
    words = f"会话过期前写的{'（脚本）' if javascript else ''}：{WORDS}"
    story.begin(firm)
    cookies: Any = [each for each in firm.page.context.cookies() if each["name"] != "sessionid"]
    session: Any = [each for each in firm.page.context.cookies() if each["name"] == "sessionid"]
    firm.page.fill("#id_body", words)
    firm.page.context.clear_cookies()
    firm.page.context.add_cookies(cookies)
    story.press_on(firm)
    expect(firm.page.locator("main")).to_contain_text("您填写的内容已保存，登录后接着填")
    firm.page.context.add_cookies(session)
    firm.go("/call/")
    firm.page.locator("main a", has_text=words[:12]).first.click()

    expect(firm.page.locator("#id_body")).to_have_value(words)


def test_who_signs_in_again_in_another_window_goes_on_saving(window: Opener) -> None:
    firm = window(size=CHEAP)
    story.sign_in(firm.page)
    story.begin(firm)
    firm.page.fill("#id_body", f"过期以前：{WORDS}")
    expect(firm.page.locator("#draft-saved")).to_have_text(SAVED)
    others: Any = [each for each in firm.page.context.cookies() if each["name"] != "sessionid"]
    firm.page.context.clear_cookies()
    firm.page.context.add_cookies(others)
    firm.page.locator("#id_body").press_sequentially("过期以后，")
    expect(firm.page.locator("#draft-note")).to_contain_text("登录")
    firm.page.locator("#id_body").press_sequentially("还在写，")
    elsewhere = firm.page.context.new_page()
    story.sign_in(elsewhere)
    elsewhere.close()
    firm.page.locator("#id_body").press_sequentially("登录回来又写。")

    expect(firm.page.locator("#draft-note")).to_be_empty(timeout=30_000)
    firm.go("/call/")
    firm.page.locator("main a", has_text="过期以前").first.click()
    expect(firm.page.locator("#id_body")).to_have_value(re.compile("过期以后，还在写，登录回来又写。"))


@pytest.mark.parametrize("thrown_away", [False, True], ids=["put aside", "thrown away"])
def test_a_new_call_begins_empty_beside_a_draft_that_was(window: Opener, *, thrown_away: bool) -> None:
    firm = window("dianzhu", size=CHEAP)
    words = f"先放一放的{'，不要了' if thrown_away else ''}：{WORDS}"
    story.begin(firm)
    firm.page.fill("#id_body", words)
    firm.page.get_by_role("button", name="稍后再填").click()
    firm.page.wait_for_url(lambda url: "/new/" not in url)
    if thrown_away:
        firm.go("/call/")
        card = firm.page.locator("main li", has_text=words[:12])
        card.get_by_role("link", name="删除").click()
        firm.page.get_by_role("button", name="删除草稿").click()
        firm.page.wait_for_url(lambda url: "/discard/" not in url)
    story.begin(firm)
    firm.page.wait_for_timeout(1500)  # a page that would bring the words back does so by itself

    expect(firm.page.locator("#id_body")).to_have_value("")
    firm.go("/call/")
    assert firm.page.locator("main", has_text=words[:12]).count() == (0 if thrown_away else 1)


def test_what_is_typed_without_a_network_comes_back_and_is_saved(window: Opener) -> None:
    firm = window("dianzhu", size=CHEAP)
    story.begin(firm)
    firm.page.context.set_offline(True)
    firm.page.context.route("**/save/*", lambda route: route.abort())
    written = f"没有网络时写的：{WORDS}"
    firm.page.fill("#id_body", written)
    expect(firm.page.locator("#draft-note")).to_contain_text(OFFLINE)
    while not firm.page.evaluate(_LEFT):
        firm.page.wait_for_timeout(100)
    firm.page.goto("about:blank")
    firm.page.context.unroute("**/save/*")
    firm.page.context.set_offline(False)
    drafts = firm.page.locator("main a", has_text="没有网络时写的")
    for _look in range(2):  # what a closing page sends may come through late: then it is a draft at the next look
        firm.go("/call/")
        if drafts.count():
            drafts.first.click()
        elif "/new/" not in firm.page.url:
            story.begin(firm)
        with suppress(AssertionError):
            expect(firm.page.locator("#id_body")).to_have_value(written, timeout=8_000)
            break

    expect(firm.page.locator("#id_body")).to_have_value(written)
    expect(firm.page.locator("#draft-note, #draft-saved").filter(has_text=SAVED)).to_be_visible()


def test_a_page_that_is_written_on_gives_way_to_nothing_found_late(window: Opener) -> None:
    firm = window("dianzhu", size=CHEAP)
    story.begin(firm)
    first = firm.page.url
    firm.page.context.route("**/save/*", lambda route: route.abort())
    firm.page.fill("#id_body", f"没有送到的：{WORDS}")
    expect(firm.page.locator("#draft-note")).to_contain_text(OFFLINE)
    firm.page.goto("about:blank")
    firm.page.context.unroute("**/save/*")
    held: list[Route] = []
    firm.page.route(first, lambda route: held.append(route))  # noqa: PLW0108 -- playwright asks for a function
    firm.page.goto("/call/")
    if "/new/" not in firm.page.url:
        firm.page.get_by_role("link", name="写一件新的").click()
        firm.page.wait_for_url("**/new/")
    while not held:
        firm.page.wait_for_timeout(100)
    firm.page.fill("#id_body", "另一件事，正在写。")
    held[0].continue_()
    expect(firm.page.locator("#draft-saved")).to_contain_text(SAVED, timeout=20_000)

    expect(firm.page.locator("#id_body")).to_have_value("另一件事，正在写。")
    assert (len(held), firm.page.url != first) == (1, True)  # it was asked for once and never gone to


def test_what_was_typed_before_the_scripts_came_is_saved_as_well(window: Opener) -> None:
    firm = window("dianzhu", size=CHEAP)
    story.begin(firm)
    held: list[Route] = []
    firm.page.route("**/js/draft.*.js", lambda route: held.append(route))  # noqa: PLW0108 -- playwright asks for a function
    firm.page.reload(wait_until="commit")
    firm.page.fill("#id_body", f"脚本还没到时写的：{WORDS}")
    while not held:
        firm.page.wait_for_timeout(100)
    held[0].continue_()

    expect(firm.page.locator("#draft-saved")).to_contain_text(SAVED, timeout=20_000)
    firm.page.reload()
    expect(firm.page.locator("#id_body")).to_have_value(f"脚本还没到时写的：{WORDS}")


def test_whoever_signs_out_leaves_no_text_in_the_browser(window: Opener) -> None:
    firm = window(size=CHEAP)
    story.sign_in(firm.page)
    story.begin(firm)
    firm.page.route("**/save/*", lambda route: route.abort())
    firm.page.fill("#id_body", WORDS)
    expect(firm.page.locator("#draft-note")).to_contain_text(OFFLINE)
    assert firm.page.evaluate(_LEFT) == 1
    firm.page.locator("details.q-menu summary").click()
    firm.page.get_by_role("button", name="退出登录").click()
    firm.page.wait_for_url(lambda url: "/call/" not in url)

    assert firm.page.evaluate(_LEFT) == 0


@pytest.mark.parametrize("look", [{}, {"theme": "dark"}, {"view": "elder"}], ids=["plain", "dark", "elder"])
def test_axe_finds_nothing_on_any_state_of_the_three_pages(window: Opener, look: dict[str, str]) -> None:
    firm = window("dianzhu", size=CHEAP, look=look)
    found: list[str] = []

    def look_at(state: str) -> None:
        found.extend(f"{state}: {line}" for line in too_wide(firm.page) + violations(firm.page))

    story.begin(firm)
    look_at("first page, empty")
    story.press_on(firm)
    firm.page.wait_for_url("**/what/")
    look_at("first page, refused")
    firm.page.fill("#id_body", f"{WORDS}配电箱着火了。")
    firm.page.locator("#hints .q-chip").first.wait_for()
    look_at("first page, suggestions and danger")
    story.press_on(firm)
    firm.page.wait_for_url("**/where/")
    look_at("second page")
    story.toggle(firm.page.locator("#id_danger"))
    story.press_on(firm)
    firm.page.locator("[data-errors]").wait_for()
    look_at("second page, refused, danger")
    story.tell_where(firm)
    look_at("third page")
    draft = firm.page.url.rsplit("/", 2)[0]
    for address in ("/call/", f"{draft}/discard/"):
        firm.go(address)
        look_at(address)
    firm.go(f"{draft}/what/")
    firm.page.locator("[name=version]").evaluate("field => field.value = 0")
    firm.page.locator("[name=page_token]").evaluate("field => field.value = ''")
    firm.page.fill("#id_body", f"{WORDS}另一份。")
    firm.page.locator("form[data-draft]").evaluate("form => HTMLFormElement.prototype.submit.call(form)")
    firm.page.get_by_role("button", name="用这一份").wait_for()
    look_at("two texts")

    assert found == [], "\n".join(found)
