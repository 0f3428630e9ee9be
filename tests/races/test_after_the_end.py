"""New facts and withdrawals, by several people at once: one ruling, one answer, no clock left behind."""

import uuid
from functools import partial
from typing import Any

import pytest

from journal.models import Event
from tests import cast
from tests.cast import World, current
from tests.races.starting import names, together
from tests.tickets import closed, withdrawn
from tickets.models import Deadline, Reopening, Ticket, Withdrawal, WithdrawalCheck
from tickets.services import firm, reopening, withdrawing

pytestmark = pytest.mark.slow


def running(ticket: Ticket) -> list[str]:
    """The kinds of the clocks that run."""
    live = Deadline.objects.filter(ticket=ticket, met_at=None, voided_at=None)
    return sorted(live.values_list("kind", flat=True))


def test_a_form_of_new_facts_pressed_twice_asks_once(world: World) -> None:
    ticket, token = cast.closed(world), uuid.uuid4()

    outcomes = together([partial(closed.ask, ticket, world.firm, token=token)] * 2)

    assert names(outcomes) == ["Event", "NoneType"]
    assert Reopening.objects.count() == Event.objects.filter(verb="reopening.asked").count() == 1


@pytest.mark.parametrize("_attempt", range(3))
def test_one_of_the_desk_grants_while_another_refuses(world: World, _attempt: int) -> None:
    ticket = closed.with_new_facts(world)
    version = ticket.version

    outcomes = together(
        [
            partial(reopening.grant, ticket.pk, actor=world.desk, version=version),
            partial(reopening.refuse, ticket.pk, told="请另提一件", actor=world.second_desk, version=version),
        ]
    )

    found = current(ticket)
    assert names(outcomes) == ["Event", "StaleWrite"]
    assert (found.status, found.round) == (("handling", 2) if Reopening.objects.get().granted else ("closed", 1))
    assert running(ticket) == (["resolve"] if found.status == "handling" else [])


@pytest.mark.parametrize("_attempt", range(3))
def test_the_firm_says_why_while_the_clerk_has_it_on_the_telephone(world: World, _attempt: int) -> None:
    ticket = withdrawn.after_dispatch(world)
    said = withdrawn.account()

    outcomes = together(
        [
            partial(withdrawing.tell, ticket.pk, account=said, actor=world.firm, version=ticket.version),
            partial(withdrawing.check, ticket.pk, account=said, actor=world.revisit_clerk, version=ticket.version),
        ]
    )

    assert names(outcomes) == ["Event", "StaleWrite"]
    assert WithdrawalCheck.objects.filter(valid=True).count() == 1
    assert running(ticket) == []


@pytest.mark.parametrize("_attempt", range(3))
def test_the_firm_asks_once_more_while_the_clerk_calls(world: World, _attempt: int) -> None:
    ticket = withdrawn.after_dispatch(world)
    version = ticket.version
    again: dict[str, Any] = {"reason": "不是我要撤的", "client_token": uuid.uuid4()}

    outcomes = together(
        [
            partial(firm.appeal, ticket.pk, actor=world.firm, version=version, **again),
            partial(withdrawing.check, ticket.pk, account=None, actor=world.revisit_clerk, version=version),
        ]
    )

    found = current(ticket)
    assert "Event" in names(outcomes)
    assert (found.status == "submitted") == (running(ticket) == ["accept"])
    assert Withdrawal.objects.get().over_at is not None or running(ticket) == ["withdrew"]
