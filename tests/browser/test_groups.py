"""Six firms say the same, are answered at once, and each rates its own case (同类诉求)."""

import pytest
from playwright.sync_api import expect

from tests.browser import story
from tests.browser.conftest import PHONE, Opener
from tests.browser.test_ratings import say
from tests.browser.window import Window

FIRMS = ("dianzhu", "dian02", "dian03", "dian04", "dian11", "dian17")
ANSWER = "前丁村变压器已经增容，今晚起电压正常。"


def join(desk: Window, number: str, lead: str) -> None:
    """The desk accepts a case in its list and joins it to the lead case."""
    desk.go(f"/desk/?open={number}")
    story.accept(desk, number)
    desk.go(f"/tickets/{number}/")
    desk.page.get_by_role("group", name="怎么处理").get_by_role("link", name="并入同类件").click()
    act = desk.page.locator("#act-join_group")
    listed = act.locator(f"[name=lead][value='{lead}']")
    if listed.count():
        story.toggle(listed)
    else:
        act.locator("#join_group-number").fill(lead)
    desk.send(act)
    desk.told("并入同类件")


def wish(firm: Window, *, title: str) -> str:
    """A firm reads that others of its town wait for the same, and would like to be handled with them."""
    story.begin(firm)
    story.tell_what(firm, title=title)
    story.tell_where(firm)
    expect(firm.page.locator("main")).to_contain_text("件同一类的诉求")
    expect(firm.page.locator("main")).not_to_contain_text("云裳坊演出服饰店")
    story.toggle(firm.page.locator("#id_together"))
    story.press_on(firm)
    firm.page.wait_for_url("**/receipt/")
    return firm.page.url.rstrip("/").split("/")[-2]


@pytest.mark.parametrize("javascript", [True, False], ids=["live", "without JavaScript"])
def test_a_group_of_six_firms_is_answered_at_once_and_each_rates_its_own(window: Opener, javascript: bool) -> None:
    firms = [window(name, size=PHONE, javascript=javascript) for name in FIRMS]
    desk, reviewer = window("shouli", javascript=javascript), window("fuhe", javascript=javascript)
    unit, title = window("gongdian", javascript=javascript), "六家一起跳闸" if javascript else "六家晚上跳闸"
    lead = story.to_handling(firms[0], desk, title=title)
    story.sign(unit, lead)

    numbers = [lead, wish(firms[1], title=title)]
    numbers += [story.file_call(firm, title=title, with_photo=False) for firm in firms[2:]]
    for number in numbers[1:]:
        join(desk, number, lead)
    desk.go(f"/tickets/{lead}/")
    desk.see("同类件 5 件，随这件一并答复")

    unit.go(f"/tickets/{lead}/")
    story.open_reply(unit)
    expect(unit.page.locator("#act-reply")).to_contain_text("这份答复同时给另外 5 家同类诉求的企业")
    unit.go(f"/tickets/{lead}/")
    story.reply(unit, ANSWER)
    reviewer.go("/desk/?tab=replied")
    story.pass_reply(reviewer, lead)

    for place, (firm, number) in enumerate(zip(firms, numbers, strict=True)):
        firm.go(f"/tickets/{number}/")
        firm.see(ANSWER)
        firm.go(f"/tickets/{number}/confirm/")
        if place == len(numbers) - 1:
            say(firm, grade="1", outcome="unsolved", words="我家还是跳闸")
        else:
            say(firm, grade=str(5 - place % 3), outcome="solved")
        firm.told("确认并评价")

    for number in numbers[:-1]:
        desk.go(f"/tickets/{number}/")
        desk.see("已办结")
    unit.go(f"/tickets/{numbers[-1]}/")
    unit.see("第 2 轮")
    expect(unit.page.get_by_role("group", name="怎么处理").get_by_role("link", name="写答复")).to_be_visible()
