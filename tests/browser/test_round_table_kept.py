"""The live minutes keep what somebody typed: through a closed window, a lost answer, an item that is taken off."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Locator, Route, StorageState, expect

from tests.browser.conftest import PHONE, Opener, windows
from tests.browser.story import toggle
from tests.browser.test_layout import looked_at
from tests.browser.test_round_table import decide, raise_matter
from tests.browser.test_round_table_session import convene, saved, working_day
from tests.browser.window import Window
from tests.deploy.house import House

EARLIER, DECIDED, WORDY, DROPPED = MATTERS = (
    "夜市摊位用电没人管",
    "园区厂房漏雨没人修",
    "快递三轮车进不了村",
    "棚区消防通道被占",
)
OTHER_CHAIR = "蒋星河（泽丰县电商产业综合党委）"  # the other story of a meeting takes the usual one for the same hour
KEPT = """words => new Promise(done => {
    const opening = indexedDB.open("qihu");
    opening.onsuccess = () => {
        const asked = opening.result.transaction("drafts").objectStore("drafts").getAll();
        asked.onsuccess = () => {
            opening.result.close();
            done(JSON.stringify(asked.result).includes(words));
        };
    };
})"""


@pytest.fixture(scope="module")
def meeting(house: House, browser: Browser, sessions: Callable[[str], StorageState]) -> str:
    """A meeting in session with these matters on its agenda; its address."""
    with windows(browser, house, sessions) as open_:
        firm, clerk, secretary = open_("dianzhu", size=PHONE), open_("huiwu"), open_("shuji")
        for title in MATTERS:
            raise_matter(firm, title)
            decide(clerk, title, "pooled", "propose", advice="建议上会")
            decide(secretary, title, "proposed", "approve")
        address = convene(clerk, secretary, titles=MATTERS, chair=OTHER_CHAIR)
        clerk.go(address)
        clerk.page.get_by_role("button", name="开会", exact=True).click()
        clerk.told("会议开始了")
    return address


@pytest.fixture
def clerk(window: Opener) -> Window:
    """Who types; on a telephone, where the least of a page is in sight."""
    return window("huiwu", size=PHONE)


@pytest.fixture
def secretary(window: Opener) -> Window:
    """Who does something else to the same meeting."""
    return window("shuji")


def at(who: Window, meeting: str, title: str) -> None:
    """Open the live page and go to an item by its line of the agenda."""
    who.go(f"{meeting}live/")
    turn_to(who, title)


def turn_to(who: Window, title: str) -> None:
    who.page.locator("#live-nav").get_by_role("link", name=title).click()
    expect(who.page.locator("h1")).to_contain_text(title)
    who.settle()


def reopened(who: Window) -> Window:
    """Close the window; the same browser has another one."""
    context = who.page.context
    who.page.close()
    return Window(context.new_page(), problems=who.problems)


def kept(who: Window, words: str) -> None:
    """This browser has the words, whatever becomes of the page."""
    who.page.wait_for_function(KEPT, arg=words)


def begin_a_decision(who: Window, *, body: str = "", criterion: str = "") -> None:
    form = who.page.locator("#live-decisions > details")
    if form.get_attribute("open") is None:
        form.locator("summary").click()
    who.page.fill("#new-body", body)
    who.page.fill("#new-criterion", criterion)


def write_it_down(who: Window) -> None:
    """The rest of a decision, and its button."""
    who.page.select_option("#new-lead", label="县供电公司")
    who.page.fill("#new-target_on", working_day().isoformat())
    who.page.get_by_role("button", name="写下这一条").click()


def put_off(who: Window, meeting: str, title: str) -> None:
    """Off the agenda, for the next meeting."""
    at(who, meeting, title)
    who.page.get_by_role("button", name="没议到，留到下次").click()
    who.told("这一项留到下次")


def decisions(who: Window, words: str) -> Locator:
    return who.page.locator("#live-decisions tbody tr", has_text=words)


def change_of(who: Window, words: str) -> Locator:
    """The form that changes a decision, unfolded."""
    box = decisions(who, words).locator("details")
    if box.get_attribute("open") is None:
        box.locator("summary").click()
    return box.locator("form")


def left(who: Window) -> Locator:
    return who.page.locator("[data-minutes-left]")


def test_an_old_draft_is_offered_where_somebody_changed_what_it_was_written_on(
    meeting: str, clerk: Window, secretary: Window
) -> None:
    at(clerk, meeting, DECIDED)
    begin_a_decision(clerk, body="园区修屋顶。", criterion="下雨不漏")
    write_it_down(clerk)
    clerk.told("议定事项已写下")

    clerk = change_and_close(clerk, meeting, "园区月底前修好屋顶。")
    change_meanwhile(secretary, meeting, "大雨不漏")
    at(clerk, meeting, DECIDED)
    form = change_of(clerk, "园区修屋顶。")
    old = form.locator("[data-old]")
    expect(old).to_contain_text("有未提交的旧稿，这里后来改过。")
    expect(form.locator("[name=body]")).to_have_value("园区修屋顶。")
    looked_at(clerk.page)
    old.get_by_role("button", name="放回").click()
    expect(old).to_have_count(0)
    expect(form.locator("[name=body]")).to_have_value("园区月底前修好屋顶。")
    clerk = reopened(clerk)
    at(clerk, meeting, DECIDED)
    form = change_of(clerk, "园区修屋顶。")
    expect(form.locator("[name=body]")).to_have_value("园区月底前修好屋顶。")
    expect(form.locator("[data-old]")).to_have_count(0)

    change_meanwhile(secretary, meeting, "暴雨不漏")
    clerk = reopened(clerk)
    at(clerk, meeting, DECIDED)
    form = change_of(clerk, "园区修屋顶。")
    expect(form.locator("[data-old]")).to_be_visible()
    form.locator("[name=criterion]").fill("屋里不潮")  # before one has chosen: neither takes the other's place
    kept(clerk, "屋里不潮")
    clerk = reopened(clerk)
    at(clerk, meeting, DECIDED)
    form = change_of(clerk, "园区修屋顶。")
    expect(form.locator("[name=criterion]")).to_have_value("屋里不潮")
    form.locator("[name=criterion]").fill("暴雨不漏")
    form.locator("[data-old]").get_by_role("button", name="丢掉").click()
    expect(form.locator("[name=body]")).to_have_value("园区修屋顶。")
    clerk = reopened(clerk)
    at(clerk, meeting, DECIDED)
    form = change_of(clerk, "园区修屋顶。")
    expect(form.locator("[name=criterion]")).to_have_value("暴雨不漏")
    expect(form.locator("[name=body]")).to_have_value("园区修屋顶。")
    expect(form.locator("[data-old]")).to_have_count(0)


def change_and_close(clerk: Window, meeting: str, body: str) -> Window:
    at(clerk, meeting, DECIDED)
    change_of(clerk, "园区修屋顶。").locator("[name=body]").fill(body)
    kept(clerk, body)
    return reopened(clerk)


def change_meanwhile(secretary: Window, meeting: str, criterion: str) -> None:
    at(secretary, meeting, DECIDED)
    form = change_of(secretary, "园区修屋顶。")
    form.locator("[name=criterion]").fill(criterion)
    form.get_by_role("button", name="保存").click()
    secretary.told("议定事项已改好")


def test_words_of_another_item_that_the_server_has_not_taken_are_shown_with_the_way_there(
    meeting: str, clerk: Window
) -> None:
    at(clerk, meeting, WORDY)
    clerk.page.fill("#r-facts", "三个村不让三轮车进。\n快递堆在村口。")
    toggle(clerk.page.get_by_role("radio", name="不予采纳"))
    expect(clerk.page.locator("[data-minutes-saved]")).to_contain_text("请写明答复了什么")
    begin_a_decision(clerk, body="三个村各留一条路。")
    kept(clerk, "三个村各留一条路。")
    turn_to(clerk, DECIDED)

    facts = left(clerk).locator(".q-banner", has_text="快递堆在村口。")
    draft = left(clerk).locator(".q-banner", has_text="三个村各留一条路。")
    expect(facts).to_contain_text(f"还没有交上的：{WORDY}")
    expect(facts.locator("[data-words] p")).to_have_text(["三个村不让三轮车进。", "快递堆在村口。", "不予采纳"])
    expect(left(clerk)).not_to_contain_text("已不在议程上")
    looked_at(clerk.page)
    draft.get_by_role("button", name="丢掉").click()
    expect(draft).to_have_count(0)
    begin_a_decision(clerk, body="园区")
    clerk.page.get_by_role("button", name="写下这一条").click()
    expect(clerk.page.locator("[data-errors]")).to_be_visible()
    expect(facts).to_be_visible()  # on a page that is drawn afresh as well
    facts.get_by_role("link", name="打开接着写").click()

    expect(clerk.page.locator("h1")).to_contain_text(WORDY)
    expect(clerk.page.locator("#r-facts")).to_have_value("三个村不让三轮车进。\n快递堆在村口。")
    expect(clerk.page.get_by_role("radio", name="不予采纳")).to_be_checked()
    expect(clerk.page.locator("#new-body")).to_have_value("")
    clerk.settle()
    clerk.page.fill("#r-reason", "路是村里的，先和村里商量。")
    saved(clerk)
    begin_a_decision(clerk)
    turn_to(clerk, EARLIER)
    expect(left(clerk)).not_to_contain_text(WORDY)


def test_a_decision_whose_answer_was_lost_is_written_once(meeting: str, clerk: Window) -> None:
    at(clerk, meeting, DECIDED)
    begin_a_decision(clerk, criterion="墙面不渗水")
    clerk.page.get_by_role("button", name="写下这一条").click()
    expect(clerk.page.locator("[data-errors]")).to_contain_text("请写明定了什么事")
    clerk = reopened(clerk)
    at(clerk, meeting, DECIDED)
    expect(clerk.page.locator("#new-criterion")).to_have_value("墙面不渗水")
    expect(clerk.page.locator("#live-decisions [data-old]")).to_have_count(0)

    heard: list[int] = []
    clerk.page.route("**/decide/", lambda route: lose_the_answer(route, heard))
    begin_a_decision(clerk, body="园区重做外墙。", criterion="墙面不渗水")
    write_it_down(clerk)
    expect(clerk.page.locator("[data-minutes-note]")).to_contain_text("您写的已经存在这台设备上")
    assert heard == [204]
    looked_at(clerk.page)
    clerk = reopened(clerk)

    at(clerk, meeting, DECIDED)
    expect(decisions(clerk, "园区重做外墙。")).to_have_count(1)
    expect(clerk.page.locator("#new-body")).to_have_value("园区重做外墙。")
    looked_at(clerk.page)
    clerk.page.get_by_role("button", name="写下这一条").click()
    clerk.told("议定事项已写下")
    expect(decisions(clerk, "园区重做外墙。")).to_have_count(1)
    expect(clerk.page.locator("#new-body")).to_have_value("")
    clerk = reopened(clerk)
    at(clerk, meeting, DECIDED)
    expect(clerk.page.locator("#new-body")).to_have_value("")


def lose_the_answer(route: Route, heard: list[int]) -> None:
    """The server hears it the first time; the browser never hears of it."""
    if not heard:
        heard.append(route.fetch().status)
    route.abort()


def test_whoever_writes_on_an_item_that_is_taken_off_keeps_the_words_in_sight(
    meeting: str, clerk: Window, secretary: Window
) -> None:
    at(clerk, meeting, DROPPED)
    address = clerk.page.url
    begin_a_decision(clerk, body="三天内清出通道。")
    kept(clerk, "三天内清出通道。")
    put_off(secretary, meeting, DROPPED)

    note = clerk.page.locator("[data-minutes-note]")
    expect(note).to_contain_text("已移出议程")
    clerk.page.fill("#r-facts", "通道停了十几辆车。")
    kept(clerk, "通道停了十几辆车。")
    write_it_down(clerk)
    clerk.settle()
    expect(note).to_contain_text("已移出议程")
    expect(clerk.page.locator("#new-body")).to_have_value("三天内清出通道。")
    expect(clerk.page.locator("#r-facts")).to_have_value("通道停了十几辆车。")
    looked_at(clerk.page)

    clerk = reopened(clerk)
    clerk.go(address)
    for words in ("三天内清出通道。", "通道停了十几辆车。"):
        line = left(clerk).locator(".q-banner", has_text=words)
        expect(line).to_contain_text(f"还没有交上的：{DROPPED}")
        expect(line).to_contain_text("已不在议程上")
        expect(line.get_by_role("link")).to_have_count(0)
    expect(left(clerk)).to_contain_text("县供电公司")
    looked_at(clerk.page)
    for words in ("三天内清出通道。", "通道停了十几辆车。"):
        left(clerk).locator(".q-banner", has_text=words).get_by_role("button", name="丢掉").click()
    expect(left(clerk)).to_be_empty()
    clerk.go(f"{meeting}live/")
    expect(left(clerk)).to_be_empty()


def test_the_number_of_an_item_follows_the_agenda_while_somebody_types(
    meeting: str, clerk: Window, secretary: Window
) -> None:
    at(clerk, meeting, DECIDED)
    expect(clerk.page.locator("h1")).to_have_text(f"2. {DECIDED}")
    clerk.page.locator("#r-positions").press_sequentially("园区：")
    put_off(secretary, meeting, EARLIER)

    clerk.see(f"1. {DECIDED}", within="h1")
    expect(clerk.page.locator("#live-nav [aria-current] .no")).to_have_text("1")
    expect(clerk.page.locator("#r-positions")).to_be_focused()
    clerk.page.keyboard.type("没有钱修。")
    saved(clerk)
    expect(clerk.page.locator("#r-positions")).to_have_value("园区：没有钱修。")
    expect(clerk.page.locator("[data-minutes-note]")).to_be_empty()
    looked_at(clerk.page)
    clerk.page.reload()
    expect(clerk.page.locator("h1")).to_have_text(f"1. {DECIDED}")
    expect(clerk.page.locator("#r-positions")).to_have_value("园区：没有钱修。")
