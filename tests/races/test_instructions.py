"""Leaders and colleagues at once: every instruction is kept, every one is reported on once."""

import uuid

import pytest

from tests import cast
from tests.cast import World, current
from tests.races.starting import names, together
from tests.tickets import instructed
from tickets.models import Deadline, Instruction
from tickets.services import dispatch

pytestmark = pytest.mark.slow


def test_two_leaders_at_once_are_both_heard(world: World) -> None:
    ticket = cast.signed(world)

    outcomes = together(
        [
            lambda: instructed.instruct(world, ticket),
            lambda: instructed.instruct(world, ticket, by=world.office, leader="高县长"),
        ]
    )

    assert names(outcomes) == ["Event", "Event"]
    assert current(ticket).instructed == Instruction.objects.count() == 2


def test_one_form_pressed_twice_reports_once(world: World) -> None:
    ticket, token = instructed.on_a_case(world), uuid.uuid4()

    def press() -> object:
        return instructed.report(ticket, world.liaison, client_token=token)

    assert names(together([press, press])) == ["Event", "NoneType"]
    assert current(ticket).instructed == 0


def test_a_report_and_a_dispatch_elsewhere_leave_no_clock_behind(world: World) -> None:
    ticket = instructed.on_a_case(world)
    order = dispatch.Order(lead_id=world.third_liaison.organisation_id)
    version = current(ticket).version

    together(
        [
            lambda: instructed.report(ticket, world.liaison),
            lambda: dispatch.send_elsewhere(
                ticket.pk, order=order, reason="职责在市监局", actor=world.desk, version=version
            ),
        ]
    )

    found = instructed.newest(ticket)
    live = Deadline.objects.filter(ticket=ticket, kind="instruct", met_at=None, voided_at=None)
    assert (current(ticket).instructed, live.count()) == (int(found.waits), int(found.waits))
    assert found.unit_id == (world.third_liaison if found.waits else world.liaison).organisation_id
