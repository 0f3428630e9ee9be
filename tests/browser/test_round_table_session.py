"""A meeting is held: two people minute it, one of them without a network; what is decided comes back to a phone."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from playwright.sync_api import expect

from orgs.calendar import COUNTY_TIME, WorkCalendar
from tests.browser.conftest import PHONE, Opener
from tests.browser.story import sign_in, toggle
from tests.browser.test_layout import looked_at
from tests.browser.test_round_table import decide, raise_matter
from tests.browser.window import Window

TITLES = ("网店村晚上电压低", "打包纸箱一起涨价")
LAST_HOUR, LAST_MINUTES = 23, 54
OFFLINE = 20_000  # milliseconds
WORDS = "前丁村二十二户晚上电压不到一百九十伏，烫台开不起来。"


def convene(clerk: Window, secretary: Window, *, titles: Sequence[str] = TITLES, chair: str = "") -> str:
    """A meeting that begins in two minutes, with these matters on its agenda; its address."""
    if (now := datetime.now(COUNTY_TIME)).hour == LAST_HOUR and now.minute >= LAST_MINUTES:
        clerk.page.wait_for_timeout(
            (60 - now.minute) * 60_000
        )  # a meeting begins and ends on one day: wait for the next
    starts = datetime.now(COUNTY_TIME) + timedelta(minutes=2)
    clerk.go("/roundtable/meetings/new/")
    clerk.page.get_by_text("专题会议", exact=True).click()
    clerk.page.fill("#id_day", starts.date().isoformat())
    clerk.page.fill("#id_starts", starts.strftime("%H:%M"))
    clerk.page.fill("#id_ends", min(starts + timedelta(hours=1), starts.replace(hour=23, minute=59)).strftime("%H:%M"))
    clerk.page.fill("#id_place", "县委 305")
    if chair:
        clerk.page.select_option("#id_chair", label=chair)
    clerk.page.get_by_role("button", name="建会议，去排议程").click()
    clerk.told("会议已建好")
    address = clerk.page.url
    for title in titles:
        clerk.page.locator("button", has_text=f"排入：{title}").click()
        clerk.told("议程已保存")
    secretary.go(address)
    secretary.page.get_by_role("button", name="召开，发通知").click()
    secretary.told("已通知")
    return address


def at_item(who: Window, address: str, place: int) -> None:
    who.go(f"{address}live/?item={place}")
    expect(who.page.locator("h1")).to_contain_text(f"{place}. {TITLES[place - 1]}")


def saved(who: Window) -> None:
    expect(who.page.locator("[data-minutes-saved]")).to_contain_text("已保存")


def test_two_people_minute_a_meeting_and_what_is_decided_comes_back_to_the_firms_phone(window: Opener) -> None:
    firm, clerk, secretary = window("dianzhu", size=PHONE), window("huiwu"), window("shuji")
    for title in TITLES:
        raise_matter(firm, title)
        decide(clerk, title, "pooled", "propose", advice="建议上会")
        decide(secretary, title, "proposed", "approve")
    address = convene(clerk, secretary)
    clerk.go(address)
    secretary.go(f"{address}room/")
    clerk.page.get_by_role("button", name="开会", exact=True).click()
    clerk.told("会议开始了")
    secretary.see("上次议定事项通报")
    clerk.page.get_by_role("button", name=f"开始议：{TITLES[0]}").click()
    clerk.told("现在议第 1 项")

    minute_side_by_side(clerk, secretary, address)
    write_on_one_item(clerk, secretary, address)
    write_beside_each_other(clerk, secretary, address)
    write_and_leave_at_once(clerk, address)
    write_without_being_signed_in(clerk, address)
    decide_and_sign(clerk, secretary, address)

    firm.go("/roundtable/decisions/")
    firm.page.locator("a.t", has_text="前丁村").first.click()
    expect(firm.page.locator("h1")).to_contain_text("元旦前给前丁村换变压器")
    looked_at(firm.page)
    confirm_on_the_phone(window, firm)


def minute_side_by_side(clerk: Window, secretary: Window, address: str) -> None:
    """In different items at once; the clerk has no network for twenty seconds, and nothing is lost."""
    at_item(clerk, address, 1)
    at_item(secretary, address, 2)
    note_who_came(clerk)
    clerk.page.context.set_offline(True)
    clerk.page.fill("#r-facts", WORDS)
    secretary.page.fill("#r-facts", "纸箱厂三家同一天涨价一成。")
    saved(secretary)
    expect(clerk.page.locator("[data-minutes-note]")).to_contain_text("没有网络")
    clerk.page.wait_for_timeout(OFFLINE)
    clerk.page.context.set_offline(False)
    saved(clerk)
    expect(clerk.page.locator("[data-minutes-note]")).to_be_empty()

    at_item(secretary, address, 1)
    expect(secretary.page.locator("#r-facts")).to_have_value(WORDS)
    secretary.go(f"{address}room/")
    secretary.see(WORDS)
    looked_at(secretary.page)


def note_who_came(clerk: Window) -> None:
    """Somebody else than was asked; the list stays open for the next one."""
    clerk.page.locator("#seats > summary").click()
    seat = clerk.page.locator("#live-seats li").first
    seat.get_by_role("textbox").fill("周副科长")
    seat.get_by_role("button", name="到会").click()
    clerk.told("到会情况已记下")
    expect(seat.get_by_role("textbox")).to_have_value("周副科长")
    expect(seat).to_be_visible()
    looked_at(clerk.page)
    clerk.settle()


def write_on_one_item(clerk: Window, secretary: Window, address: str) -> None:
    """Both in the same item: the later one is shown both texts, and says which is to stand."""
    at_item(clerk, address, 1)
    at_item(secretary, address, 1)
    clerk.page.context.set_offline(True)
    clerk.page.fill("#r-positions", "供电公司：变压器容量不够。")
    secretary.page.fill("#r-positions", "书记：先保用电。")
    saved(secretary)
    clerk.page.context.set_offline(False)
    clash = clerk.page.locator("[data-minutes-clash]")
    expect(clash).to_contain_text("刚刚改过这一项")
    expect(clash).to_contain_text("书记：先保用电。")
    expect(clash).to_contain_text("供电公司：变压器容量不够。")
    expect(clash).not_to_contain_text(WORDS)
    looked_at(clerk.page)
    clash.get_by_role("button", name="用我写的").click()
    saved(clerk)
    expect(clash).to_be_empty()
    at_item(secretary, address, 1)
    expect(secretary.page.locator("#r-positions")).to_have_value("供电公司：变压器容量不够。")


def write_beside_each_other(clerk: Window, secretary: Window, address: str) -> None:
    """Both in different fields of the same item: neither is asked anything, and nothing new is offered to either."""
    at_item(clerk, address, 2)
    at_item(secretary, address, 2)
    clerk.page.context.set_offline(True)
    clerk.page.fill("#r-facts", "三家同一天通知涨一成。")
    secretary.page.fill("#r-positions", "市监局：去看有没有串通。")
    saved(secretary)
    expect(secretary.page.locator("#live-words .q-live")).to_have_count(0)
    clerk.page.context.set_offline(False)
    saved(clerk)
    expect(clerk.page.locator("#r-positions")).to_have_value("市监局：去看有没有串通。")
    expect(clerk.page.locator("[data-minutes-clash]")).to_be_empty()
    at_item(secretary, address, 2)
    expect(secretary.page.locator("#r-facts")).to_have_value("三家同一天通知涨一成。")
    expect(secretary.page.locator("#r-positions")).to_have_value("市监局：去看有没有串通。")


def write_and_leave_at_once(clerk: Window, address: str) -> None:
    """The last words before a link, a button, and a page that is simply left."""
    at_item(clerk, address, 2)
    agenda = clerk.page.locator("#live-nav")
    clerk.page.fill("#r-reason", "市监局本周去看。")
    agenda.get_by_role("link", name=TITLES[0]).click()
    expect(clerk.page.locator("h1")).to_contain_text(TITLES[0])
    clerk.settle()
    agenda.get_by_role("link", name=TITLES[1]).click()
    expect(clerk.page.locator("#r-reason")).to_have_value("市监局本周去看。")

    clerk.settle()
    clerk.page.fill("#r-reason", "市监局三天内去看。")
    clerk.page.get_by_role("button", name="现在议这一项").click()
    clerk.told("现在议第 2 项")
    expect(clerk.page.locator("#r-reason")).to_have_value("市监局三天内去看。")

    clerk.settle()
    clerk.page.fill("#r-reason", "市监局两天内去看。")
    for place in (1, 2):  # the save outlives its page: this one's network is never idle
        clerk.page.goto(f"{address}live/?item={place}")
        expect(clerk.page.locator("h1")).to_contain_text(TITLES[place - 1])
    expect(clerk.page.locator("#r-reason")).to_have_value("市监局两天内去看。")
    expect(clerk.page.locator("[data-minutes-left]")).to_be_empty()


def write_without_being_signed_in(clerk: Window, address: str) -> None:
    """It is said; signed in again in another window, with another form token, the words go out."""
    at_item(clerk, address, 2)
    clerk.page.context.clear_cookies(name="sessionid")
    clerk.page.fill("#r-reason", "市监局明天去看。")
    note = clerk.page.locator("[data-minutes-note]")
    expect(note).to_contain_text("请重新登录")
    expect(clerk.page.locator("#r-reason")).to_have_value("市监局明天去看。")
    other = clerk.page.context.new_page()
    sign_in(other, "huiwu")
    other.close()
    clerk.page.fill("#r-reason", "市监局明天上午去看。")
    saved(clerk)
    expect(note).to_be_empty()


def decide_and_sign(clerk: Window, secretary: Window, address: str) -> None:
    at_item(clerk, address, 1)
    at_item(secretary, address, 1)
    secretary.page.context.set_offline(True)
    secretary.page.fill("#r-reason", "下周看进度。")
    clerk.page.get_by_text("加一条议定事项", exact=True).click()
    clerk.page.fill("#new-criterion", "晚上电压不低于二百一十伏")
    clerk.page.get_by_role("button", name="写下这一条").click()
    expect(clerk.page.locator("[data-errors]")).to_contain_text("请写明定了什么事")
    expect(clerk.page.locator("#new-criterion")).to_have_value("晚上电压不低于二百一十伏")
    clerk.page.fill("#new-body", "前丁村换四百千伏安变压器一台。")
    clerk.page.select_option("#new-lead", label="县供电公司")
    clerk.page.fill("#new-target_on", working_day().isoformat())
    clerk.page.fill("#new-told", "供电公司元旦前给前丁村换变压器。")
    clerk.page.get_by_role("button", name="写下这一条").click()
    clerk.told("第 1 条议定事项已写下")
    secretary.page.context.set_offline(False)
    saved(secretary)
    expect(secretary.page.locator("[data-minutes-clash]")).to_be_empty()
    expect(secretary.page.locator("#live-words input[value=decided]")).to_be_checked()
    at_item(clerk, address, 2)
    toggle(clerk.page.get_by_role("radio", name="列入建议"))
    saved(clerk)
    secretary.go(f"{address}room/")
    clerk.page.get_by_role("button", name="散会，整理纪要").click()
    clerk.told("散会了")
    secretary.see("纪要待签")
    secretary.go(address)
    secretary.page.get_by_role("link", name="看纪要，签发").click()
    looked_at(secretary.page)
    secretary.page.get_by_role("button", name="签发纪要").click()
    secretary.told("纪要已签发")
    expect(secretary.page.locator("h1")).to_contain_text("会议纪要")
    looked_at(secretary.page)
    with secretary.page.expect_download() as download:
        secretary.page.get_by_role("link", name="下载纪要").click()
    assert download.value.path().read_bytes().startswith(b"PK")


def working_day() -> date:
    """In a fortnight or a little later."""
    return WorkCalendar().working_day_from(datetime.now(COUNTY_TIME).date() + timedelta(days=14))


def confirm_on_the_phone(window: Opener, firm: Window) -> None:
    """The lead has done it; the firm says so."""
    power = window("gongdian")
    power.go(firm.page.url)
    power.page.fill("#contact-words", "电话里说好了哪天装。")
    power.page.get_by_role("button", name="登记", exact=True).click()
    power.told("联系情况已登记")
    power.page.fill("#ask-words", "变压器已送电，有验收单。")
    power.page.get_by_role("button", name="申请销号").click()
    power.told("已申请销号")
    looked_at(power.page)
    firm.go(firm.page.url)
    toggle(firm.page.get_by_role("radio", name="解决了", exact=True))
    firm.page.get_by_role("button", name="提交", exact=True).click()
    firm.told("已记下")
    expect(firm.page.locator("main .g-ok")).to_contain_text("解决了")
