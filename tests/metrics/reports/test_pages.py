"""`/statistics/reports/`: who reads which report, and what the pages do."""

import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from journal import clock
from journal.models import AccessKind, AccessLog
from metrics.models import Report, ReportRun, ReportSubscription
from metrics.reports import running
from metrics.reports.kinds import ReportKind
from orgs.models import Post
from orgs.statuses import Role
from tests import cast
from tests.cast import World
from tests.metrics.reports import scenes
from tests.orgs.test_calendar import at
from tests.overseeing import city, in_force

pytestmark = pytest.mark.django_db
LIST = "/statistics/reports/"
NEW_YEAR = at("2027-01-04 08:00")


def read(post: Post, address: str = LIST) -> str:
    response = cast.signed_in(post).get(address)
    assert response.status_code == 200
    return unescape(response.content.decode())


def answers(post: Post, row: Report) -> set[int]:
    client = cast.signed_in(post)
    return {client.get(f"{LIST}{row.pk}/{part}").status_code for part in ("", "report.docx", "report.xlsx")}


@pytest.fixture
def bulletin(world: World) -> Report:
    scenes.november(world)
    return scenes.made(world)


@pytest.fixture
def year(world: World) -> Report:
    """The overview of the year; the power company has a sheet of its own, and a head."""
    assert world.head.role == Role.DEPT_HEAD
    scenes.november(world)
    return scenes.made(world, ReportKind.YEARLY, now=NEW_YEAR)


@pytest.mark.parametrize("name", ["leader", "office", "second_office"])
def test_leaders_and_the_office_read_every_report(world: World, bulletin: Report, name: str) -> None:
    reader = getattr(world, name)

    assert f"{LIST}{bulletin.pk}/" in read(reader)
    assert answers(reader, bulletin) == {200}


@pytest.mark.parametrize(
    "name", ["desk", "liaison", "handler", "revisit_clerk", "firm", "clerk", "sysadmin", "auditor", "head", "stranger"]
)
def test_nobody_else_reads_a_bulletin(world: World, bulletin: Report, name: str) -> None:
    assert answers(getattr(world, name), bulletin) == {404}


def test_the_head_of_a_unit_reads_its_own_sheet_alone(world: World, year: Report) -> None:
    own = Report.objects.get(unit=world.head.organisation)
    others = Report.objects.exclude(pk=own.pk)

    assert answers(world.head, own) == {200}
    assert {status for row in others for status in answers(world.head, row)} == {404}
    assert re.findall(rf"{LIST}(\d+)/\"", read(world.head)) == [str(own.pk)]
    assert answers(world.stranger, own) == {404}
    assert answers(world.liaison, own) == {404}


def test_another_county_reads_nothing(world: World, bulletin: Report) -> None:
    there = city()
    over = in_force(world, there)

    assert over.county == world.county
    assert {status for post in there.people.values() for status in answers(post, bulletin)} == {404}


def test_the_overview_leads_to_every_sheet(world: World, year: Report) -> None:
    text = read(world.leader, f"{LIST}{year.pk}/")

    assert set(re.findall(rf"{LIST}(\d+)/\"", text)) - {str(year.pk)} == {
        str(pk) for pk in Report.objects.exclude(unit=None).values_list("pk", flat=True)
    }


def test_a_page_is_drawn_of_the_frozen_report_in_a_fixed_number_of_statements(world: World, bulletin: Report) -> None:
    client = cast.signed_in(world.leader)
    client.get(f"{LIST}{bulletin.pk}/")

    for address in (f"{LIST}{bulletin.pk}/", LIST):
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        assert len(asked) <= 12
        assert not any("casefact" in query["sql"] or "metrics_cube" in query["sql"] for query in asked)


def test_one_kind_alone(world: World, bulletin: Report) -> None:
    daily = scenes.made(world, ReportKind.DAILY)

    assert re.findall(rf"{LIST}(\d+)/\"", read(world.office, f"{LIST}?kind=daily")) == [str(daily.pk)]
    assert len(re.findall(rf"{LIST}(\d+)/\"", read(world.office, f"{LIST}?kind=nothing"))) == 2


def test_a_corrected_report_says_so_and_the_list_has_the_newest_alone(world: World, bulletin: Report) -> None:
    scenes.one_more_exclusion(world)
    second = scenes.made(world, reason="补录一件剔除", now=scenes.in_a_while())

    assert re.findall(rf"{LIST}(\d+)/\"", read(world.office)) == [str(second.pk)]
    assert "这一版已经更正" in read(world.office, f"{LIST}{bulletin.pk}/")
    assert "第2版，更正：补录一件剔除" in read(world.office, f"{LIST}{second.pk}/")


def test_subscribing_and_unsubscribing_is_one_press_each(world: World) -> None:
    client = cast.signed_in(world.leader)

    client.post(f"{LIST}subscription/", {"kind": "weekly", "on": "on"})
    assert list(ReportSubscription.objects.values_list("post", "kind")) == [(world.leader.pk, "weekly")]
    assert "已订阅" in read(world.leader)

    client.post(f"{LIST}subscription/", {"kind": "weekly"})
    assert not ReportSubscription.objects.exists()


def test_a_subscription_to_nothing_and_of_a_head_is_404(world: World) -> None:
    assert cast.signed_in(world.leader).post(f"{LIST}subscription/", {"kind": "hourly"}).status_code == 404
    assert cast.signed_in(world.head).post(f"{LIST}subscription/", {"kind": "daily", "on": "on"}).status_code == 404


def test_the_office_has_one_made_and_sees_how_far_it_is(world: World) -> None:
    scenes.november(world)
    with clock.moved_to(scenes.FIRST_OF_DECEMBER):
        client = cast.signed_in(world.office)
        assert client.post(f"{LIST}make/", {"kind": "monthly", "day": "2026-11-16", "reason": ""}).status_code == 303
        assert "等待生成" in read(world.office)
        running.run()

        assert "已生成" in read(world.office)
        again = client.post(f"{LIST}make/", {"kind": "monthly", "day": "2026-11-16", "reason": ""})

    assert again.status_code == 409
    assert "写明原因" in unescape(again.content.decode())


def test_a_form_without_a_day_comes_back_with_what_was_typed(world: World) -> None:
    answer = cast.signed_in(world.office).post(f"{LIST}make/", {"kind": "weekly", "day": "", "reason": "更正"})

    assert answer.status_code == 422
    assert "请填日期" in answer.text
    assert 'value="更正"' in answer.text
    assert not ReportRun.objects.exists()


def test_only_the_office_is_offered_to_make_one(world: World) -> None:
    assert "现在出一份" in read(world.office)
    assert "现在出一份" not in read(world.leader)
    assert cast.signed_in(world.leader).post(f"{LIST}make/", {"kind": "daily", "day": "2026-11-16"}).status_code == 404


def test_a_file_that_leaves_the_house_is_on_record(world: World, bulletin: Report) -> None:
    cast.signed_in(world.leader).get(f"{LIST}{bulletin.pk}/report.xlsx")

    noted = AccessLog.objects.get(kind=AccessKind.DOWNLOAD)
    assert (noted.subject_type, noted.subject_id, noted.data["sha256"]) == ("report", bulletin.pk, bulletin.digest)


def test_the_page_of_figures_leads_here(world: World) -> None:
    assert LIST in read(world.leader, "/statistics/")
    assert LIST not in read(world.liaison, "/statistics/")
