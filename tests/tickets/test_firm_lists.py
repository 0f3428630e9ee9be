"""The front door, the firm's own list, the receipt, and looking up without an account."""

import uuid
from datetime import timedelta
from http import HTTPStatus

import pytest
from django.conf import LazySettings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from journal import clock
from orgs.models import Organisation, ServiceSite
from tests import cast
from tests.cast import World, current, signed_in
from tests.tickets.firm_pages import Calling, a_form
from tickets.models import Ticket, TrackingAttempt
from tickets.services import desk, filing, numbers, replying, tracking
from tickets.statuses import RejectReason, Urgency

ANYBODY = [None, "firm", "clerk", "desk", "liaison", "revisit_clerk", "leader", "sysadmin"]


def browser(world: World, who: str | None) -> Client:
    return signed_in(getattr(world, who)) if who else Client()


def with_code(world: World) -> tuple[str, str]:
    """Number and code of a case that has just been filed."""
    filed = filing.submit(
        cast.a_call(world), firm_id=world.firm.organisation_id, actor=world.firm, client_token=uuid.uuid4()
    )
    return filed.ticket.number, filed.tracking_code


# --- the front door -------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ANYBODY)
def test_the_front_door_is_open_to_everybody(world: World, who: str | None) -> None:
    page = browser(world, who).get("/")

    assert page.status_code == HTTPStatus.OK
    assert "查进度" in page.content.decode()


@pytest.mark.parametrize(("who", "offered"), [(None, True), ("firm", True), ("clerk", True), ("desk", False)])
def test_calling_is_offered_to_those_who_may_call(world: World, who: str | None, offered: bool) -> None:
    assert ('href="/call/"' in browser(world, who).get("/").content.decode()) is offered


def test_what_waits_for_the_firm_stands_first(world: World) -> None:
    waiting = cast.asked_to_confirm(world)
    cast.filed(world, title="还在等受理的那件")

    page = signed_in(world.firm).get("/").content.decode()

    assert "待您处理" in page
    assert waiting.number in page
    assert "还在等受理的那件" not in page
    assert "待您处理" not in signed_in(world.other_firm).get("/").content.decode()


def test_the_number_of_service_sites_is_counted(world: World, settings: LazySettings) -> None:
    settings.COUNTY_NAME = world.county.name
    station = Organisation.objects.get(kind="station")
    ServiceSite.objects.create(county=world.county, organisation=station, level="town", place=world.town)

    assert "<b>1</b> 个镇街服务站" in Client().get("/").content.decode()


def test_the_front_door_takes_no_posts(world: World) -> None:
    assert Client().post("/").status_code == HTTPStatus.METHOD_NOT_ALLOWED


# --- the list -------------------------------------------------------------------------------------


def test_a_new_firm_is_told_how_to_begin(world: World) -> None:
    page = signed_in(world.firm).get("/my/").content.decode()

    assert "您还没有提过诉求" in page
    assert 'href="/call/"' in page


def test_the_list_opens_on_what_waits_for_the_firm(world: World) -> None:
    cast.filed(world)
    assert signed_in(world.firm).get("/my/").context["tab"] == "open"

    cast.asked_to_confirm(world)

    assert signed_in(world.firm).get("/my/").context["tab"] == "waiting"


def test_each_case_stands_under_one_tab(world: World) -> None:
    cases = {"waiting": cast.asked_to_confirm(world), "open": cast.filed(world), "ended": cast.closed(world)}
    client = signed_in(world.firm)

    shown = {tab: [card.ticket for card in client.get("/my/", {"tab": tab}).context["cards"]] for tab in cases}

    assert shown == {tab: [ticket] for tab, ticket in cases.items()}


def test_a_card_says_status_unit_and_the_last_public_line(world: World) -> None:
    cast.replied(world)

    page = signed_in(world.firm).get("/my/").content.decode()

    assert "已答复，审核中" in page
    assert "供电公司 · 部门已提交答复，送审核" in page


def test_what_is_internal_is_never_the_last_line(world: World) -> None:
    ticket = cast.filed(world)
    desk.propose_rejection(
        ticket.pk,
        reason=RejectReason.PETITION,
        channel="信访局",
        explanation="信访",
        actor=world.desk,
        version=ticket.version,
    )

    assert "不予受理" not in signed_in(world.firm).get("/my/").content.decode()


def test_nobody_reads_another_firms_list(world: World) -> None:
    ticket = cast.filed(world)

    assert ticket.number not in signed_in(world.other_firm).get("/my/?tab=open").content.decode()


@pytest.mark.parametrize("who", ["desk", "liaison", "revisit_clerk", "leader", "sysadmin"])
def test_people_of_units_have_no_such_list(world: World, who: str) -> None:
    assert signed_in(getattr(world, who)).get("/my/").status_code == HTTPStatus.NOT_FOUND


def test_strangers_sign_in_first(world: World) -> None:
    assert Client().get("/my/")["Location"] == "/accounts/login/?next=%2Fmy%2F"


@pytest.mark.parametrize("asked", ["?tab=nothing", "?after=%00", "?after=W10", "?tab=open&after=" + "A" * 500])
def test_a_mangled_address_opens_the_first_page(world: World, asked: str) -> None:
    ticket = cast.filed(world)

    assert ticket.number in signed_in(world.firm).get(f"/my/{asked}").content.decode()


def test_older_cases_are_one_page_further(world: World) -> None:
    for place in range(21):
        with clock.moved_to(cast.MONDAY + place * cast.MINUTE):
            cast.filed(world, title=f"第 {place} 件事")
    client = signed_in(world.firm)

    first = client.get("/my/")
    second = client.get("/my/", {"tab": "open", "after": first.context["next"]})

    assert [card.ticket.title for card in second.context["cards"]] == ["第 0 件事"]
    assert second.context["next"] == ""


def test_three_cases_cost_what_one_costs(world: World) -> None:
    cast.signed(world)
    client = signed_in(world.firm)
    client.get("/my/")
    with CaptureQueriesContext(connection) as one:
        client.get("/my/")
    cast.signed(world)
    cast.signed(world)

    with CaptureQueriesContext(connection) as three:
        client.get("/my/")

    assert len(three) == len(one)


def test_htmx_gets_the_part(world: World) -> None:
    cast.filed(world)

    part = signed_in(world.firm).get("/my/", headers={"HX-Request": "true"}).content.decode()

    assert "<html" not in part
    assert 'data-live="list"' in part


# --- the receipt ----------------------------------------------------------------------------------


def test_the_receipt_shows_the_code_once_and_then_says_so(world: World) -> None:
    firm = Calling(world.firm)
    client, address = firm.client, firm.all_pages(a_form(world))["Location"]
    assert client.head(address).status_code == HTTPStatus.OK

    first, second = client.get(address), client.get(address)

    code = first.context["code"]
    assert len(code) == 8
    assert f'data-copy="{code}"' in first.content.decode()
    assert second.context["code"] == ""
    assert "查询码只在刚提交时显示一次" in second.content.decode()
    assert tracking.find(Ticket.objects.get().number, code, address="192.0.2.1") == Ticket.objects.get()


def test_the_receipt_says_by_when_the_call_is_heard(world: World) -> None:
    with clock.moved_to(cast.MONDAY):
        ticket = cast.filed(world)

    assert (
        "11月16日（周一）14:45 前，受理"
        in signed_in(world.firm).get(f"/tickets/{ticket.number}/receipt/").content.decode()
    )


def test_the_desk_has_no_receipt(world: World) -> None:
    ticket = cast.filed(world)

    assert signed_in(world.desk).get(f"/tickets/{ticket.number}/receipt/").status_code == HTTPStatus.NOT_FOUND


# --- looking up -----------------------------------------------------------------------------------


def test_number_and_code_show_how_it_stands_without_an_account(world: World) -> None:
    number, code = with_code(world)

    answer = Client().post("/track/", {"number": number.replace("-", " "), "code": f" {code.lower()[:4]} {code[4:]}"})

    page = answer.content.decode()
    assert answer.status_code == HTTPStatus.OK
    assert "电商行业党委正在看件，不清楚的会联系您。" in page
    assert "您提交了诉求" in page
    assert "1234" not in page.replace(number, "")
    assert "丁小满" not in page
    assert answer["Cache-Control"] == "no-store"


def test_nothing_is_looked_up_from_an_address(world: World) -> None:
    number, code = with_code(world)

    assert "电商行业党委" not in Client().get("/track/", {"number": number, "code": code}).content.decode()


def test_a_wrong_code_says_how_many_tries_are_left(world: World) -> None:
    number, _code = with_code(world)

    answer = Client().post("/track/", {"number": number, "code": "AAAAAAAA"})

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "编号或查询码不正确，还可再试 4 次" in answer.content.decode()
    assert answer.context["form"]["number"].value() == number


def test_an_absent_number_reads_like_a_wrong_code(world: World) -> None:
    with_code(world)

    absent = numbers.canonical(f"2611169999{numbers.check_digit('2611169999')}")

    answer = Client().post("/track/", {"number": absent, "code": "AAAAAAAA"})

    assert "编号或查询码不正确，还可再试 4 次" in answer.content.decode()


@pytest.mark.parametrize("number", ["", "  ", "261118", "261118-0419-4", "编号", "\x00", "1" * 60, "<script>"])
def test_a_slip_of_the_finger_counts_as_no_guess(world: World, number: str) -> None:
    answer = Client().post("/track/", {"number": number, "code": "AAAAAAAA"})

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "number" in answer.context["form"].errors
    assert not TrackingAttempt.objects.exists()


def test_guessing_ends_and_begins_again_later(world: World) -> None:
    number, code = with_code(world)
    guesser = Client()
    for _try in range(5):
        guesser.post("/track/", {"number": number, "code": "AAAAAAAA"})

    refused = guesser.post("/track/", {"number": number, "code": code})
    elsewhere = Client(REMOTE_ADDR="192.0.2.7").post("/track/", {"number": number, "code": code})
    TrackingAttempt.objects.update(at=clock.now() - timedelta(minutes=16))
    later = guesser.post("/track/", {"number": number, "code": code})

    assert (refused.status_code, refused["Retry-After"]) == (HTTPStatus.TOO_MANY_REQUESTS, "900")
    assert "操作太频繁，请 15 分钟后再试。" in refused.content.decode()
    assert (elsewhere.status_code, later.status_code) == (HTTPStatus.OK, HTTPStatus.OK)


def test_looking_up_shows_no_unreviewed_reply(world: World) -> None:
    number, code = with_code(world)
    ticket = Ticket.objects.get(number=number)
    desk.answer_directly(
        ticket.pk, category_id=world.category.pk, urgency=Urgency.NORMAL, actor=world.desk, version=ticket.version
    )
    leg = cast.lead_of(ticket)
    replying.submit(ticket.pk, leg_id=leg.pk, answer=cast.an_answer(), actor=world.desk, version=leg.version)

    page = Client().post("/track/", {"number": number, "code": code}).content.decode()

    assert current(ticket).status == "replied"
    assert "加装一台变压器" not in page
    assert "王红" not in page


def test_a_case_without_a_code_takes_as_long_as_one_that_is_absent(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticket = cast.filed(world)
    Ticket.objects.filter(pk=ticket.pk).update(tracking_hash=numbers.no_code().hashed.result())
    spent: list[str] = []
    monkeypatch.setattr(numbers, "hash_code", spent.append)

    for number in (ticket.number, "261110-0007-5"):
        with pytest.raises(tracking.WrongCode):
            tracking.find(number, "ABCDEFGH", address="192.0.2.1")

    assert spent == ["ABCDEFGH", "ABCDEFGH"]
