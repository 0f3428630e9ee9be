"""From two matters of a firm to a meeting that it is invited to; the agenda is built by keyboard alone."""

from datetime import datetime, timedelta

from playwright.sync_api import Page, expect

from orgs.calendar import COUNTY_TIME
from tests.browser.conftest import PHONE, Opener
from tests.browser.test_layout import looked_at
from tests.browser.window import Window

MATTERS = ("直播村宽带上行不够", "快递旺季爆仓没人调度")
FURTHEST = 120  # presses of Tab until the last thing of a page


def raise_matter(firm: Window, title: str) -> None:
    firm.go("/roundtable/raise/")
    firm.page.fill("#id_title", title)
    firm.page.fill("#id_body", "六家企业都遇到，一个部门定不了，希望会上定下来。")
    firm.page.get_by_role("button", name="提交议题").click()
    firm.told("已提交")


def decide(who: Window, title: str, tab: str, act: str, **words: str) -> None:
    """Open a topic out of a list and send one of its forms."""
    who.go(f"/roundtable/?tab={tab}")
    who.page.locator("a.t", has_text=title).click()
    form = who.page.locator(f"details:has(form[action$='/{act}/'])")
    form.locator("summary").click()
    if "advice" in words:
        form.get_by_text(words["advice"], exact=True).click()
        form.locator("textarea").fill("六家企业反映")
    form.locator("button[type=submit]").click()
    who.told("已完成")


def tab_to(page: Page, words: str) -> None:
    """Press Tab until whatever has the focus is called so."""
    for _press in range(FURTHEST):
        page.keyboard.press("Tab")
        name = page.evaluate("(document.activeElement.ariaLabel || document.activeElement.textContent || '').trim()")
        if words in name:
            return
    raise AssertionError(f"nothing is called {words} within {FURTHEST} presses of Tab")


def press(clerk: Window, words: str) -> None:
    """The button of this name, by keyboard alone."""
    tab_to(clerk.page, words)
    with clerk.page.expect_navigation():
        clerk.page.keyboard.press("Enter")
    clerk.told("议程已保存")


def drag(clerk: Window, words: str, *, onto: str) -> None:
    """Take an item by its grip and let it go over another one."""
    items = clerk.page.locator(".q-agenda > li")
    grip, target = items.filter(has_text=words).locator("[data-grip]"), items.filter(has_text=onto)
    grip.hover()
    clerk.page.mouse.down()
    box = target.bounding_box()
    assert box is not None
    clerk.page.mouse.move(box["x"] + 20, box["y"] + 4, steps=8)
    with clerk.page.expect_navigation():
        clerk.page.mouse.up()
    clerk.told("议程已保存")


def plan_a_meeting(clerk: Window) -> str:
    """In a fortnight; return its address."""
    day = datetime.now(COUNTY_TIME).date() + timedelta(days=14)
    clerk.go("/roundtable/meetings/new/")
    looked_at(clerk.page)
    clerk.page.fill("#id_day", day.isoformat())
    clerk.page.fill("#id_place", "县委 305")
    clerk.page.get_by_role("button", name="建会议，去排议程").click()
    clerk.told("会议已建好")
    return clerk.page.url


def test_a_meeting_grows_out_of_what_a_firm_brought_in_and_the_firm_is_invited(window: Opener) -> None:
    firm, clerk, secretary = window("dianzhu", size=PHONE), window("huiwu"), window("shuji")
    for title in MATTERS:
        raise_matter(firm, title)
        decide(clerk, title, "pooled", "propose", advice="建议上会")
        decide(secretary, title, "proposed", "approve")

    meeting = plan_a_meeting(clerk)
    for title in MATTERS:
        press(clerk, f"排入：{title}")
    press(clerk, "第 1 项下移")
    agenda = clerk.page.locator(".q-agenda > li b")
    expect(agenda.nth(0)).to_contain_text(MATTERS[1])
    expect(agenda.nth(1)).to_contain_text(MATTERS[0])
    looked_at(clerk.page)
    drag(clerk, MATTERS[0], onto=MATTERS[1])
    expect(agenda.nth(0)).to_contain_text(MATTERS[0])
    expect(agenda.nth(1)).to_contain_text(MATTERS[1])

    secretary.go(meeting)
    secretary.page.get_by_role("button", name="召开，发通知").click()
    secretary.told("已通知")

    firm.go("/roundtable/invitations/")
    firm.page.locator("a.t").first.click()
    expect(firm.page.locator("main")).to_contain_text("会上研究您的事")
    looked_at(firm.page)
    firm.page.get_by_text("参加", exact=True).click()
    firm.page.fill("#id_name", "丁小满")
    firm.page.get_by_role("button", name="提交回执").click()
    firm.told("回执已提交")
    clerk.go(meeting)
    clerk.see("丁小满")
