"""The main path in a real Chromium: every step shows in the other windows; without JavaScript after a reload."""

import re
from urllib.parse import urlsplit

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from metrics.periods import Month
from tests.browser import story
from tests.browser.conftest import PHONE, Opener
from tests.browser.window import LIVE, Window
from tests.deploy.house import wait_for

RESULT = "已换上大一号的变压器，今晚起电压正常。"
PROGRESS = "变压器已经到货，明天上午来换。"


def figures(leader: Window) -> tuple[int, int]:
    """Closed cases and valid revisits, as the page of this month states them, however young it is."""
    leader.go(f"/statistics/?period={Month.of(timezone.now(), starts_on=1)}")
    closed = leader.page.locator("a.q-fig", has_text="已办结").locator(".v").inner_text()
    valid = re.search(r"有效回访 (\d+) 件", leader.page.locator("#figures").inner_text())
    assert valid is not None
    return int(closed), int(valid[1])


def show_news(desk: Window, number: str) -> None:
    """Rows do not move by themselves: the list offers its news, and shows it when asked."""
    if desk.javascript:
        desk.see("有新变化 · 显示", within="#list")
        expect(story.row(desk, number)).to_have_count(0)
        desk.page.locator("#list .q-live").click()
    desk.see(number[-6:], within="#list")


@pytest.mark.parametrize("javascript", [True, False], ids=["live", "without JavaScript"])
def test_a_call_is_heard_and_handled_to_the_end(window: Opener, javascript: bool) -> None:
    title = "烫台一开就跳闸" if javascript else "晚上电压上不来"
    firm = window("dianzhu", size=PHONE, javascript=javascript)
    desk, reviewer = window("shouli", javascript=javascript), window("fuhe", javascript=javascript)
    lead, assist = window("gongdian", javascript=javascript), window("yunshang", javascript=javascript)
    leader = window("lingdao", javascript=javascript)
    before = figures(leader)
    for tab in (desk, lead):
        story.read_all_notices(tab)  # the bell counts to 99 only, and other stories have rung it
    desk.go("/desk/")
    lead.go("/queue/")
    reviewer.go("/desk/?tab=replied")
    rung = {each.page: each.bell() for each in (desk, lead)}

    number = story.file_call(firm, title=title)
    firm.go(f"/tickets/{number}/")
    show_news(desk, number)
    desk.bell_rings(more_than=rung[desk.page])

    story.accept(desk, number)
    firm.see("行业党委已受理", within="#case-log")
    story.dispatch(desk)
    firm.see("已派给主办单位办理", within="#case-log")
    lead.see("有新变化 · 显示" if javascript else number, within="#queue")
    lead.bell_rings(more_than=rung[lead.page])

    handled(firm, lead=lead, assist=assist, number=number)
    show_news(reviewer, number)
    story.pass_reply(reviewer, number)
    firm.see("有了办理结果，请您确认并评价")
    firm.see(RESULT)
    lead.see("通过，请企业评价", within="#log")

    story.answer(firm, number)
    lead.see("已办结", within="#case-head")
    wait_for("the leader reads it in the figures", lambda: figures(leader) == (before[0] + 1, before[1] + 1))


def handled(firm: Window, *, lead: Window, assist: Window, number: str) -> None:
    """Both units work on the case; the firm's open page says each step."""
    story.sign(lead, number)
    firm.see("部门已签收", within="#case-log")
    lead.go(f"/tickets/{number}/")
    story.sign(assist, number)
    lead.see(re.compile(r"云裳镇\s*办理中"), within="#case-now")
    story.opine(assist)
    lead.see("村里可以腾出变压器的位置", within="#log")
    lead.go(f"/tickets/{number}/")
    story.tell_contact(lead)
    firm.see("约好明天上午九点到现场", within="#case-log")
    story.tell_progress(lead, PROGRESS)
    firm.see(PROGRESS, within="#case-log")
    expect(firm.page.locator("#case-log")).not_to_contain_text("村里可以腾出变压器的位置")
    story.reply(lead, RESULT)
    firm.see("部门已提交答复，送审核", within="#case-log")
    expect(firm.page.locator("main")).not_to_contain_text(RESULT)
    lead.go(f"/tickets/{number}/")


def test_a_photo_of_the_firm_is_on_the_desk(window: Opener) -> None:
    number = story.file_call(window("dianzhu", size=PHONE), title="电表箱冒烟")
    desk = window("shouli")
    desk.go(f"/desk/?open={number}")

    picture = desk.page.locator("#pane .q-photos img")
    picture.scroll_into_view_if_needed()
    desk.page.wait_for_function("document.querySelector('#pane .q-photos img').naturalWidth > 100", timeout=LIVE)


@pytest.mark.parametrize("javascript", [True, False], ids=["live", "without JavaScript"])
def test_the_second_desk_window_is_told_and_keeps_its_words(window: Opener, javascript: bool) -> None:
    number = story.file_call(window("dianzhu", size=PHONE), title="一件事两个窗口", with_photo=False)
    first, second = window("shouli"), window("fuhe", javascript=javascript)
    second.go(f"/desk/?open={number}&do=ask")
    second.page.fill("#ask-question", "请补充近两个月的电费单")
    first.go(f"/desk/?open={number}")
    story.accept(first, number)
    with second.page.expect_response(lambda answer: answer.request.method == "POST") as sent:
        second.page.locator("#act-ask button[type=submit]").click()

    assert sent.value.status == 409
    expect(second.page.locator("main")).to_contain_text("此件刚有变化")
    typed = second.page.locator("#ask-question" if javascript else "main textarea[readonly]").first
    expect(typed).to_have_value("请补充近两个月的电费单")


def test_words_that_are_being_typed_survive_the_news(window: Opener) -> None:
    firm, desk, lead = window("dianzhu", size=PHONE), window("shouli"), window("gongdian")
    number = story.to_handling(firm, desk, title="电线老化要换")
    story.sign(lead, number)
    lead.go(f"/tickets/{number}/")
    lead.page.fill("#progress-words", "已经派人去看")
    firm.go(f"/tickets/{number}/")
    firm.page.fill("#add-words", "今天又跳了两次")
    firm.page.locator("form[action$='/add/'] button[type=submit]").click()
    firm.told("补充说明")

    lead.see("今天又跳了两次", within="#log")
    expect(lead.page.locator("#progress-words")).to_have_value("已经派人去看")


def test_a_page_without_its_socket_catches_up_when_it_is_looked_at(window: Opener) -> None:
    firm, desk = window("dianzhu", size=PHONE), window("shouli")
    number = story.file_call(firm, title="断网也要看得到", with_photo=False)
    firm.page.clock.install()
    firm.page.route_web_socket(re.compile("/ws/$"), lambda socket: socket.close())
    firm.go(f"/tickets/{number}/")
    desk.go(f"/desk/?open={number}")
    story.accept(desk, number)
    firm.page.clock.run_for(35_000)

    firm.see("行业党委已受理", within="#case-log")


def test_the_desk_works_by_keyboard_alone(window: Opener) -> None:
    firm, desk = window("dianzhu", size=PHONE), window("shouli")
    number = story.file_call(firm, title="只用键盘", with_photo=False)
    desk.go("/desk/")
    keys = desk.page.keyboard
    wanted = story.row(desk, number).locator("a")
    for _row in range(desk.page.locator("#list [data-row]").count()):
        keys.press("j")
        if wanted.evaluate("link => link === document.activeElement"):
            break
    keys.press("k")
    keys.press("j")
    expect(wanted).to_be_focused()
    keys.press("Enter")
    expect(desk.page.locator("#pane #case-title")).to_be_focused()
    keys.press("a")
    desk.page.wait_for_url("**do=dispatch")
    dispatch_by_keyboard(desk)

    desk.told("派单")
    firm.go(f"/tickets/{number}/")
    firm.see("已派给主办单位办理", within="#case-log")


def dispatch_by_keyboard(desk: Window) -> None:
    """Into the order, past the catalogue's choice, to its button: Tab and Enter only."""
    desk.page.wait_for_load_state("networkidle")
    button = desk.page.locator("#act-dispatch .q-actions button[type=submit]")
    for _step in range(60):
        desk.page.keyboard.press("Tab")
        if button.evaluate("button => button === document.activeElement"):
            break
    desk.page.keyboard.press("Enter")


def test_the_question_mark_shows_the_keys_and_a_field_swallows_them(window: Opener) -> None:
    firm, desk = window("dianzhu", size=PHONE), window("shouli")
    number = story.file_call(firm, title="快捷键一览", with_photo=False)
    desk.go(f"/desk/?open={number}")
    desk.page.keyboard.press("Shift+Slash")
    expect(desk.page.locator("#keys-sheet")).to_contain_text("受理")
    desk.page.keyboard.press("Escape")
    expect(desk.page.locator("#keys-sheet")).to_be_hidden()
    desk.page.locator("#note-words").focus()
    desk.page.keyboard.type("a?j")

    expect(desk.page.locator("#note-words")).to_have_value("a?j")
    expect(desk.page.locator("#pane #case-head")).to_contain_text("待受理")
    expect(desk.page.locator("#keys-sheet")).to_be_hidden()


@pytest.mark.parametrize(
    ("role", "address"),
    [
        ("dianzhu", "/"),
        ("shouli", "/desk/"),
        ("gongdian", "/queue/"),
        ("huifang", "/revisits/"),
        ("lingdao", "/statistics/board/"),
        ("huiwu", "/roundtable/"),
    ],
)
def test_whoever_signs_in_stands_before_their_own_work(window: Opener, role: str, address: str) -> None:
    tab = window(role)
    tab.go("/start/")

    assert urlsplit(tab.page.url).path == address
