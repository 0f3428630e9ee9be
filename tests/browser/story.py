"""The steps of the main path as each person takes them: filing, dispatching, handling, reviewing, answering."""

import io
import re
from functools import cache
from typing import Final

from PIL import Image
from playwright.sync_api import Locator, Page, expect

from orgs.seeding.logins import DEMO_PASSWORD
from tests.browser.window import Window

LEAD: Final = "国网泽丰县供电公司"
ASSIST: Final = "云裳镇"


@cache
def photo() -> bytes:
    """A small photograph."""
    drawn = io.BytesIO()
    Image.linear_gradient("L").resize((640, 480)).convert("RGB").save(drawn, "JPEG")
    return drawn.getvalue()


def pick(form: Locator, name: str, value: str) -> None:
    """Choose an answer."""
    toggle(form.locator(f"[name={name}][value='{value}']"))


def toggle(control: Locator) -> None:
    """Press a radio or a checkbox with the space bar: under a pointer lies its label or the control, as it is drawn."""
    control.focus()
    control.press("Space")


def sign_in(page: Page, username: str = "dianzhu") -> None:
    """By password; without a name as the shop owner."""
    page.goto("/accounts/login/")
    page.fill("[name=login]", username)
    page.fill("[name=password]", DEMO_PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url(lambda url: "/accounts/login" not in url)


def read_all_notices(tab: Window) -> None:
    """Nothing unread any more."""
    tab.go("/notices/")
    button = tab.page.get_by_role("button", name="全部标为已读")
    if button.count():
        button.click()
        expect(button).to_have_count(0)


def file_call(firm: Window, *, title: str, with_photo: bool = True) -> str:
    """The firm tells what happened on three pages; returns the case's number."""
    begin(firm)
    tell_what(firm, title=title, with_photo=with_photo)
    tell_where(firm)
    press_on(firm)
    firm.page.wait_for_url("**/receipt/")
    found = re.search(r"\d{6}-\d{4}-\d", firm.page.url)
    assert found is not None
    return found[0]


def begin(firm: Window) -> None:
    """A form of its own, beside drafts that may wait."""
    firm.go("/call/")
    if "/new/" not in firm.page.url:
        firm.page.get_by_role("link", name="写一件新的").click()
        firm.page.wait_for_url("**/new/")
        firm.settle()


def tell_what(firm: Window, *, title: str, with_photo: bool = False) -> None:
    """The first page."""
    page = firm.page
    page.fill("#id_body", f"{title}。从上周五开始，晚上烫台一开就跳闸，二十多台机器停着。")
    page.locator("summary", has_text="自己写标题").click()
    page.fill("#id_title", title)
    if with_photo:
        field = page.locator("[data-files-add] input" if firm.javascript else "[name=files]").first
        field.set_input_files({"name": "配电箱.jpg", "mimeType": "image/jpeg", "buffer": photo()})
        if firm.javascript:
            expect(page.locator("[data-file-remove]")).to_be_visible()
    press_on(firm)
    page.wait_for_url("**/where/")


def tell_where(firm: Window) -> None:
    """The second page: the likeliest category unless it is chosen, how bad it is; the rest is known."""
    form = firm.page.locator("main form")
    if form.locator("[name=category]").count():
        toggle(form.locator("[name=category]").first)
    pick(form, "impact", "delivery")
    press_on(firm)
    firm.page.wait_for_url("**/check/")


def press_on(firm: Window) -> None:
    """The blue button at the foot of a page."""
    firm.page.locator(".q-sticky .btn-primary").click()


def row(desk: Window, number: str) -> Locator:
    """The line of a case in the desk's list."""
    return desk.page.locator(f"#list [data-row][data-key^='{number}:']")


def read(desk: Window, number: str) -> None:
    """The desk opens a case of its list in the pane."""
    row(desk, number).get_by_role("link").click()
    expect(desk.page.locator("#pane #case-head")).to_contain_text(number)


def accept(desk: Window, number: str) -> None:
    """The desk takes a case of its list on."""
    read(desk, number)
    desk.page.get_by_role("group", name="怎么处理").get_by_role("button", name="受理").click()
    desk.page.wait_for_url("**do=dispatch")
    desk.told("受理")


def dispatch(desk: Window, *, lead: str = LEAD, assist: str = ASSIST) -> None:
    """The order form, open in the pane: lead, one assisting unit, a word to them."""
    act = desk.page.locator("#act-dispatch")
    named = act.get_by_role("radio", name=lead)
    if named.count():
        toggle(named)
    else:
        toggle(act.get_by_role("radio", name="其他单位"))
        act.locator("#dispatch-lead_select").select_option(label=lead)
    suggested = act.locator("[name=assists]:checked")
    while suggested.count():
        toggle(suggested.first)
    if assist:
        act.locator("summary", has_text="加别的协办单位").click()
        toggle(act.get_by_role("checkbox", name=assist))
    act.locator("#dispatch-instruction").fill("请尽快到现场测电压。")
    desk.send(act)
    desk.told("派单")


def to_handling(firm: Window, desk: Window, *, title: str, assist: str = "") -> str:
    """Bring a case to the lead, without onlookers."""
    number = file_call(firm, title=title, with_photo=False)
    desk.go(f"/desk/?open={number}")
    accept(desk, number)
    dispatch(desk, assist=assist)
    return number


def sign(unit: Window, number: str) -> None:
    """The unit signs for its part."""
    unit.go(f"/tickets/{number}/")
    unit.page.get_by_role("button", name="签收").first.click()
    unit.told("签收")


def tell_contact(unit: Window) -> None:
    """The lead says that it rang the firm."""
    act = unit.open_act("contact")
    pick(act, "way", "phone")
    act.locator("#contact-words").fill("约好明天上午九点到现场。")
    unit.send(act)
    unit.told("已联系企业")


def tell_progress(unit: Window, words: str) -> None:
    """The lead tells the firm how it stands."""
    unit.page.fill("#progress-words", words)
    unit.page.get_by_role("button", name="发送给企业").click()
    unit.told("发送给企业")


def opine(unit: Window) -> None:
    """The assisting unit says what it thinks."""
    act = unit.open_act("opine")
    pick(act, "stance", "agrees")
    act.locator("#opine-opinion").fill("村里可以腾出变压器的位置。")
    unit.send(act)
    unit.told("协办意见")


def open_reply(unit: Window) -> Locator:
    """The reply's form is drawn where the bar's button leads."""
    unit.page.get_by_role("group", name="怎么处理").get_by_role("link", name="写答复").click()
    act = unit.page.locator("#act-reply")
    expect(act.locator("#reply-words")).to_be_visible()
    return act


def reply(unit: Window, words: str) -> None:
    """The lead replies: solved."""
    act = open_reply(unit)
    pick(act, "claim_true", "yes")
    pick(act, "outcome", "solved")
    if act.locator("[name=contact_way]").count():
        pick(act, "contact_way", "none")
    act.locator("#reply-words").fill(words)
    unit.send(act)
    unit.told("提交答复")


def pass_reply(reviewer: Window, number: str) -> None:
    """Somebody else at the desk reads the reply and lets it pass."""
    read(reviewer, number)
    reviewer.page.get_by_role("group", name="怎么处理").get_by_role("button", name="通过").click()
    reviewer.told("通过")


def answer(firm: Window, number: str) -> None:
    """The firm answers the three questions: contacted, solved, very satisfied."""
    firm.go(f"/tickets/{number}/confirm/")
    form = firm.page.locator("form[action$='/confirm/']")
    pick(form, "contacted", "yes")
    pick(form, "outcome", "solved")
    pick(form, "grade", "5")
    form.get_by_role("button", name="提交评价").click()
    firm.told("确认并评价")
