"""The pages of staff: who opens them, what they show, and that they cost the same however full they are."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import cast
from tests.cast import World
from tickets.models import Ticket

LISTS = [
    ("/desk/", "desk"),
    ("/queue/", "liaison"),
    ("/revisits/", "revisit_clerk"),
]


def page_of(world: World, who: str, address: str, **headers: Any) -> Any:
    """What this person reads at an address."""
    return cast.signed_in(getattr(world, who)).get(address, **headers)


@pytest.mark.parametrize(("address", "who"), LISTS)
def test_a_list_opens_for_whom_it_is_for(world: World, address: str, who: str) -> None:
    assert page_of(world, who, address).status_code == 200


@pytest.mark.parametrize(("address", "who"), LISTS)
def test_a_list_is_absent_for_everybody_else(world: World, address: str, who: str) -> None:
    assert [page_of(world, name, address).status_code for name in ("firm", "leader", "sysadmin", "auditor")] == [
        404
    ] * 4


@pytest.mark.parametrize(("address", "who"), LISTS)
def test_strangers_are_sent_to_sign_in(client: Any, world: World, address: str, who: str) -> None:
    assert client.get(address).headers["Location"] == f"/accounts/login/?next=%2F{address.strip('/')}%2F"


@pytest.mark.parametrize(("address", "who"), LISTS)
def test_a_list_is_only_read(world: World, address: str, who: str) -> None:
    assert cast.signed_in(getattr(world, who)).post(address).status_code == 405


@pytest.mark.parametrize(("address", "who"), LISTS)
def test_htmx_gets_the_part(world: World, address: str, who: str) -> None:
    part = page_of(world, who, address, headers={"HX-Request": "true"})

    assert (part.status_code, "<html" in part.text, "HX-Request" in part.headers["Vary"]) == (200, False, True)


STAGES: list[tuple[str, str, str, Callable[[World], Ticket]]] = [
    ("desk", "/desk/", "submitted", cast.filed),
    ("desk", "/desk/?tab=accepted", "accepted", cast.accepted),
    ("desk", "/desk/?tab=replied", "replied", cast.replied),
    ("office", "/desk/", "submitted", cast.filed),
    ("liaison", "/queue/", "pending", cast.dispatched),
    ("liaison", "/queue/", "signed", cast.signed),
    ("other_liaison", "/queue/?tab=assist", "pending", cast.dispatched),
    ("liaison", "/queue/?tab=done", "replied", cast.replied),
    ("revisit_clerk", "/revisits/", "revisiting", cast.asked_to_confirm),
]


@pytest.mark.parametrize(("who", "address", "stage", "make"), STAGES)
def test_a_list_shows_its_cases_at_the_same_cost_for_one_and_for_three(
    world: World, who: str, address: str, stage: str, make: Callable[[World], Ticket]
) -> None:
    client, numbers, costs = cast.signed_in(getattr(world, who)), [], []
    for more in (1, 2):
        numbers += [make(world).number for _ in range(more)]
        with CaptureQueriesContext(connection) as queries:
            shown = client.get(address).text
        costs.append(len(queries))

        assert [number for number in numbers if number in shown] == numbers

    assert costs[0] == costs[1]
    assert costs[0] <= 12, costs


@pytest.mark.parametrize(
    ("who", "make"),
    [
        ("desk", cast.filed),
        ("desk", cast.accepted),
        ("second_desk", cast.replied),
        ("liaison", cast.dispatched),
        ("liaison", cast.signed),
        ("other_liaison", cast.dispatched),
        ("revisit_clerk", cast.asked_to_confirm),
        ("office", cast.closed),
    ],
)
def test_a_case_page_stays_within_its_queries(world: World, who: str, make: Callable[[World], Ticket]) -> None:
    ticket, client = make(world), cast.signed_in(getattr(world, who))
    with CaptureQueriesContext(connection) as queries:
        page = client.get(f"/tickets/{ticket.number}/")

    assert (page.status_code, len(queries) <= 12) == (200, True), len(queries)
