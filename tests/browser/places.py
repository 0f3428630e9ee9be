"""Which pages a role has, with cases of the running county in the addresses."""

from typing import Final

from playwright.sync_api import Page

from tests.browser.window import Window

SEALED_WITHIN: Final = 150  # seconds: seals come each minute
_FIRM: Final = ("/", "/call/", "/my/", "/my/?tab=open", "/notices/", "/nothing-here/")
_PAGES: Final[dict[str, tuple[str, ...]]] = {
    "": (
        "/",
        "/track/",
        "/accounts/login/",
        "/accounts/phone/",
        "/privacy/",
        "/i/nothing/",
        "/nothing-here/",
        "/roundtable/public/",
        "/figures/",
    ),
    "dianzhu": (*_FIRM, "/my/firm/", "/privacy/read/", "/roundtable/mine/", "/roundtable/raise/"),
    "zhandian": ("/", "/entry/", "/entry/?find=店", "/my/", "/my/?tab=open", "/notices/", "/nothing-here/"),
    "shouli": (
        "/desk/new/",
        "/desk/new/?find=店",
        "/imports/",
        "/exports/",
        "/desk/",
        "/desk/?tab=need_info",
        "/desk/?tab=rulings",
        "/desk/?tab=reopening",
        "/duty/",
        "/notices/",
        "/statistics/",
        "/claims/",
        "/claims/invite/",
    ),
    "gongdian": (
        *("/queue/", "/queue/?tab=done", "/notices/", "/statistics/", "/instructions/", "/exclusions/"),
        *("/roundtable/invitations/", "/roundtable/decisions/"),
    ),
    "jingban": ("/queue/",),
    "huifang": ("/revisits/", "/notices/", "/statistics/"),
    "ducha": (
        "/supervision/",
        "/statistics/cards/",
        "/statistics/publish/",
        "/statistics/reports/",
        "/supervision/?show=ordered",
        "/supervision/?show=ledger",
        "/instructions/",
        "/exclusions/",
        "/exclusions/?tab=refused",
        "/desk/",
        "/desk/new/",
        "/duty/",
        "/imports/",
        "/exports/",
        "/setup/check/",
        "/revisits/",
        "/notices/undelivered/",
        "/operations/parked/",
    ),
    "huiwu": (
        *("/roundtable/", "/roundtable/?tab=pooled", "/roundtable/?tab=proposed", "/roundtable/?tab=approved"),
        *(
            "/roundtable/raise/",
            "/roundtable/meetings/",
            "/roundtable/meetings/new/",
            "/roundtable/decisions/?tab=done",
        ),
        *("/roundtable/raise/", "/roundtable/meetings/", "/roundtable/meetings/new/"),
        *("/roundtable/figures/", "/roundtable/figures/suggestions/", "/roundtable/figures/absent/"),
    ),
    "shenji": (
        "/audit/",
        "/audit/day/",
        "/audit/?what=event%3Aticket.submitted",
        "/audit/?number=none",
        "/audit/?since=2030-01-01",
    ),
    "lingdao": (
        "/statistics/board/",
        "/statistics/towns/",
        "/statistics/",
        "/statistics/definitions/",
        "/statistics/rules/",
        "/instructions/",
        "/statistics/valid/",
        "/statistics/status-handling/",
    ),
    "xitong": (
        "/notices/undelivered/",
        "/operations/parked/",
        "/setup/check/",
        "/register/import/",
        "/register/import/people/",
        "/register/catalogue/",
        "/statistics/rules/",
        "/accounts/password/",
    ),
}


def pages_of(tab: Window, role: str) -> list[str]:
    """Return the addresses of a role's pages, with forms and cases that are open to it now."""
    return [*_PAGES[role], *_found(tab.page, role)]


def _found(page: Page, role: str) -> list[str]:
    if role == "dianzhu":
        asked = first_case(page, "/my/?tab=waiting")
        return [f"{asked}{rest}" for rest in ("", "confirm/", "receipt/") if asked]
    if role == "shouli":
        tabs = {"submitted": "ask", "accepted": "dispatch", "replied": "send_back"}
        opened = [f"{first_in_pane(page, tab)}&do={form}" for tab, form in tabs.items()]
        page.goto("/claims/")
        claims = page.locator("main [data-row] a")
        opened += [str(claims.first.get_attribute("href"))] if claims.count() else []
        return [*opened, first_case(page, "/desk/?tab=accepted&open=next", within="#pane a")]
    if role in {"gongdian", "jingban"}:
        case = first_case(page, "/queue/", within="th a.t")
        return [case, f"{case}reply/"] if case else []
    if role == "huiwu":
        found = [first_link(page, "/roundtable/?tab=approved", to="/roundtable/topics/")]
        found.append(first_link(page, "/roundtable/meetings/", to="/roundtable/meetings/", within="main ul a"))
        return [*found, f"{found[-1]}change/"] if all(found) else []
    if role == "huifang":
        case = first_case(page, "/revisits/", within="th a.t")
        return [case, f"{case}record_call/"] if case else []
    if role == "shenji":
        sealed(page)
    return []


def sealed(page: Page) -> None:
    """Wait for the first seal of a young county: its long head has to fit as well."""
    for _ in range(SEALED_WITHIN // 2):
        page.goto("/audit/")
        if page.get_by_text("链头", exact=True).count():
            return
        page.wait_for_timeout(2_000)
    raise AssertionError(f"no seal within {SEALED_WITHIN} s")


def first_case(page: Page, address: str, *, within: str = "main a") -> str:
    """Return the address of the first case that a list names."""
    page.goto(address)
    links = page.locator(f"{within}[href^='/tickets/']")
    return str(links.first.get_attribute("href")).partition("#")[0] if links.count() else ""


def first_link(page: Page, address: str, *, to: str, within: str = "main a") -> str:
    """Return the first address below another one that a list names."""
    page.goto(address)
    links = page.locator(f"{within}[href^='{to}']")
    return str(links.first.get_attribute("href")) if links.count() else ""


def first_in_pane(page: Page, tab: str) -> str:
    """Return the desk's address with the first case of a tab in its pane."""
    page.goto(f"/desk/?tab={tab}")
    return str(page.locator("#list [data-row] a").first.get_attribute("href"))
