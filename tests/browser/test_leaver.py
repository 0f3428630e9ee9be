"""Somebody leaves: what is in their hands goes to a colleague before the account closes, and closes for good then."""

from playwright.sync_api import expect

from orgs.seeding.logins import DEMO_PASSWORD
from tests.browser import story
from tests.browser.conftest import PHONE, Opener
from tests.browser.test_layout import looked_at
from tests.browser.test_units import MARKET, give
from tests.browser.window import Window


def disable(keeper: Window, username: str) -> None:
    """In the back office: one person, 停用所选人员."""
    keeper.go(f"/admin/orgs/person/?q={username}")
    keeper.page.locator("tr", has_text=username).locator("input[name=_selected_action]").check()
    keeper.page.select_option("select[name=action]", "disable")
    keeper.page.locator("button[name=index]").click()


def hand_everything_on(liaison: Window, *, of: str, to: str) -> None:
    """交接: all that one colleague has to another."""
    liaison.go("/handover/")
    looked_at(liaison.page)
    liaison.page.get_by_role("link", name=of, exact=True).click()
    chosen = liaison.page.locator("#id_to option", has_text=to).first.get_attribute("value")
    liaison.page.select_option("#id_to", chosen)
    looked_at(liaison.page)
    liaison.page.fill("#id_reason", "调去县调度中心")
    liaison.page.get_by_role("button", name="全部交接").click()
    liaison.told("已交接")


def test_a_leavers_work_is_handed_on_before_the_account_closes(guarded_window: Opener) -> None:
    firm, desk = guarded_window("dianzhu", size=PHONE), guarded_window("shouli")
    liaison, leaver = guarded_window("shichang"), guarded_window("jingban")
    keeper = guarded_window("xitong")
    leaver.go("/queue/?who=mine")
    name = leaver.page.locator("details.q-menu summary span").first.inner_text()
    number = story.file_call(firm, title="同行盗用我们的主图", with_photo=False)
    desk.go(f"/desk/?open={number}")
    story.accept(desk, number)
    story.dispatch(desk, lead=MARKET, assist="")
    story.sign(liaison, number)
    give(liaison, number, to="承办人")

    disable(keeper, "jingban")
    expect(keeper.page.locator(".messagelist")).to_contain_text(f"{name}还有：承办中的诉求")
    expect(keeper.page.locator(".messagelist")).to_contain_text("请先办好交接")
    leaver.go("/queue/?who=mine")
    leaver.see(number)

    hand_everything_on(liaison, of=name, to="联络员")
    leaver.go("/queue/?who=mine")
    expect(leaver.page.locator("main")).not_to_contain_text(number)
    disable(keeper, "jingban")
    expect(keeper.page.locator(".messagelist")).not_to_contain_text("还有：")

    leaver.page.goto("/queue/")
    leaver.page.wait_for_url("**/accounts/login/**")
    leaver.page.fill("[name=login]", "jingban")
    leaver.page.fill("[name=password]", DEMO_PASSWORD)
    leaver.page.press("[name=password]", "Enter")
    expect(leaver.page.locator("[data-errors]")).to_contain_text("账号或密码不正确")
    liaison.go("/queue/?who=mine")
    liaison.see(number)
