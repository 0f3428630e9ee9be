"""A meeting in session for the stories about what the live minutes keep, and the steps that are taken in it."""

from playwright.sync_api import Locator, expect

from tests.browser.conftest import PHONE, Opener
from tests.browser.test_round_table import decide, raise_matter
from tests.browser.test_round_table_session import convene, working_day
from tests.browser.window import Window

EARLIER, DECIDED, WORDY, DROPPED, TYPED = MATTERS = (
    "夜市摊位用电没人管",
    "园区厂房漏雨没人修",
    "快递三轮车进不了村",
    "棚区消防通道被占",
    "打包站下雨没处躲",
)
OTHER_CHAIR = "蒋星河（泽丰县电商产业综合党委）"  # the other story of a meeting takes the usual one for the same hour
KEPT = """words => new Promise(done => {
    const opening = indexedDB.open("qihu");
    opening.onsuccess = () => {
        const asked = opening.result.transaction("drafts").objectStore("drafts").getAll();
        asked.onsuccess = () => {
            opening.result.close();
            done(JSON.stringify(asked.result).includes(words));
        };
    };
})"""


def begin_a_meeting(open_: Opener) -> str:
    """A meeting in session with these matters on its agenda; its address."""
    firm, clerk, secretary = open_("dianzhu", size=PHONE), open_("huiwu"), open_("shuji")
    for title in MATTERS:
        raise_matter(firm, title)
        decide(clerk, title, "pooled", "propose", advice="建议上会")
        decide(secretary, title, "proposed", "approve")
    address = convene(clerk, secretary, titles=MATTERS, chair=OTHER_CHAIR)
    clerk.go(address)
    clerk.page.get_by_role("button", name="开会", exact=True).click()
    clerk.told("会议开始了")
    return address


def at(who: Window, meeting: str, title: str) -> None:
    """Open the live page and go to an item by its line of the agenda."""
    who.go(f"{meeting}live/")
    turn_to(who, title)


def turn_to(who: Window, title: str) -> None:
    who.page.locator("#live-nav").get_by_role("link", name=title).click()
    expect(who.page.locator("h1")).to_contain_text(title)
    who.settle()


def reopened(who: Window) -> Window:
    """Close the window; the same browser has another one."""
    context = who.page.context
    who.page.close()
    return Window(context.new_page(), problems=who.problems)


def kept(who: Window, words: str) -> None:
    """This browser has the words, whatever becomes of the page."""
    who.page.wait_for_function(KEPT, arg=words)


def begin_a_decision(who: Window, *, body: str = "", criterion: str = "") -> None:
    form = who.page.locator("#live-decisions > details")
    if form.get_attribute("open") is None:
        form.locator("summary").click()
    who.page.fill("#new-body", body)
    who.page.fill("#new-criterion", criterion)


def write_it_down(who: Window) -> None:
    """The rest of a decision, and its button."""
    who.page.select_option("#new-lead", label="县供电公司")
    who.page.fill("#new-target_on", working_day().isoformat())
    who.page.get_by_role("button", name="写下这一条").click()


def put_off(who: Window, meeting: str, title: str) -> None:
    """Off the agenda, for the next meeting."""
    at(who, meeting, title)
    who.page.get_by_role("button", name="没议到，留到下次").click()
    who.told("这一项留到下次")


def decisions(who: Window, words: str) -> Locator:
    return who.page.locator("#live-decisions tbody tr", has_text=words)


def change_of(who: Window, words: str) -> Locator:
    """The form that changes a decision, unfolded."""
    box = decisions(who, words).locator("details")
    if box.get_attribute("open") is None:
        box.locator("summary").click()
    return box.locator("form")


def left(who: Window) -> Locator:
    return who.page.locator("[data-minutes-left]")
