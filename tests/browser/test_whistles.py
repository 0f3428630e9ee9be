"""A joint whistle with three check-ins, as each of them sees it (吹哨报到)."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.browser import story
from tests.browser.conftest import PHONE, Opener
from tests.browser.window import Window

UNITS = {"gongdian": "供电公司", "shichang": "县市场监管局"}


def blow(desk: Window, number: str, *units: str) -> None:
    """The desk opens the form on the case's page, picks the kind, the units, place and time."""
    desk.go(f"/tickets/{number}/")
    desk.page.get_by_role("group", name="怎么处理").get_by_role("link", name="吹哨").click()
    act = desk.page.locator("#act-blow_whistle")
    expect(act).to_contain_text("一起到现场检查、执法")
    story.pick(act, "kind", "joint")
    for unit in units:
        story.toggle(act.get_by_role("checkbox", name=unit, exact=True))
    act.locator("#blow_whistle-needed").fill("请一起到现场查清线路归谁管。")
    act.locator("#blow_whistle-grounds").fill("线路、计量、场地分属三个单位。")
    act.locator("#blow_whistle-place").fill("云裳镇前丁村南头")
    tomorrow = timezone.localtime() + timedelta(days=1)
    act.locator("#blow_whistle-meets_at").fill(f"{tomorrow:%Y-%m-%dT09:00}")
    desk.send(act)
    desk.told("吹哨")


def check_in(unit: Window, number: str, *, way: str) -> None:
    """The unit finds the case in its queue, on a telephone, and checks in."""
    unit.go("/queue/?tab=called")
    row = unit.page.locator("[data-row]").filter(has_text=number)
    row.get_by_role("link", name=re.compile("^报到")).click()
    act = unit.page.locator("#act-check_in")
    story.pick(act, "way", way)
    if way == "onsite":
        act.locator("#check_in-place").fill("前丁村南头配电箱旁")
    act.locator("#check_in-said").fill("带了两个人，先测电压。")
    unit.send(act)
    unit.told("报到")


@pytest.mark.parametrize("javascript", [True, False], ids=["live", "without JavaScript"])
def test_a_joint_whistle_with_three_check_ins(window: Opener, javascript: bool) -> None:
    firm, desk = window("dianzhu", size=PHONE, javascript=javascript), window("shouli", javascript=javascript)
    power, market = (window(name, size=PHONE, javascript=javascript) for name in ("gongdian", "shichang"))
    town = window("yunshang", size=PHONE, javascript=javascript)
    number = story.to_handling(firm, desk, title="三家一起查的线" if javascript else "三家一起看的表")
    firm.go(f"/tickets/{number}/")

    blow(desk, number, "县供电公司", "县市场监管局", "云裳镇")
    firm.see("行业党委已吹哨，召集", within="#case-head")
    firm.see("还没有单位报到", within="#case-head")

    for unit, way in ((power, "onsite"), (market, "onsite"), (town, "online")):
        check_in(unit, number, way=way)
    firm.see("已报到：", within="#case-head")
    expect(firm.page.locator("main")).not_to_contain_text("带了两个人")

    desk.go(f"/tickets/{number}/")
    desk.see("报到 3/3", within="main")
    act = desk.open_act("end_whistle")
    act.locator("#end_whistle-result").fill("线路归园区，已定由园区出线。")
    desk.send(act)
    desk.told("结束吹哨")
    act = desk.open_act("rate_units")
    for grade in act.locator("input[type=radio][value='3']").all():
        story.toggle(grade)
    desk.send(act)
    desk.told("评价报到单位")

    market.go(f"/tickets/{number}/")
    market.see("还没有公开", within="main")
    act = market.open_act("rate_whistle")
    story.pick(act, "grade", "3")
    market.send(act)
    market.told("评价这次吹哨")
    expect(market.page.locator("main")).to_contain_text("解决了问题")
