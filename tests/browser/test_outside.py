"""An account elsewhere, in a real browser and at a real OpenID provider: linked, signed in by, taken away again."""

import re

from playwright.sync_api import expect

from orgs.seeding.logins import DEMO_PASSWORD
from tests.browser import factors
from tests.browser.conftest import PHONE, Opener
from tests.browser.factors import Telephone
from tests.browser.test_layout import looked_at
from tests.browser.window import Window
from tests.outside import issuer

PAGE = "/accounts/outside/"


def press(tab: Window, words: str) -> None:
    tab.page.get_by_role("button", name=words, exact=True).click()


def sign_in_there(tab: Window, name: str) -> None:
    """At the provider's own page."""
    tab.page.wait_for_url(re.compile(r"/accounts/login/\?next="))
    assert "企呼" not in tab.page.title()
    tab.page.fill("[name=login]", name)
    tab.page.fill("[name=password]", issuer.PASSWORD)
    tab.page.press("[name=password]", "Enter")


def link(tab: Window, name: str) -> None:
    """From the menu to an account there and back."""
    tab.go("/notices/")
    tab.page.locator("details.q-menu summary").first.click()
    tab.page.get_by_role("link", name="登录方式").click()
    tab.page.wait_for_url(f"**{PAGE}")
    expect(tab.page.locator("main")).to_contain_text("没有绑定。")
    press(tab, "绑定统一身份认证")
    sign_in_there(tab, name)
    tab.told("已经绑定，下次可以用统一身份认证登录。")


def leave(tab: Window) -> None:
    tab.go("/notices/")
    tab.page.locator("details.q-menu summary").first.click()
    tab.page.get_by_role("button", name="退出登录").click()
    tab.page.wait_for_url(lambda url: "/notices/" not in url)
    tab.page.goto("/accounts/login/")


def test_a_shop_owner_links_an_account_signs_in_by_it_and_takes_it_away(guarded_window: Opener) -> None:
    owner = guarded_window("dianzhu", size=PHONE)
    link(owner, "wangwu")
    expect(owner.page.locator("main li", has_text="已绑定")).to_contain_text("wangwu")
    looked_at(owner.page)

    leave(owner)
    looked_at(owner.page)
    press(owner, "用统一身份认证登录")  # who has signed in there is asked for nothing
    owner.page.wait_for_url(lambda url: "/accounts/" not in url)
    owner.go("/my/firm/")
    expect(owner.page.locator("h1")).to_have_text("云裳坊演出服饰店")

    owner.go(PAGE)
    press(owner, "解除统一身份认证")  # having come from outside proves nothing: the password is asked for
    looked_at(owner.page)
    owner.page.locator("main a[href*='/accounts/reauthenticate/']").click()
    owner.page.fill("#id_password", DEMO_PASSWORD)
    press(owner, "继续")
    owner.go(PAGE)
    press(owner, "解除统一身份认证")
    owner.told("已经解除，以后不能再用它登录。")
    expect(owner.page.locator("main")).to_contain_text("没有绑定。")

    leave(owner)
    press(owner, "用统一身份认证登录")
    expect(owner.page.get_by_role("heading", name="没有成功")).to_be_visible()
    expect(owner.page.locator("main")).to_contain_text("没有绑定这里的账号")
    looked_at(owner.page)
    owner.page.goto("/my/firm/")
    owner.page.wait_for_url(re.compile(r"/accounts/login/"))


def test_whoever_works_for_the_county_shows_the_second_factor_all_the_same(
    guarded_window: Opener, telephones: dict[str, Telephone]
) -> None:
    liaison = guarded_window("gongdian")
    link(liaison, "lisi")
    leave(liaison)

    press(liaison, "用统一身份认证登录")
    liaison.page.wait_for_url("**/accounts/2fa/authenticate/")
    liaison.page.goto("/queue/")  # nothing opens before: one is led back to the six figures

    factors.show(liaison.page, telephones["gongdian"])
    liaison.go("/queue/")
    expect(liaison.page.locator("h1")).to_be_visible()
