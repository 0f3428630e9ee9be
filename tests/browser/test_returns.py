"""A case that two units give back and that is then designated, as each of them sees it."""

import pytest
from playwright.sync_api import expect

from tests.browser import story
from tests.browser.conftest import PHONE, Opener
from tests.browser.window import Window

POWER, MARKET = "国网泽丰县供电公司", "县市场监督管理局"


def give_back(unit: Window, number: str, *, reason: str, to: str) -> None:
    """The unit opens the form from the bar, cites a rule and names another unit."""
    unit.go(f"/tickets/{number}/")
    unit.page.get_by_role("group", name="怎么处理").get_by_role("link", name="退单").click()
    act = unit.page.locator("#act-give_back")
    expect(act).to_contain_text("前可以退，过后视为接收")
    act.locator("#give_back-reason").fill(reason)
    act.locator("#give_back-law").fill("部门职责分工")
    act.locator("#give_back-suggested").select_option(label=to)
    unit.send(act)
    unit.told("退单")


def uphold(desk: Window, number: str, *, told: str) -> None:
    """The desk agrees in its pane; the suggested unit is chosen already."""
    desk.go(f"/desk/?tab=rulings&open={number}")
    expect(desk.page.locator("#case-now")).to_contain_text("轮到您：裁定退单")
    desk.page.get_by_role("group", name="怎么处理").get_by_role("link", name="同意退单", exact=True).click()
    act = desk.page.locator("#act-uphold_return")
    expect(act.locator("#uphold_return-told")).to_be_visible()
    # The pane scrolls, the page does not: what only screen readers hear lies within.
    assert desk.page.evaluate("document.documentElement.scrollHeight - innerHeight") <= 1
    act.locator("#uphold_return-told").fill(told)
    act.locator("#uphold_return-ruling").fill("职责已核对")
    desk.send(act)
    desk.told("同意退单")


@pytest.mark.parametrize("javascript", [True, False], ids=["live", "without JavaScript"])
def test_a_case_is_returned_twice_and_designated(window: Opener, javascript: bool) -> None:
    firm, desk = window("dianzhu", size=PHONE, javascript=javascript), window("shouli", javascript=javascript)
    power, market = window("gongdian", javascript=javascript), window("shichang", size=PHONE, javascript=javascript)
    number = story.to_handling(firm, desk, title="谁也不认的线" if javascript else "没人管的电表")
    firm.go(f"/tickets/{number}/")

    give_back(power, number, reason="表后线路属于园区产权，我们只管到表箱。", to=MARKET)
    firm.see("部门认为不归它办", within="#case-log")
    expect(power.page.locator("#case-now")).to_contain_text("等裁定")
    firm.see("正在裁定由谁办", within="main")
    power.go("/queue/?tab=returning")
    expect(power.page.locator("#queue")).to_contain_text(number[-6:])
    uphold(desk, number, told="表后线路归园区，供电公司只管到表箱")
    firm.see("供电公司提出这件事不归它办：表后线路归园区，供电公司只管到表箱。现在由", within="#case-log")

    give_back(market, number, reason="没有计量或消费纠纷，不属于市场监管。", to=POWER)
    uphold(desk, number, told="没有计量纠纷，先由供电公司牵头查线路")

    power.go(f"/tickets/{number}/")
    power.see("不得再退", within="#case-now")
    expect(power.page.locator(".q-bar")).not_to_contain_text("退单")
    expect(power.page.locator("#log")).to_contain_text("两次退单获准，没有单位认领")
    story.sign(power, number)
    if not javascript:
        firm.page.reload()
    expect(firm.page.locator("#case-log")).to_contain_text("没有计量纠纷")
    expect(firm.page.locator("main")).not_to_contain_text("职责已核对")
