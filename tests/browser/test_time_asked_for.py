"""A unit asks for a later date and then for a pause, the desk rules, and the firm reads what that means for it."""

import pytest
from playwright.sync_api import expect

from tests.browser import story
from tests.browser.conftest import PHONE, Opener
from tests.browser.window import Window


def ask(unit: Window, number: str, *, name: str, button: str, told: str) -> None:
    """The unit opens the form from the bar, takes the first day that it offers and says why."""
    unit.go(f"/tickets/{number}/")
    unit.page.get_by_role("group", name="怎么处理").get_by_role("link", name=button).click()
    act = unit.page.locator(f"#act-{name}")
    until = act.locator(f"#{name}-until")
    expect(until).to_be_visible()
    until.fill(until.get_attribute("min") or "")
    act.locator(f"#{name}-reason").select_option(index=1)
    act.locator(f"#{name}-words").fill("设备要等厂家排产，到货后才能安装。")
    act.locator(f"#{name}-told").fill(told)
    unit.send(act)
    unit.told(button)


def grant(desk: Window, number: str, *, name: str, button: str, shown: str) -> None:
    """The desk reads the request in its pane and agrees."""
    desk.go(f"/desk/?tab=rulings&open={number}")
    expect(desk.page.locator("main")).to_contain_text(shown)
    desk.page.get_by_role("group", name="怎么处理").get_by_role("link", name=button, exact=True).click()
    act = desk.page.locator(f"#act-{name}")
    expect(act.locator(f"#{name}-ruling")).to_be_visible()
    desk.send(act)
    desk.told(button)


@pytest.mark.parametrize("javascript", [True, False], ids=["live", "without JavaScript"])
def test_a_later_date_and_a_pause_are_asked_for_granted_and_read_by_the_firm(window: Opener, javascript: bool) -> None:
    firm, desk = window("dianzhu", size=PHONE, javascript=javascript), window("shouli", javascript=javascript)
    power = window("gongdian", size=PHONE, javascript=javascript)
    number = story.to_handling(firm, desk, title="等变压器" if javascript else "变压器没到货")
    story.sign(power, number)
    firm.go(f"/tickets/{number}/")

    ask(power, number, name="ask_extension", button="申请延期", told="变压器下周到货，装好就通电")
    expect(firm.page.locator("#case-log")).not_to_contain_text("延期")
    grant(desk, number, name="grant_extension", button="同意延期", shown="第 1 次，一件最多 2 次")
    firm.see("装好就通电", within="#case-log")
    firm.see("原来说好的是", within="main")
    expect(firm.page.locator("main")).not_to_contain_text("厂家排产")

    ask(power, number, name="ask_pause", button="申请挂起", told="等庄稼收完才能立杆")
    grant(desk, number, name="grant_pause", button="同意挂起", shown="申请挂起，等审批")
    firm.see("暂停办理，到", within="main")
    power.go("/queue/")
    expect(power.page.locator("#queue")).to_contain_text("暂停到")
    power.go(f"/tickets/{number}/")
    power.page.get_by_role("button", name="结束挂起").click()
    power.told("结束挂起")
    firm.see("接着办理", within="#case-log")
