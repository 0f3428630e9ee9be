"""No page asks the database more than twelve questions, whoever opens it and however much it shows."""

import uuid
from collections.abc import Callable
from typing import Any, Final

import pytest
from django.db import connection
from django.test import Client

from tests import asking, cast
from tests.cast import World
from tests.tickets import excluded, grouped, ledgered, supervised
from tests.tickets.staff_pages import assisting, proposed
from tickets.models import Ticket
from tickets.services import handling, replying

pytestmark = pytest.mark.untraced

MOST: Final = 12

LISTS = [
    ("firm", "/my/"),
    ("firm", "/my/?tab=ended"),
    ("clerk", "/my/"),
    ("desk", "/desk/"),
    ("desk", "/desk/?tab=accepted"),
    ("desk", "/desk/?tab=rulings"),
    ("desk", "/desk/?tab=replied"),
    ("desk", "/queue/"),
    ("office", "/desk/"),
    ("office", "/queue/"),
    ("liaison", "/queue/"),
    ("liaison", "/queue/?tab=done"),
    ("other_liaison", "/queue/?tab=assist"),
    ("revisit_clerk", "/revisits/"),
    ("desk", "/statistics/"),
    ("office", "/statistics/"),
    ("liaison", "/statistics/"),
    ("leader", "/statistics/"),
    ("office", "/statistics/accepted/"),
    ("office", "/statistics/check-ins/"),
    ("office", "/statistics/supervision/"),
    ("office", "/supervision/"),
    ("office", "/supervision/?show=ordered"),
    ("leader", "/instructions/"),
    ("liaison", "/instructions/"),
    ("office", "/instructions/?tab=reported"),
    ("office", "/exclusions/"),
    ("liaison", "/exclusions/"),
    ("office", "/statistics/excluded/"),
    ("desk", "/notices/"),
    ("liaison", "/notices/"),
    ("sysadmin", "/notices/undelivered/"),
    ("sysadmin", "/operations/parked/"),
]
STAGES: list[Callable[[World], Ticket]] = [
    cast.filed,
    proposed,
    cast.accepted,
    cast.dispatched,
    assisting,
    cast.replied,
    cast.asked_to_confirm,
    cast.closed,
    asking.asks_for_longer,
    asking.extended,
    asking.asks_to_wait,
    asking.suspended,
    ledgered.asked,
    ledgered.on_ledger,
    ledgered.to_strike_off,
    supervised.ordered,
    supervised.answered,
    excluded.asked,
    excluded.agreed,
    excluded.granted,
    grouped.with_another,
    grouped.following,
    grouped.following_signed,
    grouped.split_up,
    lambda world: grouped.handled(world, 3)[0],
]
READERS = (
    "firm",
    "desk",
    "second_desk",
    "liaison",
    "handler",
    "head",
    "other_liaison",
    "revisit_clerk",
    "office",
    "leader",
)


def cost_of(client: Client, address: str) -> int:
    """How many statements a page takes; nothing for a page that this person may not open."""
    asked: list[str] = []

    def note(execute: Callable[..., Any], sql: str, params: Any, many: Any, context: Any) -> Any:
        asked.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        answer = client.get(address)
    return len(asked) if answer.status_code == 200 else 0


def talked_over(world: World) -> Ticket:
    """A case with everything that can stand in its history: two rounds of replies, notes, contacts, assists."""
    ticket = cast.replied(world)
    replying.send_back(ticket.pk, words="请写清时间", actor=world.second_desk, version=ticket.version)
    leg = cast.lead_of(ticket)
    for words in ("已到现场", "已报装", "明天施工"):
        handling.progress(ticket.pk, leg_id=leg.pk, words=words, client_token=uuid.uuid4(), actor=world.liaison)
        handling.note(ticket.pk, words=f"内部：{words}", client_token=uuid.uuid4(), actor=world.handler)
    replying.submit(ticket.pk, leg_id=leg.pk, answer=cast.an_answer(), actor=world.liaison, version=leg.version)
    return cast.current(ticket)


@pytest.mark.parametrize(("who", "address"), LISTS)
def test_a_list_takes_at_most_twelve_statements_empty_and_full(world: World, who: str, address: str) -> None:
    client = cast.signed_in(getattr(world, who))
    empty = cost_of(client, address)
    for make in (*STAGES, talked_over):
        make(world)

    full = cost_of(client, address)

    assert (empty <= MOST, 0 < full <= MOST) == (True, True), (empty, full)


@pytest.mark.parametrize("make", [*STAGES, talked_over])
def test_a_case_takes_at_most_twelve_statements_for_each_reader(world: World, make: Callable[[World], Ticket]) -> None:
    address = f"/tickets/{make(world).number}/"
    costs = {who: cost_of(cast.signed_in(getattr(world, who)), address) for who in READERS}

    assert costs["desk"] > 0
    assert {who: cost for who, cost in costs.items() if cost > MOST} == {}


def test_the_reading_pane_stays_within_the_same_bound_plus_its_list(world: World) -> None:
    ticket = cast.accepted(world)

    assert 0 < cost_of(cast.signed_in(world.desk), f"/desk/?tab=accepted&open={ticket.number}&do=dispatch") <= MOST + 3
