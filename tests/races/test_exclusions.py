"""Two officers rule on one exclusion at once, two colleagues ask at once: one stands, the other is told."""

from functools import partial
from typing import Any
from uuid import uuid4

import pytest

from journal.models import Event
from orgs.statuses import Role
from tests import cast
from tests.cast import World
from tests.races.starting import names, together
from tests.tickets import excluded
from tickets.models import Exclusion, Objection
from tickets.services import excluding, objecting

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("_attempt", range(3))
def test_one_officer_grants_while_another_refuses_and_one_ruling_stands(world: World, _attempt: int) -> None:
    ticket = excluded.agreed(world)
    version = ticket.version

    outcomes = together(
        [
            partial(excluding.grant, ticket.pk, ruling="符合规定", actor=world.office, version=version),
            partial(excluding.reject, ticket.pk, ruling=excluded.WHY_NOT, actor=world.second_office, version=version),
        ]
    )

    found = Exclusion.objects.get()
    assert names(outcomes) == ["Event", "StaleWrite"]
    assert (found.granted_at is None) != (found.refused_at is None)


def test_two_officers_rule_on_one_objection_and_one_ruling_stands(world: World) -> None:
    ticket = excluded.objected(world)
    third = cast.post(world.office.organisation, Role.SUPERVISOR, "蒋督")
    said: dict[str, Any] = {"told": excluded.LOOKED, "version": ticket.version}

    outcomes = together(
        [
            partial(objecting.revoke, ticket.pk, actor=world.second_office, **said),
            partial(objecting.confirm, ticket.pk, actor=third, **said),
        ]
    )

    assert names(outcomes) == ["Event", "StaleWrite"]
    assert Objection.objects.get().upheld is not None


def test_owner_and_clerk_object_at_once_and_one_objection_stands(world: World) -> None:
    ticket = excluded.granted(world)
    clerk = cast.post(world.firm.organisation, Role.ENTERPRISE_USER, "丁小二")

    outcomes = together([partial(excluded.object_to, ticket, who) for who in (world.firm, clerk)])

    assert names(outcomes) == ["NoneType", "StaleWrite"]
    assert Objection.objects.count() == Event.objects.filter(verb="exclusion.objected").count() == 1


def test_two_colleagues_ask_at_once_and_one_request_stands(world: World) -> None:
    ticket = cast.closed(world)

    outcomes = together([partial(excluded.ask, ticket, who) for who in (world.liaison, world.handler)])

    assert names(outcomes) == ["Exclusion", "StaleWrite"]
    assert Exclusion.objects.count() == Event.objects.filter(verb="exclusion.asked").count() == 1


def test_a_double_click_asks_once(world: World) -> None:
    ticket, token = cast.closed(world), uuid4()

    together([partial(excluded.ask, ticket, world.liaison, token=token)] * 2)

    assert Exclusion.objects.count() == Event.objects.filter(verb="exclusion.asked").count() == 1
