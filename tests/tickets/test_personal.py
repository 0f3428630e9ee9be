"""Personal numbers in a firm's words: the desk is shown them before it dispatches, the units read what it decided."""

from http import HTTPStatus
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from journal.models import Event
from orgs.models import Post
from tests import cast
from tests.cast import World, current, signed_in
from tests.tickets import crafted, grouped
from tests.tickets.firm_pages import Calling, a_form
from tests.web.test_redacting import CARD, IDENTITY
from tickets.models import Ticket
from tickets.queries.timeline import timeline
from tickets.services import attaching, dispatch, firm
from tickets.statuses import Urgency

PHONE, MASKED = "13700003456", "137****3456"
BODY = f"跳闸以后机器停了，管事的老丁 {PHONE}，他的证号 {IDENTITY}。"


@pytest.fixture
def ticket(world: World) -> Ticket:
    """A case that waits for its dispatch."""
    return cast.accepted(world, title=f"停电，打{PHONE}", body=BODY, address=f"前丁村，到了打{PHONE}")


def send(world: World, ticket: Ticket, **said: Any) -> Any:
    """Press the desk's button."""
    form = {
        "version": current(ticket).version,
        "category": world.category.pk,
        "urgency": "normal",
        "lead": world.liaison.organisation_id,
    }
    return signed_in(world.desk).post(f"/tickets/{ticket.number}/dispatch/", form | said)


def read(post: Post, ticket: Ticket) -> str:
    return signed_in(post).get(f"/tickets/{ticket.number}/").content.decode()


def last_event(ticket: Ticket) -> Event:
    return Event.objects.for_subject("ticket", ticket.pk).get(verb="ticket.dispatched")


def test_the_dispatch_form_shows_each_number_where_it_stands_and_how_it_would_be_read(
    world: World, ticket: Ticket
) -> None:
    form = signed_in(world.desk).get(f"/tickets/{ticket.number}/").context["forms"]["dispatch"]

    assert [(str(one.field), one.kind.value, one.words) for one in form.personal] == [
        ("标题", "mobile", PHONE), ("内容", "mobile", PHONE), ("内容", "identity", IDENTITY), ("地点", "mobile", PHONE),
    ]  # fmt: skip
    assert "隐去后再派" in read(world.desk, ticket)


def test_where_there_is_none_nobody_is_asked(world: World) -> None:
    plain = cast.accepted(world)

    assert "隐去后再派" not in read(world.desk, plain)
    assert send(world, plain).status_code == HTTPStatus.SEE_OTHER
    assert "personal" not in last_event(plain).data


def test_with_one_tick_the_units_read_stars_and_the_desk_and_the_firm_the_original(
    world: World, ticket: Ticket
) -> None:
    assert send(world, ticket, redact="on").status_code == HTTPStatus.SEE_OTHER

    for post in (world.liaison, world.handler, world.head):
        page = read(post, ticket)
        assert (PHONE in page, IDENTITY in page, MASKED in page, "跳闸以后机器停了" in page) == (
            False,
            False,
            True,
            True,
        )
    for post in (world.desk, world.firm, world.office):
        page = read(post, ticket)
        assert (PHONE in page, IDENTITY in page) == (True, True)
    assert current(ticket).body == BODY


@pytest.mark.parametrize("path", ["/queue/", "/notices/"])
def test_the_units_lists_and_notices_have_the_title_in_the_same_words(world: World, ticket: Ticket, path: str) -> None:
    from notifications import relay  # noqa: PLC0415 -- one test

    send(world, ticket, redact="on")
    relay.handle(last_event(ticket))

    page = signed_in(world.liaison).get(path).content.decode()

    assert (PHONE in page, MASKED in page) == (False, True)


@pytest.mark.parametrize(("said", "took"), [({"redact": "on"}, True), ({}, False)])
def test_the_decision_stands_in_the_dispatch_event_without_a_number(
    world: World, ticket: Ticket, said: dict[str, str], took: bool
) -> None:
    send(world, ticket, **said)

    data = last_event(ticket).data
    details = {one.verb: one.details for one in timeline(ticket, for_firm=False)}
    assert (data["personal"], data["redacted"]) == ({"identity": 1, "mobile": 3}, took)
    assert PHONE not in str(data)
    assert (PHONE in read(world.liaison, ticket)) is not took
    words = "隐去 4 处，承办单位看不到" if took else "写有 4 处，没有隐去"
    assert ("个人信息", words) in details["ticket.dispatched"]
    assert words not in str(timeline(ticket, for_firm=True))


def test_what_the_firm_says_later_is_read_in_the_same_way(world: World, ticket: Ticket) -> None:
    send(world, ticket, redact="on")
    firm.add(ticket.pk, words="换人了，打13900002345", client_token=uuid4(), actor=world.firm)

    assert ("139****2345" in read(world.liaison, ticket), "13900002345" in read(world.liaison, ticket)) == (True, False)
    assert "13900002345" in read(world.desk, ticket)


def test_another_unit_that_gets_the_case_reads_no_more(world: World, ticket: Ticket) -> None:
    send(world, ticket, redact="on")
    order = dispatch.Order(lead_id=world.other_liaison.organisation_id)
    dispatch.send_elsewhere(
        ticket.pk, order=order, reason="换个单位", actor=world.desk, version=current(ticket).version
    )

    assert PHONE not in read(world.other_liaison, ticket)


def test_a_services_order_that_does_not_say_changes_nothing(world: World, ticket: Ticket) -> None:
    dispatch.send(
        ticket.pk,
        order=dispatch.Order(lead_id=world.liaison.organisation_id),
        category_id=world.category.pk,
        urgency=Urgency.NORMAL,
        actor=world.desk,
        version=current(ticket).version,
    )

    assert (current(ticket).redacted, "personal" in last_event(ticket).data) == (False, False)


@pytest.mark.parametrize("number", [IDENTITY, CARD])
def test_who_types_a_card_or_an_id_number_is_told_and_may_send_it(world: World, number: str) -> None:
    calling, said = Calling(world.firm), a_form(world, body=f"钱打到 {number} 没有到账，请帮忙查。")
    calling.send("what", said)
    again = calling.client.get(calling.at("what")).content.decode()
    calling.send("where", said)
    check = calling.client.get(calling.at("check")).content.decode()

    assert ("data-personal" in again, "data-personal" in check) == (True, True)
    assert calling.send("check").status_code == HTTPStatus.SEE_OTHER
    assert number in Ticket.objects.get().body


def test_a_phone_number_in_the_words_is_no_matter_to_the_firm(world: World) -> None:
    calling = Calling(world.firm)
    calling.send("what", a_form(world, body=f"管事的是老丁 {PHONE}，请先打给他。"))
    calling.send("where", a_form(world))

    assert "data-personal" not in calling.client.get(calling.at("check")).content.decode()


@pytest.mark.parametrize(("said", "hidden"), [({"redact": "on"}, True), ({}, False)])
def test_what_the_desk_decides_on_a_lead_case_holds_for_its_followers(
    world: World, ticket: Ticket, said: dict[str, str], hidden: bool
) -> None:
    follower = cast.accepted(world, firm_post=world.other_firm, body=f"一样的事，打{PHONE}")
    grouped.join(world, follower, ticket)

    send(world, ticket, **said)

    assert (PHONE in read(world.liaison, follower)) is not hidden
    assert last_event(follower).data["redacted"] is hidden


def test_numbers_of_a_follower_that_nobody_was_shown_are_hidden(world: World) -> None:
    lead = cast.accepted(world)
    follower = cast.accepted(world, firm_post=world.other_firm, body=f"一样的事，打{PHONE}")
    grouped.join(world, follower, lead)

    send(world, lead)

    assert ("personal" in last_event(lead).data, last_event(follower).data["personal"]) == (False, {"mobile": 1})
    assert (PHONE in read(world.liaison, follower), PHONE in read(world.desk, follower)) == (False, True)


def test_a_photo_named_by_a_number_is_read_in_the_same_way(world: World, ticket: Ticket) -> None:
    token = uuid4()
    photo = SimpleUploadedFile(f"身份证{IDENTITY}.png", crafted.picture("PNG"))
    attaching.keep_one(photo, person=world.firm.person, client_token=token)
    firm.add(ticket.pk, words="照片在这里", client_token=token, actor=world.firm)
    send(world, ticket, redact="on")
    file = ticket.attachments.get()
    assert current(ticket).redacted

    assert IDENTITY in read(world.desk, ticket)
    assert IDENTITY not in read(world.liaison, ticket)
    named = [signed_in(post).get(f"/files/{file.pk}/")["Content-Disposition"] for post in (world.desk, world.liaison)]
    assert [IDENTITY in name for name in named] == [True, False]
