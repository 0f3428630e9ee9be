"""Inside one bureau: given to a handler, handed over, drafted, returned, edited, signed; the desk reads it then."""

import pytest
from playwright.sync_api import Locator, expect

from tests.browser import story
from tests.browser.conftest import PHONE, Opener
from tests.browser.window import Window

MARKET = "县市场监督管理局"
FIRST, SECOND = "已联系平台，相关链接会尽快处理好。", "侵权链接三条已于今天上午全部下架，截图附后。"


def give(liaison: Window, number: str, *, to: str) -> None:
    """分办."""
    liaison.go(f"/tickets/{number}/assign_leg/")
    act = liaison.page.locator("#act-assign_leg")
    chosen = act.locator("#assign_leg-handler option").filter(has_text=to).first.get_attribute("value")
    act.locator("#assign_leg-handler").select_option(chosen)
    liaison.send(act)
    liaison.told("分办")


def hand_over(handler: Window, number: str, *, to: str) -> None:
    """移交, from the row of one's own list."""
    handler.go("/queue/?who=mine")
    handler.see(number)
    handler.go(f"/tickets/{number}/hand_over/")
    act = handler.page.locator("#act-hand_over")
    chosen = act.locator("#hand_over-handler option").filter(has_text=to).first.get_attribute("value")
    act.locator("#hand_over-handler").select_option(chosen)
    act.locator("#hand_over-reason").fill("外出执法三天，已和平台客服通过电话。")
    handler.send(act)
    handler.told("移交")


def draft(unit: Window, number: str, words: str, *, again: bool = False) -> None:
    """写答复，送审签; the second time over the words of the first."""
    unit.go(f"/tickets/{number}/draft_reply/")
    act: Locator = unit.page.locator("#act-draft_reply")
    if again:
        expect(act.locator("#draft_reply-words")).to_have_value(FIRST)
        expect(act).to_contain_text("写清几条链接、哪天下架")
    else:
        story.pick(act, "claim_true", "yes")
        story.pick(act, "outcome", "solved")
        story.pick(act, "contact_way", "none")
    act.locator("#draft_reply-words").fill(words)
    unit.send(act)
    unit.told("提交审签")


@pytest.mark.parametrize("javascript", [True, False], ids=["live", "without JavaScript"])
def test_a_reply_is_drafted_returned_edited_and_signed_before_the_desk_reads_it(
    window: Opener, javascript: bool
) -> None:
    firm, desk = window("dianzhu", size=PHONE, javascript=javascript), window("shouli", javascript=javascript)
    liaison, handler = window("shichang", javascript=javascript), window("jingban", size=PHONE, javascript=javascript)
    head, reviewer = window("juzhang", size=PHONE, javascript=javascript), window("fuhe", javascript=javascript)
    title = "同行盗用我们的主图" if javascript else "同行盗用我们的视频"
    number = story.file_call(firm, title=title, with_photo=False)
    desk.go(f"/desk/?open={number}")
    story.accept(desk, number)
    story.dispatch(desk, lead=MARKET, assist="")
    story.sign(liaison, number)

    give(liaison, number, to="承办人")
    hand_over(handler, number, to="联络员")
    draft(liaison, number, FIRST)
    desk.go(f"/tickets/{number}/")
    expect(desk.page.locator("main")).not_to_contain_text(FIRST)

    head.go(f"/tickets/{number}/")
    expect(head.page.locator("#case-reply")).to_contain_text("答复等领导审签")
    act = head.open_act("return_draft")
    act.locator("#return_draft-reason").fill("请写清几条链接、哪天下架。")
    head.send(act)
    head.told("退回修改")
    draft(liaison, number, SECOND, again=True)
    head.go(f"/tickets/{number}/")
    head.page.get_by_role("group", name="怎么处理").get_by_role("button", name="审签").click()
    head.told("审签")

    firm.go(f"/tickets/{number}/")
    for words in (FIRST, SECOND, "审签", "移交", "分办"):
        expect(firm.page.locator("main")).not_to_contain_text(words)
    reviewer.go("/desk/?tab=replied")
    story.pass_reply(reviewer, number)
    firm.go(f"/tickets/{number}/")
    expect(firm.page.locator("main")).to_contain_text(SECOND)
