"""An address is read to the village; to the door by the firm itself and by whoever handles the case (DOMAIN §4.1)."""

from typing import Any

import pytest

from journal.models import AccessLog
from orgs.models import Place, Post
from orgs.names import name_keys
from orgs.statuses import PlaceKind
from tests import cast
from tests.cast import World, signed_in
from tests.tickets import whistled
from tests.tickets.stages import people
from tickets.models import Ticket
from tickets.services import dispatch

DOOR = "前丁村东头第三家"
TO_THE_VILLAGE = "云裳镇，前丁村（只显示到村）"


@pytest.fixture
def village(world: World) -> Place:
    """前丁村, beside another village whose name is part of its own."""
    a_village(world, world.town, "丁村")
    return a_village(world, world.town, "前丁村")


def a_village(world: World, town: Place, name: str) -> Place:
    return Place.objects.create(county=world.county, kind=PlaceKind.VILLAGE, parent=town, name=name, **name_keys(name))


def case(world: World, **words: Any) -> Ticket:
    return cast.dispatched(world, **({"address": DOOR} | words))


def page_of(ticket: Ticket, post: Post, page: str = "") -> str:
    answer = signed_in(post).get(f"/tickets/{ticket.number}/{page}")
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize(
    ("who", "reads"),
    [
        ("firm", True),
        ("desk", True),
        ("second_desk", True),
        ("liaison", True),
        ("handler", True),
        ("head", True),
        ("other_liaison", True),
        ("office", False),
        ("revisit_clerk", False),
        ("leader", False),
        ("secretary", False),
    ],
)
def test_the_door_is_for_the_firm_the_desk_and_the_units_that_handle_it(
    world: World, village: Place, who: str, reads: bool
) -> None:
    reader = people(world)[who] if who == "secretary" else getattr(world, who)

    shown = page_of(case(world), reader)

    assert (DOOR in shown, TO_THE_VILLAGE in shown) == (reads, not reads)


@pytest.mark.parametrize(
    ("address", "where"),
    [
        ("云裳大街 12 号", "云裳镇（只显示到镇街）"),
        ("丁村 3 号", "云裳镇，丁村（只显示到村）"),
        ("后李村王老四家", "云裳镇（只显示到镇街）"),
        ("", "云裳镇"),
    ],
)
def test_a_village_is_one_that_the_register_knows(world: World, village: Place, address: str, where: str) -> None:
    shown = page_of(case(world, address=address), world.office)

    assert f"<dd>{where}</dd>" in shown
    assert not address or address not in shown


def test_a_village_of_another_town_is_not_named(world: World) -> None:
    a_village(world, world.other_town, "前丁村")

    assert "<dd>云裳镇（只显示到镇街）</dd>" in page_of(case(world), world.office)


@pytest.mark.parametrize("page", ["", "sheet/", "receipt/"])
def test_a_station_reads_and_prints_the_village(world: World, village: Place, page: str) -> None:
    ticket = cast.filed(world, by=world.clerk, address=DOOR, source="station", notice_version=1)

    shown = {who: page_of(ticket, getattr(world, who), page) for who in ("clerk", "firm")}

    assert {who: (DOOR in words, TO_THE_VILLAGE in words) for who, words in shown.items()} == {
        "clerk": (False, True), "firm": (True, False),
    }  # fmt: skip


def test_a_confidential_address_is_no_units(world: World, village: Place) -> None:
    ticket = case(world, confidential=True)

    assert {who: DOOR in page_of(ticket, getattr(world, who)) for who in ("desk", "liaison", "other_liaison")} == {
        "desk": True, "liaison": False, "other_liaison": False,
    }  # fmt: skip
    assert "云裳镇（详细地址保密）" in page_of(ticket, world.liaison)


def test_a_unit_that_has_given_the_case_away_reads_the_village_again(world: World, village: Place) -> None:
    ticket = case(world, assists=False)
    order = dispatch.Order(lead_id=world.third_liaison.organisation_id, assists=[], instruction="请接手。")
    dispatch.send_elsewhere(ticket.pk, order=order, reason="涉及计量", actor=world.desk, version=ticket.version)

    assert {who: DOOR in page_of(ticket, getattr(world, who)) for who in ("liaison", "third_liaison")} == {
        "liaison": False, "third_liaison": True,
    }  # fmt: skip


def test_who_is_called_by_a_whistle_finds_the_way_and_the_office_does_not_read_it_there(
    world: World, village: Place
) -> None:
    ticket = case(world, assists=False)
    whistled.blow(world, ticket, "third_liaison", place=f"{DOOR}门口")

    called, office = page_of(ticket, world.third_liaison), page_of(ticket, world.office)

    assert (DOOR in called, DOOR in office) == (True, False)
    assert "前丁村门口" in office


def test_an_address_with_a_number_in_it_goes_no_further_by_a_whistle_either(world: World, village: Place) -> None:
    door = f"{DOOR}，打 13955557777"
    ticket = case(world, assists=False, address=door)
    Ticket.objects.filter(pk=ticket.pk).update(redacted=True)
    whistled.blow(world, ticket, "third_liaison", place=door)

    leader, lead = page_of(ticket, world.leader), page_of(ticket, world.liaison)

    assert (DOOR in leader, "13955557777" in leader, TO_THE_VILLAGE in leader) == (False, False, True)
    assert f"{DOOR}，打 139****7777" in lead


def reveal(world: World, ticket: Ticket, who: str, *what: str) -> Any:
    said = {"purpose": "visit", "what": what}
    return signed_in(getattr(world, who)).post(f"/tickets/{ticket.number}/reveal/", said)


def test_a_revisit_clerk_asks_for_it_with_a_purpose_and_that_is_written_down(world: World, village: Place) -> None:
    ticket = case(world)

    shown, again = reveal(world, ticket, "revisit_clerk", "address"), page_of(ticket, world.revisit_clerk)

    assert (DOOR in shown.text, "13800001234" in shown.text, DOOR in again) == (True, False, False)
    row = AccessLog.objects.get(kind="reveal")
    assert (row.post, row.subject_id, row.data) == (
        world.revisit_clerk.pk, ticket.pk, {"what": "address", "purpose": "visit", "number": ticket.number},
    )  # fmt: skip


@pytest.mark.parametrize(("who", "status"), [("liaison", 422), ("office", 403), ("stranger", 404)])
def test_who_reads_it_already_or_never_cannot_ask_for_it(world: World, village: Place, who: str, status: int) -> None:
    answer = reveal(world, case(world), who, "address")

    assert answer.status_code == status
    assert who == "liaison" or DOOR not in answer.text
