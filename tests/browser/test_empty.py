"""From an empty installation to the first closed case, in a real Chromium: what an operator does in an hour."""

import io
import re
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import Browser, Page, ViewportSize, expect

from orgs.importing.columns import COLUMNS
from orgs.statuses import SheetKind
from tests.browser import story
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.test_layout import too_wide, violations
from tests.browser.window import LIVE, Window
from tests.deploy.house import House, copy_of_the_project
from web import sheets
from web.sheet_writing import write_xlsx

STEPS = 7
LEAD = "国网安平县供电公司"
FIRMS = [("云裳坊演出服饰店", "云裳镇", "前丁村", "", "是", "丁小满", "13800001234", "")]
PEOPLE = [
    ("paidan1", "王红", "", "", "电商行业党委", "派单员", ""),
    ("paidan2", "李明", "", "", "电商行业党委", "派单员", ""),
    ("duban", "冯督", "", "", "安平县电商产业综合党委办公室", "督办员", ""),
    ("huifang", "郑访", "", "", "安平县电商产业综合党委办公室", "回访员", ""),
    ("gongdian", "赵电", "", "", LEAD, "联络员", ""),
    ("dianzhu", "丁小满", "", "", "云裳坊演出服饰店", "企业用户", ""),
]
OWN = "own-words-of-{}-77"

Opener = Callable[..., Window]


@pytest.fixture(scope="module")
def empty() -> Iterator[House]:
    """The product as `./run --empty` starts it."""
    place = Path(tempfile.mkdtemp(prefix="qihu-"))
    place.chmod(0o755)
    made = House(copy_of_the_project(place / "project", with_packages=True), place / "data")
    made.start("--empty")
    yield made
    if made.running.poll() is None:
        made.end()
    shutil.rmtree(place, ignore_errors=True)


@pytest.fixture
def open_window(empty: House, browser: Browser) -> Iterator[Opener]:
    """Open a window of somebody; a script error or a breach of the page's policy fails the test."""
    opened: list[Window] = []

    def open_(*, size: ViewportSize = DESKTOP, javascript: bool = True) -> Window:
        context = browser.new_context(
            base_url=empty.url, viewport=size, locale="zh-CN", java_script_enabled=javascript, accept_downloads=True
        )
        context.set_default_timeout(15_000)
        opened.append(Window(context.new_page(), javascript=javascript))
        return opened[-1]

    yield open_
    problems = [problem for each in opened for problem in each.problems]
    for each in opened:
        each.page.context.close()
    assert problems == []


def address_of(house: House) -> str:
    """The set-up address as the terminal shows it."""
    found = re.search(rf"{re.escape(house.url)}(/setup/[\w-]{{22}}/)", house.said)
    assert found is not None, house.said
    return found[1]


def look_at(page: Page) -> None:
    """At every width from a phone to a desk nothing is cut off, and axe finds nothing."""
    found = too_wide(page) + violations(page)
    assert found == [], f"{page.url}: {found}"
    page.set_viewport_size(DESKTOP)


def save(page: Page) -> None:
    """Look at the step, then save it."""
    look_at(page)
    page.get_by_role("button", name="保存，下一步").click()
    expect(page.locator(".q-banner-ok")).to_contain_text("已保存", timeout=LIVE)


def fill_steps(page: Page, address: str) -> None:
    """The seven steps, with what a county must type itself."""
    page.goto(address)
    page.get_by_role("link", name="县的基本情况").first.click()
    page.fill("#id_name", "安平县")
    page.fill("#id_code", "anping")
    page.fill("#id_hotline", "0530-5550000")
    save(page)
    save(page)
    page.fill("#id_towns", "云裳镇：前丁村、后丁村\n东城街道")
    for _step in ("places", "committees", "units", "catalogue"):
        save(page)
    for role, name in (("sysadmin", "郑一"), ("secadmin", "王二"), ("auditadmin", "李三")):
        page.fill(f"#id_name_{role}", name)
    save(page)
    expect(page.locator("ol .q-tag", has_text="已填")).to_have_count(STEPS)


def hand_in(page: Page, address: str, kind: SheetKind, rows: Sequence[Sequence[str]]) -> None:
    """Upload a sheet, look at the preview, enter it."""
    file = io.BytesIO()
    write_xlsx(file, headings=[column.label for column in COLUMNS[kind]], rows=rows, title="表")
    page.goto(f"{address}import/{kind}/")
    page.set_input_files("#id_file", {"name": "表.xlsx", "mimeType": "application/zip", "buffer": file.getvalue()})
    page.get_by_role("button", name="读取，看结果").click()
    expect(page.locator("main")).to_contain_text("还没有导入，请先看一遍", timeout=LIVE)
    look_at(page)
    page.get_by_role("button", name="确认导入").click()
    expect(page.locator(".q-banner-ok")).to_contain_text(f"新增 {len(rows)} 行", timeout=LIVE)


def fetched_passwords(page: Page) -> dict[str, str]:
    """User name → first password, out of the list that is made while it is fetched."""
    with page.expect_download() as download:
        page.get_by_role("button", name="生成并下载名单").click()
    columns = (sheets.Column(name="user", label="用户名"), sheets.Column(name="word", label="初始密码"))
    with Path(download.value.path()).open("rb") as file:
        rows = sheets.read(file, name="名单.xlsx", columns=columns).rows
    return {row.cells["user"]: row.cells["word"] for row in rows}


def shown_passwords(page: Page) -> dict[str, str]:
    """The administrators' first passwords, as the page shows them this once."""
    page.get_by_role("button", name="生成管理员初始密码").click()
    names = [re.search(r"（(.+)）", text) for text in page.locator("dl dt").all_inner_texts()]
    words = page.locator("dl dd .q-code").all_inner_texts()
    return {name[1]: word for name, word in zip(names, words, strict=True) if name}


def sign_in(window: Window, username: str, word: str) -> Window:
    """Sign in for the first time: nothing opens before a password of one's own and, for the staff, a second factor."""
    page = window.page
    page.goto("/accounts/login/")
    page.fill("[name=login]", username)
    page.fill("[name=password]", word)
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/accounts/password/")
    page.fill("#id_current", word)
    for field in ("new", "again"):
        page.fill(f"#id_{field}", OWN.format(username))
    page.get_by_role("button", name="换密码").click()
    page.wait_for_url(lambda url: "/accounts/password/" not in url)
    if "/2fa/" in page.url:
        look_at(page)
        secret = page.locator("dd.q-break").inner_text()
        page.fill("#id_code", str(format_hotp_value(hotp_value(secret, int(time.time()) // 30))))
        page.get_by_role("button", name="开通").click()
        page.wait_for_url("**/recovery-codes/")
        look_at(page)
        page.get_by_role("link", name="记好了，去办事").click()
    page.wait_for_url(lambda url: "/accounts/" not in url)
    return window


def test_from_an_empty_installation_to_the_first_closed_case(empty: House, open_window: Opener) -> None:
    operator, address = open_window(javascript=False), address_of(empty)
    page = operator.page
    fill_steps(open_window().page, address)
    hand_in_page = open_window().page
    hand_in(hand_in_page, address, SheetKind.FIRMS, FIRMS)
    hand_in(hand_in_page, address, SheetKind.PEOPLE, PEOPLE)
    words = fetched_passwords(hand_in_page)
    page.goto(address)
    words |= shown_passwords(page)
    page.get_by_role("link", name="已抄下，去开通").click()
    page.get_by_role("button", name="开通", exact=True).click()
    expect(page.locator(".q-banner-ok")).to_contain_text("安平县已经开通", timeout=LIVE)
    assert page.goto(address).status == 404  # type: ignore[union-attr]  # an address of ours always answers

    keeper = sign_in(open_window(), "anping-xitong", words["anping-xitong"])
    keeper.go("/setup/check/")
    keeper.see("今后 14 天下班后都有人值班")
    look_at(keeper.page)
    plan_duty(sign_in(open_window(), "duban", words["duban"]))
    keeper.go("/setup/check/")
    expect(keeper.page.locator("li", has_text="今后 14 天下班后都有人值班")).to_contain_text("已有")

    firm = sign_in(open_window(size=PHONE), "dianzhu", words["dianzhu"])
    desk, reviewer, unit = (sign_in(open_window(), name, words[name]) for name in ("paidan1", "paidan2", "gongdian"))
    first_case(firm, desk, reviewer, unit)
    assert "Traceback" not in empty.said


def plan_duty(office: Window) -> None:
    """The office plans everybody in turn for this month and the next."""
    office.go("/duty/")
    look_at(office.page)
    office.page.get_by_text("按轮值排一段").click()
    form = office.page.locator("form[action*='/duty/rotation/']")
    for box in form.locator("[name=posts]").all():
        story.toggle(box)
    for field, hours in (("first", -18), ("last", 21 * 24)):  # the shift that runs now belongs to it
        day = office.page.evaluate(f"new Date(Date.now() + {hours + 8} * 3600e3).toISOString().slice(0, 10)")
        form.locator(f"[name={field}]").fill(day)
    form.get_by_role("button", name="排好").click()
    office.told("已排")


def first_case(firm: Window, desk: Window, reviewer: Window, unit: Window) -> None:
    """Called on a phone, dispatched, handled, reviewed by the second person, confirmed by the firm."""
    number = story.file_call(firm, title="烫台一开就跳闸", with_photo=False)
    desk.go(f"/desk/?open={number}")
    story.accept(desk, number)
    story.dispatch(desk, lead=LEAD, assist="")
    story.sign(unit, number)
    unit.go(f"/tickets/{number}/")
    story.tell_contact(unit)
    unit.go(f"/tickets/{number}/")
    story.reply(unit, "已换上大一号的变压器，今晚起电压正常。")
    reviewer.go("/desk/?tab=replied")
    story.pass_reply(reviewer, number)
    story.answer(firm, number)
    firm.go(f"/tickets/{number}/")
    firm.see("已办结")
