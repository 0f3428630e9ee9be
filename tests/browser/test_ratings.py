"""The firm rates by its link on a small phone; and a bad rating that comes back twice and ends at the table's door."""

import re
import time
from collections.abc import Collection
from typing import Final

import pytest
from playwright.sync_api import ViewportSize, expect

from tests.browser import story
from tests.browser.conftest import PHONE, Opener
from tests.browser.window import Window
from tests.deploy.house import House

SMALL: Final = ViewportSize(width=360, height=740)
SOON: Final = 60  # seconds until a message has gone


def link_in_a_message(house: House, number: str, *, but: Collection[str] = ()) -> str:
    """A rating link of a message about a case, as the gateway got it; `but` those of earlier rounds."""
    until = time.monotonic() + SOON
    while time.monotonic() < until:
        for file in (house.data / "sms").glob("*.txt"):
            words = file.read_text(encoding="utf-8")
            found = re.search(r"/r/[0-9A-Za-z_-]+/", words)
            if number in words and found and found[0] not in but:
                return found[0]
        time.sleep(0.5)
    raise AssertionError(f"no message with a link for {number}")


def to_the_question(firm: Window, desk: Window, reviewer: Window, unit: Window, *, title: str) -> str:
    """Bring a case to where the firm is asked."""
    number = story.to_handling(firm, desk, title=title)
    story.sign(unit, number)
    reply(unit, reviewer, number, "变压器已装好，今晚起电压正常。")
    return number


def reply(unit: Window, reviewer: Window, number: str, words: str) -> None:
    """The lead answers, somebody else lets it pass."""
    unit.go(f"/tickets/{number}/")
    story.reply(unit, words)
    reviewer.go("/desk/?tab=replied")
    story.pass_reply(reviewer, number)


def say(page: Window, *, grade: str, outcome: str, words: str = "") -> None:
    """Answer the three questions on whatever page asks them."""
    form = page.page.locator("main form").last
    story.pick(form, "contacted", "yes")
    story.pick(form, "outcome", outcome)
    story.pick(form, "grade", grade)
    if words:
        story.toggle(form.locator("[name=reasons][value=result]"))
        form.locator("[name=words]").fill(words)
    form.get_by_role("button", name="提交评价").click()


def fits(page: Window) -> None:
    """Nothing sticks out on a small phone."""
    if page.javascript:
        assert page.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


@pytest.mark.parametrize("javascript", [True, False], ids=["live", "without JavaScript"])
def test_the_firm_rates_by_the_link_of_its_message(house: House, window: Opener, javascript: bool) -> None:
    firm, desk, reviewer = window("dianzhu", size=PHONE), window("shouli"), window("fuhe")
    number = to_the_question(
        firm, desk, reviewer, window("gongdian"), title="链接评价" if javascript else "不用脚本评价"
    )
    anyone = window(size=SMALL, javascript=javascript)

    anyone.go(link_in_a_message(house, number))
    expect(anyone.page.locator("h1")).to_contain_text("请您确认结果")
    expect(anyone.page.locator("main")).to_contain_text("今晚起电压正常")
    fits(anyone)
    anyone.page.get_by_role("button", name="提交评价").click()
    expect(anyone.page.locator("[data-errors]")).to_contain_text("请选择满意程度")
    say(anyone, grade="4", outcome="solved")

    expect(anyone.page.locator("h1")).to_contain_text("已收到评价，谢谢")
    expect(anyone.page.locator("main")).to_contain_text("凭链接评价")
    fits(anyone)
    firm.go(f"/tickets/{number}/")
    expect(firm.page.locator("#case-log")).to_contain_text("收到了凭链接作的评价")


def test_a_bad_rating_comes_back_twice_and_ends_at_the_tables_door(house: House, window: Opener) -> None:
    firm, desk, reviewer = window("dianzhu", size=PHONE), window("shouli"), window("fuhe")
    power, office = window("gongdian"), window("ducha")
    number = to_the_question(firm, desk, reviewer, power, title="三轮都没办好的电")
    links: list[str] = []
    for round_ in (1, 2, 3):
        links.append(link_in_a_message(house, number, but=links))
        anyone = window(size=SMALL)
        anyone.go(links[-1])
        say(anyone, grade="2", outcome="unsolved", words=f"第 {round_} 次了，晚上还是跳闸")
        expect(anyone.page.locator("h1")).to_contain_text("已收到评价，谢谢")
        if round_ < 3:
            reply(power, reviewer, number, f"又换了一段线，第 {round_} 次复测电压正常。")

    firm.go(f"/tickets/{number}/")
    firm.see("已报党委办公室督办")
    power.go(f"/tickets/{number}/")
    power.see("等党委办公室决定", within="#case-now")
    expect(power.page.locator("#log")).to_contain_text("办了三轮，企业仍不认可")
    office.go(f"/desk/?tab=settle&open={number}")
    expect(office.page.locator("#case-now")).to_contain_text("轮到您：督办再办，或签发最终答复")
    office.page.get_by_role("group", name="怎么处理").get_by_role("link", name="签发最终答复").click()
    act = office.page.locator("#act-sign_final")
    act.locator("#sign_final-answer").fill("增容已列入明年农网改造，今年先装临时变压器，12 月 10 日前装好。")
    act.locator("#sign_final-reason").fill("三轮都已到场，改造资金明年才有。")
    office.send(act)
    office.told("签发最终答复")

    firm.go(f"/tickets/{number}/")
    expect(firm.page.locator("main")).to_contain_text("增容已列入明年农网改造")
    expect(firm.page.locator("main")).to_contain_text("您最后一轮的评价照算")
    expect(firm.page.locator("main")).not_to_contain_text("改造资金明年才有")
