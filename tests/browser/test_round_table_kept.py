"""The live minutes keep what somebody typed: through a closed window, a lost answer, an item that is taken off."""

import pytest
from playwright.sync_api import Route, expect

from tests.browser.conftest import PHONE, Opener
from tests.browser.minuted import (
    DECIDED,
    DROPPED,
    EARLIER,
    WORDY,
    at,
    begin_a_decision,
    change_of,
    decisions,
    kept,
    left,
    put_off,
    reopened,
    turn_to,
    write_it_down,
)  # fmt: skip
from tests.browser.story import toggle
from tests.browser.test_layout import looked_at
from tests.browser.test_round_table_session import saved
from tests.browser.window import Window


@pytest.fixture
def clerk(window: Opener) -> Window:
    """Who types; on a telephone, where the least of a page is in sight."""
    return window("huiwu", size=PHONE)


@pytest.fixture
def secretary(window: Opener) -> Window:
    """Who does something else to the same meeting."""
    return window("shuji")


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
    toggle(clerk.page.get_by_role("radio", name="不予采纳"))  # first: from here on nothing is taken without a reason
    clerk.page.fill("#r-facts", "三个村不让三轮车进。\n快递堆在村口。")
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


def test_a_page_that_was_drawn_before_a_save_had_come_shows_it_all_the_same(
    meeting: str, clerk: Window, secretary: Window
) -> None:
    at(secretary, meeting, DECIDED)
    address = secretary.page.url
    written: list[str] = []

    def late(route: Route) -> None:
        drawn = route.fetch()
        if not written:  # the page itself; what it asks for later has no need of this
            secretary.page.fill("#r-facts", "雨水从东墙进来。")
            saved(secretary)
            written.append(address)
        route.fulfill(response=drawn)

    clerk.page.route(address, late)
    clerk.page.goto(address)

    expect(clerk.page.locator("#r-facts")).to_have_value("雨水从东墙进来。")


def test_what_somebody_has_unfolded_stays_open_when_another_one_writes(
    meeting: str, clerk: Window, secretary: Window
) -> None:
    at(clerk, meeting, DECIDED)
    clerk.page.locator("#live-decisions > details > summary").click()
    at(secretary, meeting, DECIDED)
    begin_a_decision(secretary, body="园区通一条水沟。", criterion="雨停两小时不积水")
    write_it_down(secretary)

    clerk.see("园区通一条水沟。", within="#live-decisions")
    expect(clerk.page.locator("#new-body")).to_be_visible()
