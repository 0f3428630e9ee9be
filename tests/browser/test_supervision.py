"""The office orders two cases at once on its board, a unit answers, the office closes one and orders the other anew."""

import pytest
from playwright.sync_api import Locator, expect

from tests.browser import story
from tests.browser.conftest import PHONE, Opener
from tests.browser.window import Window

ANSWER = "抢修队明天上午进场，后天送电，负责人是运检部主任。"


def row(office: Window, number: str) -> Locator:
    return office.page.locator(f"[data-row][data-key^='{number}:']")


def order_both(office: Window, *numbers: str) -> None:
    """From the matrix to the list, both ticked, one preview, sent."""
    office.go("/supervision/")
    line = office.page.get_by_role("row").filter(
        has=office.page.get_by_role("rowheader", name="县供电公司", exact=True)
    )
    line.locator("td > a").first.click()
    for number in numbers:
        story.toggle(row(office, number).get_by_role("checkbox"))
    office.page.get_by_role("button", name="发督办单").click()
    expect(office.page.get_by_role("heading", name="发督办单：2 件")).to_be_visible()
    office.page.locator("#id_ground").select_option("unsolved")
    office.page.locator("#id_asked").fill("〔单位〕：〔编号〕 请两日内送电并反馈。")
    office.page.get_by_role("button", name="发出督办单").click()
    office.told("发出了 2 份督办单")


def answer(unit: Window, number: str) -> None:
    """The unit reads the order on a telephone and answers."""
    unit.go(f"/tickets/{number}/")
    unit.see(f"{number} 请两日内送电并反馈。", within="#case-supervision")
    act = unit.open_act("answer_order")
    act.locator("#answer_order-words").fill(ANSWER)
    unit.send(act)
    unit.told("反馈督办")


@pytest.mark.parametrize("javascript", [True, False], ids=["live", "without JavaScript"])
def test_the_office_orders_two_cases_and_a_unit_answers(window: Opener, javascript: bool) -> None:
    firm, desk = window("dianzhu", size=PHONE, javascript=javascript), window("shouli", javascript=javascript)
    office, power = window("ducha", javascript=javascript), window("gongdian", size=PHONE, javascript=javascript)
    titles = ("要督办的第一件", "要督办的第二件") if javascript else ("要督办的第三件", "要督办的第四件")
    first, second = (story.to_handling(firm, desk, title=title) for title in titles)

    order_both(office, first, second)
    firm.go(f"/tickets/{first}/")
    firm.see("党委办公室已督办")
    expect(firm.page.locator("main")).not_to_contain_text("请两日内送电")
    for number in (first, second):
        answer(power, number)

    office.go("/supervision/?show=answered")
    row(office, first).get_by_role("link").click()
    expect(office.page.locator("#case-supervision")).to_contain_text(ANSWER)
    act = office.open_act("accept_answer")
    act.locator("#accept_answer-ruling").fill("电话核实，已经送电")
    office.send(act)
    office.told("督办销号")
    expect(office.page.locator("#case-supervision")).to_have_count(0)

    office.go(f"/tickets/{second}/")
    act = office.open_act("refuse_answer")
    act.locator("#refuse_answer-reason").fill("没有写谁签字负责")
    office.send(act)
    office.told("重新督办")
    expect(office.page.locator("#case-supervision")).to_contain_text("待反馈")
