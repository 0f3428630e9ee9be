"""Two officers order one case at once, a unit answers while it is raised, two workers sweep the same clocks."""

from functools import partial

import pytest

from journal import clock
from journal.models import Event
from orgs.statuses import Role
from tests import cast
from tests.cast import MINUTE, World, current
from tests.races.starting import names, together
from tests.tickets import supervised
from tickets.models import Candidate, Card, Deadline, SupervisionOrder, Ticket
from tickets.services import supervising, sweep

pytestmark = pytest.mark.slow


def events(ticket: Ticket, verb: str) -> int:
    return Event.objects.for_subject("ticket", ticket.pk).filter(verb=verb).count()


@pytest.mark.parametrize("_attempt", range(3))
def test_two_officers_order_the_same_case_and_one_order_stands(world: World, _attempt: int) -> None:
    ticket = supervised.taken_on(world)
    second = cast.post(world.office.organisation, Role.SUPERVISOR, "沈督")
    version = ticket.version

    outcomes = together(
        [
            partial(supervising.order, ticket.pk, directive=supervised.directive(), actor=who, version=version)
            for who in (world.office, second)
        ]
    )

    assert names(outcomes) == ["Event", "StaleWrite"]
    assert SupervisionOrder.objects.count() == events(ticket, "supervision.ordered") == 1


def test_a_double_click_orders_once(world: World) -> None:
    ticket = supervised.taken_on(world)
    said, version = supervised.directive(), ticket.version

    click = partial(supervising.order, ticket.pk, directive=said, actor=world.office, version=version)
    outcomes = together([click, click])

    assert names(outcomes) == ["Event", "NoneType"]
    assert SupervisionOrder.objects.count() == 1


@pytest.mark.parametrize("_attempt", range(3))
def test_a_unit_answers_while_the_office_raises(world: World, _attempt: int) -> None:
    ticket = supervised.silent(world)

    outcomes = together(
        [lambda: supervised.answer(ticket, world.third_liaison), lambda: supervised.raise_degree(world, ticket)]
    )

    found = SupervisionOrder.objects.filter(ticket=ticket).order_by("pk")
    ways = [(each.answered_at is not None, each.raised_at is not None) for each in found]
    assert names(outcomes) in (["Event", "PermissionDenied"], ["Event", "StaleWrite"], ["Event", "Event"])
    # The answer came first, or the raising did and the answer went to the order that stands now.
    assert ways in ([(True, False)], [(False, True), (True, False)])
    assert Deadline.objects.filter(ticket=ticket, kind="judge", met_at=None, voided_at=None).count() == 1


def test_two_workers_sweep_and_every_card_and_candidacy_is_there_once(world: World) -> None:
    ticket = supervised.listed(world)
    with supervised.after(ticket):
        supervised.raise_degree(world, ticket)
    due = Deadline.objects.get(ticket=ticket, kind="resolve").due_at
    with clock.moved_to(due + MINUTE):
        done, left = together([sweep.run, sweep.run]), sweep.run()

    assert (sum(done) > 0, left) == (True, 0)
    assert sorted(Card.objects.values_list("colour", flat=True)) == ["red", "yellow"]
    assert Candidate.objects.filter(ticket=ticket).count() == 1
    last = Event.objects.for_subject("ticket", ticket.pk).filter(verb="deadline.passed")
    assert last.filter(data__kind="resolve").count() == last.filter(data__kind="answer").count() == 1
    assert current(ticket).supervised == 3
