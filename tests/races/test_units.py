"""Two heads sign one draft, a hand-over meets a reply, lead and desk add the same unit: no act is half done."""

import pytest

from tests import cast
from tests.cast import World, current, lead_of
from tests.races.starting import names, together
from tests.tickets import units
from tickets.models import Assignment, Leg, Reply
from tickets.services import assigning, assisting, countersigning, replying
from tickets.statuses import Status

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("_attempt", range(3))
def test_of_two_heads_one_signs(world: World, _attempt: int) -> None:
    ticket = units.drafted(world)
    first, second = units.leader_signs(world, heads=2)
    leg = lead_of(ticket)

    outcomes = together(
        [
            lambda: countersigning.sign(ticket.pk, leg_id=leg.pk, actor=first, version=leg.version),
            lambda: countersigning.sign(ticket.pk, leg_id=leg.pk, actor=second, version=leg.version),
        ]
    )

    assert names(outcomes) == ["Event", "StaleWrite"]
    assert (current(ticket).status, Reply.objects.get(ticket=ticket).signature) == (Status.REPLIED, "signed")


def test_one_head_signs_while_the_other_returns(world: World) -> None:
    ticket = units.drafted(world)
    first, second = units.leader_signs(world, heads=2)
    leg = lead_of(ticket)

    outcomes = together(
        [
            lambda: countersigning.sign(ticket.pk, leg_id=leg.pk, actor=first, version=leg.version),
            lambda: countersigning.give_back(
                ticket.pk, leg_id=leg.pk, reason="写清日期", actor=second, version=leg.version
            ),
        ]
    )

    signed = Reply.objects.get(ticket=ticket).signature == "signed"
    assert names(outcomes) == ["Event", "StaleWrite"]
    assert (current(ticket).status == Status.REPLIED) == signed


def test_a_hand_over_and_a_reply_meet_and_both_hold_or_the_hand_over_is_too_late(world: World) -> None:
    ticket = units.held(world)
    leg = lead_of(ticket)

    outcomes = together(
        [
            lambda: assigning.hand_over(
                ticket.pk,
                leg_id=leg.pk,
                handler_id=world.liaison.pk,
                reason="出差",
                seen=leg.held,
                actor=world.handler,
            ),
            lambda: replying.submit(
                ticket.pk, leg_id=leg.pk, answer=cast.an_answer(), actor=world.handler, version=leg.version
            ),
        ]
    )

    handed = Assignment.objects.filter(ticket=ticket, how="handed").exists()
    assert current(ticket).status == Status.REPLIED  # no reply is lost to a colleague's name
    assert names(outcomes) == (["Event", "Event"] if handed else ["Event", "NotPossibleNow"])


def test_two_people_give_one_leg_to_different_colleagues(world: World) -> None:
    ticket = cast.signed(world)
    leg = lead_of(ticket)

    def give(to: int) -> object:
        return assigning.assign(
            ticket.pk, leg_id=leg.pk, handler_id=to, section_id=None, reason="", seen=leg.held, actor=world.liaison
        )

    outcomes = together([lambda: give(world.handler.pk), lambda: give(world.liaison.pk)])

    assert names(outcomes) == ["Event", "StaleWrite"]
    assert Assignment.objects.filter(ticket=ticket).count() == 1


def test_lead_and_desk_add_the_same_unit(world: World) -> None:
    ticket = cast.signed(world)
    unit = world.third_liaison.organisation_id

    def add(by: str) -> object:
        actor = getattr(world, by)
        return assisting.add(ticket.pk, unit_id=unit, days=2, asked="请核对。", actor=actor, version=ticket.version)

    outcomes = together([lambda: add("liaison"), lambda: add("desk")])

    assert names(outcomes) == ["Event", "StaleWrite"]
    assert Leg.objects.filter(ticket=ticket, department=unit).count() == 1
