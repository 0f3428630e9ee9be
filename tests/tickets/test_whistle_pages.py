"""Whistle and check-in on the pages: forms, queue and desk, what the firm reads, photos that are not the firm's."""

import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from journal import clock
from tests import cast
from tests.cast import MINUTE, MONDAY, World, current
from tests.tickets import whistled
from tests.tickets.firm_pages import a_photo
from tests.tickets.staff_pages import newest_call, send
from tests.tickets.whistled import CALLS, blow, call_of, check_in, end
from tickets.models import Attachment, Ticket, Whistle
from tickets.services import desk
from tickets.statuses import Source
from tickets.whistle_kinds import WhistleKind


@pytest.fixture(autouse=True)
def monday(db: None) -> Iterator[None]:
    """Tests begin on a Monday at nine."""
    with clock.moved_to(MONDAY):
        yield


def get(world: World, who: str, address: str) -> str:
    answer = cast.signed_in(getattr(world, who)).get(address)
    assert answer.status_code == 200
    return str(answer.text)


def a_whistle(world: World, **words: Any) -> dict[str, Any]:
    said = {
        "kind": "hard",
        "units": [world.third_liaison.organisation_id],
        "needed": "请一起到现场查清线路归谁管",
        "grounds": "线路、计量分属两个单位",
    }
    return said | words


# --- blowing ----------------------------------------------------------------------------------------------------------


def test_the_form_says_when_to_use_which_and_lists_no_own_unit(world: World) -> None:
    page = get(world, "desk", f"/tickets/{cast.signed(world).number}/blow_whistle/")
    act = page[page.index('id="act-blow_whistle"') :]

    for words in ("一个单位办不了", "一起到现场检查、执法", "30 分钟内报到", "市监局", "云裳镇"):
        assert words in act
    assert "电商行业党委</label>" not in act
    assert "云裳坊演出服饰店</label>" not in act


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("harm", {"kind": "emergency", "place": "前丁村"}),
        ("place", {"kind": "emergency", "harm": "life", "place": ""}),
        ("place", {"kind": "joint", "meets_at": "2026-11-17T09:00", "place": ""}),
        ("meets_at", {"kind": "joint", "place": "前丁村"}),
        ("meets_at", {"kind": "joint", "place": "前丁村", "meets_at": "明天"}),
        ("meets_at", {"kind": "joint", "place": "前丁村", "meets_at": "2026-11-15T09:00"}),
        ("units", {"units": []}),
        ("grounds", {"grounds": "难"}),
    ],
)
def test_what_is_missing_is_said_at_its_field_and_the_rest_stays(
    world: World, field: str, words: dict[str, Any]
) -> None:
    ticket = cast.signed(world)

    answer = send(world, ticket, "blow_whistle", who="desk", words=a_whistle(world) | words)

    assert answer.status_code == 422
    assert f'id="blow_whistle-{field}_error"' in answer.text or f'id="{field}_error"' in answer.text
    assert "请一起到现场查清线路归谁管" in answer.text
    assert not Whistle.objects.exists()


def test_a_form_that_was_overtaken_keeps_its_words(world: World) -> None:
    ticket = cast.signed(world)
    version = ticket.version
    blow(world, ticket)

    answer = send(world, ticket, "blow_whistle", who="second_desk", words=a_whistle(world, version=version))

    assert (answer.status_code, "请一起到现场查清线路归谁管" in answer.text) == (409, True)


def test_the_station_blows_and_ends_on_its_own_page(world: World) -> None:
    ticket = cast.filed(world, by=world.clerk, firm_post=world.firm)
    desk.accept(ticket.pk, actor=world.desk, version=ticket.version)
    assert "吹哨，召集有关单位" in get(world, "clerk", f"/tickets/{ticket.number}/")
    assert "要他们做什么" in get(world, "clerk", f"/tickets/{ticket.number}/blow_whistle/")

    answer = send(world, ticket, "blow_whistle", who="clerk", words=a_whistle(world))
    assert answer.status_code == 303
    check_in(ticket, world.third_liaison)
    assert "报到 1/1" in get(world, "clerk", f"/tickets/{ticket.number}/")
    words = {"whistle": Whistle.objects.get().pk, "result": "已查清由村集体出线"}
    assert send(world, ticket, "end_whistle", who="clerk", words=words).status_code == 303
    words = {f"grade{newest_call(world)}": "3"}
    assert send(world, ticket, "rate_units", who="clerk", words=words).status_code == 303


# --- the called unit --------------------------------------------------------------------------------------------------


def test_a_called_unit_without_a_leg_finds_it_in_its_queue_and_checks_in_from_there(world: World) -> None:
    ticket = whistled.whistled(world)

    page = get(world, "third_liaison", "/queue/")
    assert "有 1 次吹哨等你单位报到" in page
    assert "吹哨待报到 1" in page
    page = get(world, "third_liaison", "/queue/?tab=called")
    assert f'href="/tickets/{ticket.number}/check_in/"' in page
    assert "剩 1 天" in page or "到期" in page
    page = get(world, "third_liaison", f"/tickets/{ticket.number}/")
    assert "轮到您：报到" in page

    check_in(ticket, world.third_liaison)
    assert ticket.number not in get(world, "third_liaison", "/queue/?tab=called")
    assert "按时报到" in get(world, "third_liaison", "/queue/?tab=came")
    end(ticket, world.desk)
    assert f'href="/tickets/{ticket.number}/rate_whistle/"' in get(world, "third_liaison", "/queue/?tab=came")


def test_who_comes_second_is_told_who_was_first_and_keeps_the_words(world: World) -> None:
    ticket = whistled.come(world)
    words = {"call": newest_call(world), "way": "onsite", "place": "配电房", "said": "我们也到了，等在门口"}

    answer = send(world, ticket, "check_in", who="third_liaison", words=words)

    assert answer.status_code == 409
    assert "市监局" in answer.text
    assert "“报到”" in answer.text
    assert "我们也到了，等在门口" in answer.text


def test_a_unit_that_was_never_called_reads_403(world: World) -> None:
    ticket = whistled.whistled(world)
    words = {"call": newest_call(world), "way": "onsite", "place": "配电房"}

    assert send(world, ticket, "check_in", who="liaison", words=words).status_code == 403


@pytest.mark.parametrize(
    ("field", "words"), [("place", {"way": "onsite", "place": ""}), ("said", {"way": "online", "said": "在"})]
)
def test_onsite_is_somewhere_and_online_brings_something(world: World, field: str, words: dict[str, str]) -> None:
    ticket = whistled.whistled(world)

    answer = send(world, ticket, "check_in", who="third_liaison", words={"call": newest_call(world)} | words)

    assert answer.status_code == 422
    assert f"check_in-{field}_error" in answer.text


def test_photos_of_a_check_in_are_read_by_units_and_never_by_the_firm(world: World) -> None:
    ticket, token = whistled.whistled(world), uuid.uuid4()
    words = {"call": newest_call(world), "way": "onsite", "place": "配电房", "client_token": token, "files": a_photo()}
    assert send(world, ticket, "check_in", who="third_liaison", words=words).status_code == 303
    kept = Attachment.objects.get()

    assert (kept.ticket, kept.check_in) == (ticket, call_of(ticket, world.third_liaison))
    for who, status in (("desk", 200), ("other_liaison", 200), ("firm", 404)):
        answer = cast.signed_in(getattr(world, who)).get(f"/files/{kept.pk}/")
        assert answer.status_code == status
    assert f"/files/{kept.pk}/" in get(world, "desk", f"/tickets/{ticket.number}/")
    assert f"/files/{kept.pk}/" not in get(world, "firm", f"/tickets/{ticket.number}/")


def test_a_called_unit_reads_no_confidential_caller_and_no_address_is_filled_in(world: World) -> None:
    ticket = cast.dispatched(world, assists=False, confidential=True, address="前丁村八号")
    form = get(world, "desk", f"/tickets/{ticket.number}/blow_whistle/")
    assert 'value="云裳镇，前丁村八号"' not in form
    blow(world, ticket, "third_liaison")

    page = get(world, "third_liaison", f"/tickets/{ticket.number}/")
    assert "保密诉求人" in page
    assert "云裳坊" not in page
    assert "前丁村八号" not in page


# --- desk, lead, firm -------------------------------------------------------------------------------------------------


def test_the_desk_finds_its_whistles_with_a_light_for_each_unit(world: World) -> None:
    ticket = whistled.emergency(world)
    check_in(ticket, world.third_liaison)
    with clock.moved_to(MONDAY + 31 * MINUTE):
        check_in(ticket, world.other_liaison)
        page = get(world, "desk", "/desk/?tab=whistling")

    assert ticket.number[-6:] in page
    for words in ("市监局 按时报到", "发改局 迟到", "供电公司 超时未到"):
        assert words in page
    end(ticket, world.desk)
    assert ticket.number[-6:] not in get(world, "desk", "/desk/?tab=whistling")


def test_the_lead_sees_the_lights_in_its_queue(world: World) -> None:
    whistled.come(world)

    page = get(world, "liaison", "/queue/")
    assert "市监局 按时报到" in page
    assert "发改局 待报到" in page


def test_the_firm_reads_one_plain_sentence_and_who_has_come_and_no_officials_words(world: World) -> None:
    ticket = whistled.whistled(world)

    page = get(world, "firm", f"/tickets/{ticket.number}/")
    assert "行业党委已吹哨，召集发改局、市监局一起解决。" in page
    assert "还没有单位报到。" in page
    check_in(ticket, world.third_liaison)
    page = get(world, "firm", f"/tickets/{ticket.number}/")
    assert "已报到：市监局。" in page
    assert "市监局已到现场。" in page
    for hidden in ("带了两个人", "配电箱旁", "吴市", "王红", "分属三个单位", "免予报到"):
        assert hidden not in page
    end(ticket, world.desk)
    page = get(world, "firm", f"/tickets/{ticket.number}/")
    assert "吹哨已结束" in page
    assert "由村集体出线" not in page


def test_a_firm_that_did_not_call_by_itself_is_no_station(world: World) -> None:
    ticket = cast.filed(world, by=world.desk, firm_post=world.firm, source=Source.PHONE)
    desk.accept(ticket.pk, actor=world.desk, version=ticket.version)

    assert send(world, ticket, "blow_whistle", who="firm", words=a_whistle(world)).status_code == 403


# --- what it costs ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "make"),
    [
        ("desk", whistled.emergency),
        ("third_liaison", whistled.whistled),
        ("third_liaison", whistled.ended),
        ("liaison", whistled.ended),
        ("firm", whistled.come),
    ],
)
def test_a_case_page_stays_within_its_queries(world: World, who: str, make: Callable[[World], Ticket]) -> None:
    ticket, client = make(world), cast.signed_in(getattr(world, who))
    with CaptureQueriesContext(connection) as queries:
        page = client.get(f"/tickets/{ticket.number}/")

    assert (page.status_code, len(queries) <= 12) == (200, True), len(queries)


@pytest.mark.parametrize(
    ("who", "address", "make"),
    [
        ("third_liaison", "/queue/?tab=called", whistled.whistled),
        ("third_liaison", "/queue/?tab=came", whistled.ended),
        ("liaison", "/queue/", whistled.come),
        ("desk", "/desk/?tab=whistling", whistled.come),
        ("office", "/desk/?tab=whistling", whistled.come),
    ],
)
def test_a_list_costs_the_same_for_one_and_for_three(
    world: World, who: str, address: str, make: Callable[[World], Ticket]
) -> None:
    client, numbers, costs = cast.signed_in(getattr(world, who)), [], []
    for more in (1, 2):
        numbers += [make(world).number for _ in range(more)]
        with CaptureQueriesContext(connection) as queries:
            shown = client.get(address).text
        costs.append(len(queries))
        assert [number for number in numbers if number[-6:] in shown] == numbers

    assert costs[0] == costs[1] <= 12, costs


@pytest.mark.parametrize("kind", list(WhistleKind))
def test_lists_and_pages_of_a_called_unit_hold_for_every_kind(world: World, kind: WhistleKind) -> None:
    ticket = cast.signed(world)
    blow(world, ticket, *CALLS, kind=kind)

    assert str(kind.label) in get(world, "third_liaison", "/queue/?tab=called")
    assert str(kind.label) in get(world, "third_liaison", f"/tickets/{current(ticket).number}/")
