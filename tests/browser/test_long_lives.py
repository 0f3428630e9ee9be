"""A case that takes long stands on the ledger and is struck off; a closed case has new facts and is taken up again."""

import pytest
from playwright.sync_api import Locator, expect

from tests.browser import story
from tests.browser.conftest import PHONE, Opener
from tests.browser.window import Window


def act_of(tab: Window, number: str, name: str, *, button: str, field: str, at: str = "") -> Locator:
    """Open a case (or what stands `at` another address) and one form of its bar."""
    tab.go(at or f"/tickets/{number}/")
    tab.page.get_by_role("group", name="怎么处理").get_by_role("link", name=button, exact=True).click()
    act = tab.page.locator(f"#act-{name}")
    expect(act.locator(f"#{name}-{field}")).to_be_visible()
    return act


@pytest.mark.parametrize("javascript", [True, False], ids=["live", "without JavaScript"])
def test_a_case_goes_on_the_ledger_is_reported_on_and_struck_off(window: Opener, javascript: bool) -> None:
    firm, desk = window("dianzhu", size=PHONE, javascript=javascript), window("shouli")
    power, office = window("gongdian", size=PHONE, javascript=javascript), window("ducha", javascript=javascript)
    number = story.to_handling(firm, desk, title="要建变电站" if javascript else "要架新线路")
    story.sign(power, number)
    firm.go(f"/tickets/{number}/")

    asked = act_of(power, number, "ask_ledger", button="申请挂账", field="plan")
    until = asked.locator("#ask_ledger-target_on")
    until.fill(until.get_attribute("max") or "")
    asked.locator("#ask_ledger-words").fill("变电站要立项和征地，半年内才能建成。")
    asked.locator("#ask_ledger-plan").fill("一个月内立项，三个月内征地，六个月内建成送电。")
    asked.locator("#ask_ledger-told").fill("要新建变电站，大约半年")
    power.send(asked)
    power.told("申请挂账")
    granted = act_of(office, number, "grant_ledger", button="同意挂账", field="ruling")
    office.send(granted)
    office.told("同意挂账")
    firm.see("要新建变电站，大约半年", within="#case-log")

    reported = act_of(power, number, "report_ledger", button="报告推进情况", field="done")
    reported.locator("#report_ledger-done").fill("立项已经批复。")
    reported.locator("#report_ledger-next_step").fill("下月开始征地。")
    power.send(reported)
    power.told("报告推进情况")
    firm.see("立项已经批复", within="#case-log")
    struck = act_of(power, number, "ask_strike_off", button="申请销号", field="words")
    struck.locator("#ask_strike_off-words").fill("变电站已经送电，晚上电压二百二十六伏。")
    power.send(struck)
    power.told("申请销号")
    office.send(act_of(office, number, "approve_strike_off", button="同意销号", field="ruling"))
    office.told("同意销号")

    power.go(f"/tickets/{number}/")
    story.reply(power, "新变电站已经送电，晚上电压正常。")


@pytest.mark.parametrize("javascript", [True, False], ids=["live", "without JavaScript"])
def test_a_closed_case_with_new_facts_is_taken_up_again(window: Opener, javascript: bool) -> None:
    firm, desk = window("dianzhu", size=PHONE, javascript=javascript), window("shouli", javascript=javascript)
    reviewer, power = window("fuhe"), window("gongdian")
    number = story.to_handling(firm, desk, title="办结又跳闸" if javascript else "修好又坏了")
    story.sign(power, number)
    power.go(f"/tickets/{number}/")
    story.reply(power, "变压器已装好，今晚起电压正常。")
    reviewer.go("/desk/?tab=replied")
    story.pass_reply(reviewer, number)
    story.answer(firm, number)

    firm.page.get_by_role("link", name="有新情况，申请再办").click()
    form = firm.page.locator("form[action$='/ask_reopening/']")
    form.get_by_role("button", name="提交申请").click()
    expect(firm.page.locator("[data-errors]")).to_contain_text("请写明办结以后又出了什么情况")
    form.locator("#ask_reopening-words").fill("隔壁新开两家厂，昨晚又跳闸三次。")
    form.get_by_role("button", name="提交申请").click()
    firm.told("申请再办")

    desk.go(f"/desk/?tab=reopening&open={number}")
    expect(desk.page.locator("#case-now")).to_contain_text("看新情况，决定要不要再办")
    expect(desk.page.locator("main")).to_contain_text("隔壁新开两家厂")
    desk.page.get_by_role("group", name="怎么处理").get_by_role("button", name="同意再办").click()
    desk.told("同意再办")
    firm.go(f"/tickets/{number}/")
    firm.see("同意再办，由原单位接着办", within="#case-log")
    power.go(f"/tickets/{number}/")
    expect(power.page.get_by_role("group", name="怎么处理")).to_contain_text("写答复")


def test_another_person_of_the_office_looks_at_a_firms_objection(window: Opener) -> None:
    office, other = window("ducha"), window("fucha")
    office.go("/exclusions/")
    expect(office.page.locator("#exclusions")).to_contain_text("企业有异议，等复核")
    other.go("/exclusions/")
    waiting = other.page.locator("[data-row]", has_text="企业有异议")
    waiting.get_by_role("link", name="复核").click()
    other.page.get_by_role("group", name="怎么处理").get_by_role("link", name="撤销剔除", exact=True).click()
    act = other.page.locator("#act-revoke_exclusion")
    act.locator("#revoke_exclusion-told").fill("没有提前告知是本单位的事，评价应当计入。")
    other.send(act)
    other.told("撤销剔除")
    other.go("/exclusions/?tab=refused")
    expect(other.page.locator("#exclusions")).to_contain_text("异议成立，已撤销")
