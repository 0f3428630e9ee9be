"""The receipt says what comes next and by when; on paper it has everything and nothing to press."""

import re
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any
from unittest.mock import patch

import pytest
from django.conf import LazySettings
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from journal import clock
from journal.models import AccessKind, AccessLog
from orgs.calendar import COUNTY_TIME
from orgs.models import County
from tests import cast
from tests.cast import World, signed_in
from tests.tickets.firm_pages import Calling, a_form, a_photo
from tickets.models import Draft, Ticket
from tickets.services import desk, following, links
from web.sessions import SessionStore


def receipt_of(client: Client, ticket: Ticket, page: str = "receipt") -> Any:
    return client.get(f"/tickets/{ticket.number}/{page}/")


def steps_of(world: World, ticket: Ticket) -> list[tuple[str, str]]:
    """State and heading of each step that the receipt names."""
    steps = receipt_of(signed_in(world.firm), ticket).context["steps"]
    return [(step.state, step.heading) for step in steps]


def test_a_fresh_receipt_names_each_step_and_the_last_day_by_the_limits_of_its_tier(world: World) -> None:
    with clock.moved_to(cast.MONDAY):
        ticket = cast.filed(world)

        steps = steps_of(world, ticket)

    # Accepted at the last minute (14:45) and dispatched half a day later, T4 has fifteen working days.
    assert steps == [
        ("now", "11月16日（周一）14:45 前，受理"),
        ("", "受理后派单"),
        ("", "最晚 12月8日（周二）18:00 答复"),
        ("", "办好了，由您确认"),
    ]


def test_the_last_day_of_the_receipt_is_kept_by_a_desk_that_uses_all_of_its_time(world: World) -> None:
    with clock.moved_to(cast.MONDAY):
        ticket = cast.filed(world)
        promised = steps_of(world, ticket)[2][1]
    with clock.moved_to(datetime(2026, 11, 16, 14, 45, tzinfo=COUNTY_TIME)):
        desk.accept(ticket.pk, actor=world.desk, version=ticket.version)

        assert steps_of(world, ticket)[2] == ("", promised)


def test_a_call_that_nobody_has_classified_is_promised_no_day(world: World) -> None:
    ticket = cast.filed(world, category_id=None)

    page = receipt_of(signed_in(world.firm), ticket).content.decode()

    assert "行业党委分清类别，派单时写明几号前答复。" in page
    assert "最晚" not in page


def test_a_call_of_the_evening_says_from_when_it_counts(world: World) -> None:
    with clock.moved_to(datetime(2026, 11, 16, 20, 36, tzinfo=COUNTY_TIME)):
        ticket = cast.filed(world)

    page = receipt_of(signed_in(world.firm), ticket).content.decode()

    assert "收到时已经下班，从11月17日（周二）08:30起算。" in page


def test_a_bookmarked_receipt_goes_along_with_the_case(world: World) -> None:
    with clock.moved_to(cast.MONDAY):
        ticket = cast.signed(world)
        steps = steps_of(world, ticket)
    assert steps == [
        ("done", "受理"),
        ("done", "派给供电公司办理"),
        ("now", "最晚 12月7日（周一）18:00 答复"),
        ("", "办好了，由您确认"),
    ]

    closed = cast.closed(world)

    assert steps_of(world, closed) == [("now", "已办结")]


def test_the_code_on_the_receipt_leads_to_the_link(world: World, settings: LazySettings) -> None:
    settings.BASE_URL = "https://qihu.example"
    ticket = cast.filed(world)

    answer = receipt_of(signed_in(world.firm), ticket)

    assert answer.context["link"] == f"https://qihu.example{links.link_of(ticket)}"
    assert re.search(r'<svg class="q-qrcode" viewBox="0 0 (\d+) \1" role="img"', answer.content.decode())


@pytest.mark.parametrize("page", ["receipt", "sheet"])
def test_paper_carries_the_county_its_telephone_and_all_that_was_said(world: World, page: str) -> None:
    County.objects.update(hotline="0530-5612345")
    ticket = cast.filed(world, expected="先调负荷", address="前丁村 12 号", confidential=True)
    following.receive(a_photo(), actor=world.firm, client_token=ticket.client_token)

    paper = receipt_of(signed_in(world.firm), ticket, page).content.decode()

    for words in (
        "测试县", "值班电话 0530-5612345", ticket.number, "云裳坊演出服饰店", ticket.title, ticket.body, "先调负荷",
        "低压供电", "影响交货", "云裳镇，前丁村 12 号", "138****1234", "不让承办单位看到联系人", "电商行业党委", "1 个",
    ):  # fmt: skip
        assert words in paper
    assert "13800001234" not in paper


def test_the_sheet_of_a_case_shows_promises_kept_and_is_noted(world: World) -> None:
    with clock.moved_to(cast.MONDAY):
        ticket = cast.accepted(world)
    client = signed_in(world.firm)
    client.head(f"/tickets/{ticket.number}/sheet/")

    page = receipt_of(client, ticket, "sheet").content.decode()

    assert "承诺 11月16日（周一）14:45 前，已做到" in page
    assert [(row.subject_id, row.post) for row in AccessLog.objects.filter(kind=AccessKind.PRINT)] == [
        (ticket.pk, world.firm.pk)
    ]


def test_a_promise_that_was_late_says_by_how_much(world: World) -> None:
    with clock.moved_to(cast.MONDAY):
        ticket = cast.filed(world)
    with clock.moved_to(datetime(2026, 11, 16, 16, 45, tzinfo=COUNTY_TIME)):
        desk.accept(ticket.pk, actor=world.desk, version=ticket.version)

    page = receipt_of(signed_in(world.firm), ticket, "sheet").content.decode()

    assert "承诺 11月16日（周一）14:45 前，超期 2 小时 完成" in page


@pytest.mark.parametrize(
    ("who", "answer"), [("other_firm", 404), ("clerk", 404), ("desk", 404), ("liaison", 404), ("sysadmin", 404)]
)
def test_the_papers_of_a_case_are_its_firms_alone(world: World, who: str, answer: int) -> None:
    ticket = cast.filed(world)

    assert receipt_of(signed_in(getattr(world, who)), ticket, "sheet").status_code == answer
    assert receipt_of(signed_in(getattr(world, who)), ticket).status_code == answer
    assert not AccessLog.objects.filter(kind=AccessKind.PRINT).exists()


def test_strangers_sign_in_before_they_print(world: World) -> None:
    assert receipt_of(Client(), cast.filed(world), "sheet").status_code == HTTPStatus.FOUND


def test_a_sheet_costs_the_same_however_much_has_happened(world: World) -> None:
    ticket, client, counts = cast.signed(world), signed_in(world.firm), []
    for lines in (1, 2):
        for _line in range(lines):
            cast.say_more(world, ticket)
        receipt_of(client, ticket, "sheet")
        with CaptureQueriesContext(connection) as reads:
            receipt_of(client, ticket, "sheet")
        counts.append(len(reads))

    assert counts[0] == counts[1]


def test_every_clock_of_the_firm_opens_its_sum(world: World) -> None:
    with clock.moved_to(datetime(2026, 11, 20, 9, 0, tzinfo=COUNTY_TIME)):
        ticket = cast.signed(world)

    with clock.moved_to(datetime(2026, 11, 20, 9, 0, tzinfo=COUNTY_TIME) + timedelta(hours=1)):
        page = signed_in(world.firm).get(f"/tickets/{ticket.number}/").content.decode()

    assert "说好的：受理" in page
    assert "说好的：联系您" in page
    assert "<dt>上限</dt><dd>15 个工作日</dd>" in page
    assert "<dt>其间休息</dt><dd>6 天，不算</dd>" in page
    assert page.count('<details class="q-sum">') >= 4


@pytest.mark.django_db(transaction=True)
def test_a_case_and_its_code_come_to_be_in_one_transaction(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    firm = Calling(world.firm)
    firm.send("what", a_form(world))
    firm.send("where", a_form(world))
    seen: list[bool] = []

    def saved(session: SessionStore) -> None:
        seen.append(connection.in_atomic_block)
        raise OSError("the machine went down")

    monkeypatch.setattr(SessionStore, "save_along", saved)
    with pytest.raises(OSError, match="went down"):
        firm.send("check")

    assert seen == [True]
    assert not Ticket.objects.exists()
    assert Draft.objects.count() == 1


def test_whoever_is_signed_out_in_mid_filing_has_filed_all_the_same(world: World) -> None:
    firm = Calling(world.firm)
    firm.send("what", a_form(world))
    firm.send("where", a_form(world))
    keep = SessionStore.save_along

    def ended_elsewhere(session: SessionStore) -> None:
        Session.objects.all().delete()
        keep(session)

    with patch.object(SessionStore, "save_along", ended_elsewhere):
        answer = firm.send("check")

    assert answer.status_code == HTTPStatus.BAD_REQUEST  # as any page of a session that ends under it
    assert Ticket.objects.count() == 1
