"""A leader on a telephone: from a rate to the cases that failed it, to the timeline of one, and back."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import PHONE, Opener
from tests.browser.test_layout import too_wide


def test_from_a_rate_to_a_failed_case_and_its_timeline_in_two_taps(window: Opener) -> None:
    leader = window("lingdao", size=PHONE)
    leader.go("/statistics/board/?period=2025")
    rate = leader.page.locator("section.q-rate", has=leader.page.get_by_role("heading", name="解决率"))
    failed = rate.get_by_role("link", name=re.compile("企业说没有解决的"))
    lost = re.search(r"\d+", failed.inner_text())
    assert lost is not None
    assert int(lost[0]) > 0

    failed.click()
    expect(leader.page.locator("h1 .q-count")).to_have_text(lost[0])
    assert too_wide(leader.page) == []
    first = leader.page.locator("main th a.t").first
    title = first.inner_text()
    first.click()
    expect(leader.page.locator("h1")).to_contain_text(title)
    expect(leader.page.locator("#log li").first).to_be_visible()
    expect(leader.page.locator("#log")).to_contain_text("受理")

    leader.page.go_back()
    leader.page.get_by_role("navigation", name="位置").get_by_role("link", name="一页看板").click()
    expect(leader.page).to_have_url(re.compile(r"/statistics/board/\?period=2025$"))
    assert leader.problems == []


def test_a_leader_without_javascript_reads_a_town_by_kind(window: Opener) -> None:
    leader = window("lingdao", javascript=False, size=PHONE)
    leader.go("/statistics/board/?period=2025")
    leader.page.get_by_role("link", name="看表格").click()
    cell = leader.page.locator(".q-cross tbody tr:nth-child(2) td a").last
    number = re.search(r"\d+", cell.inner_text())
    assert number is not None

    cell.click()

    expect(leader.page.locator("h1 .q-count")).to_have_text(number[0])
    expect(leader.page.locator("main th a.t")).to_have_count(int(number[0]))
