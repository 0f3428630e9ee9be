"""People of one unit check in at once, and a whistle ends while somebody comes."""

from functools import partial

import pytest

from journal.models import Event
from orgs.models import Post
from orgs.statuses import Role
from tests import cast
from tests.cast import World, current
from tests.races.starting import names, together
from tests.tickets import whistled
from tests.tickets.whistled import arrival, call_of, check_in, end, rate_units
from tickets.models import CheckIn, Deadline, Ticket, Whistle, WhistleRating
from tickets.services import whistling

pytestmark = pytest.mark.slow


def events(ticket: Ticket, verb: str) -> int:
    return Event.objects.for_subject("ticket", ticket.pk).filter(verb=verb).count()


@pytest.mark.parametrize("_attempt", range(3))
def test_two_people_of_one_unit_check_in_at_once_and_one_speaks_for_it(world: World, _attempt: int) -> None:
    ticket = whistled.whistled(world)
    colleague = cast.post(world.third_liaison.organisation, Role.HANDLER, "刘监")
    first, second = arrival(ticket, world.third_liaison), arrival(ticket, colleague, said="我也到了现场。")

    outcomes = together(
        [
            lambda: whistling.check_in(ticket.pk, arrival=first, actor=world.third_liaison),
            lambda: whistling.check_in(ticket.pk, arrival=second, actor=colleague),
        ]
    )

    call = call_of(ticket, world.third_liaison)
    assert names(outcomes) == ["Event", "StaleWrite"]
    assert events(ticket, "whistle.checked_in") == 1
    assert call.said == (second.said if call.by == colleague else first.said)


def test_three_units_check_in_at_once_and_all_are_there(world: World) -> None:
    ticket = whistled.emergency(world)
    people = [world.liaison, world.other_liaison, world.third_liaison]

    outcomes = together([partial(check_in, ticket, who) for who in people])

    assert names(outcomes) == ["Event"] * 3
    assert CheckIn.objects.filter(ticket=ticket, checked_in_at__isnull=False).count() == 3


@pytest.mark.parametrize("_attempt", range(3))
def test_a_whistle_ends_while_a_unit_comes(world: World, _attempt: int) -> None:
    ticket = whistled.whistled(world)
    words = arrival(ticket, world.third_liaison)

    outcomes = together(
        [
            lambda: end(ticket, world.desk),
            lambda: whistling.check_in(ticket.pk, arrival=words, actor=world.third_liaison),
        ]
    )

    call = call_of(ticket, world.third_liaison)
    came = call.checked_in_at is not None
    assert names(outcomes) == (["Event", "Event"] if came else ["Event", "StaleWrite"])
    assert (call.closed_at is None) == came
    assert not Whistle.objects.get(ticket=ticket).lasts
    assert not Deadline.objects.filter(ticket=ticket, kind="check_in", met_at=None, voided_at=None).exists()


def test_the_desk_and_the_lead_blow_the_same_whistle_at_once(world: World) -> None:
    ticket = cast.signed(world)
    version = current(ticket).version

    def by(post: Post, unit: str) -> Event:
        call = whistled.summons(world, unit)
        return whistling.blow(ticket.pk, summons=call, actor=post, version=version)

    outcomes = together([lambda: by(world.desk, "other_liaison"), lambda: by(world.liaison, "third_liaison")])

    assert names(outcomes) == ["Event", "StaleWrite"]
    assert Whistle.objects.filter(ticket=ticket).count() == 1


def test_two_people_rate_for_one_side_at_once(world: World) -> None:
    ticket = whistled.ended(world)

    outcomes = together(
        [partial(rate_units, ticket, who, world.third_liaison) for who in (world.desk, world.second_desk)]
    )

    assert names(outcomes) == ["Event", "StaleWrite"]
    assert WhistleRating.objects.count() == 1
