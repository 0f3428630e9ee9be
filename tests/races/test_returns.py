"""Two people rule on one return at the same instant: one wins, the other is shown the ruling."""

import pytest

from journal.models import Event
from orgs.models import Post
from tests import cast
from tests.cast import World, current, lead_of
from tests.races.starting import names, together
from tests.races.test_races import live_leads, nobody_locks
from tickets.models import Deadline, Return, Ticket
from tickets.services import firm, returning, rulings
from tickets.statuses import Status

pytestmark = pytest.mark.slow
SAID = {"ruling": "产权资料已核对。", "told": "表后线路归园区。"}


def two_rulings(world: World, ticket: Ticket) -> list[object]:
    """One agrees, the other does not."""
    version = current(ticket).version

    def uphold(by: Post) -> Event:
        return returning.uphold(
            ticket.pk, lead_id=world.third_liaison.organisation_id, **SAID, actor=by, version=version
        )

    def refuse(by: Post) -> Event:
        return returning.refuse(ticket.pk, **SAID, actor=by, version=version)

    return together([lambda: uphold(world.desk), lambda: refuse(world.second_desk)])


@pytest.mark.parametrize("_attempt", range(3))
def test_of_two_rulings_one_stands_and_the_other_is_told(world: World, _attempt: int) -> None:
    ticket = cast.given_back(world)

    outcomes = two_rulings(world, ticket)

    ruled = Return.objects.get(ticket=ticket)
    verb = "return.upheld" if ruled.upheld else "return.refused"
    assert names(outcomes) == ["Event", "StaleWrite"]
    assert live_leads(ticket) == 1
    assert Event.objects.for_subject("ticket", ticket.pk).filter(verb__startswith="return.").get().verb == verb


def test_twin_without_the_lock_both_get_past_the_version(world: World) -> None:
    ticket = cast.given_back(world)

    with nobody_locks():
        outcomes = two_rulings(world, ticket)

    assert "StaleWrite" not in names(outcomes)
    assert live_leads(ticket) == 1  # the constraints still hold


def test_a_ruling_and_the_end_of_its_time_meet(world: World) -> None:
    ticket = cast.given_back(world)
    clock = ticket.deadlines.get(kind="ruling")
    version = current(ticket).version

    outcomes = together(
        [
            lambda: returning.refuse(ticket.pk, **SAID, actor=world.desk, version=version),
            lambda: rulings.escalate(ticket.pk, deadline_id=clock.pk),
        ]
    )

    assert "Event" in names(outcomes)
    assert Return.objects.get(ticket=ticket).upheld is False
    live = Deadline.objects.filter(ticket=ticket, kind="ruling", met_at=None, voided_at=None)
    assert not live.exists()


def test_the_firm_withdraws_while_the_desk_rules(world: World) -> None:
    ticket = cast.given_back(world)
    version = current(ticket).version

    outcomes = together(
        [
            lambda: returning.refuse(ticket.pk, **SAID, actor=world.desk, version=version),
            lambda: firm.withdraw(ticket.pk, reason="自己解决了", actor=world.firm, version=version),
        ]
    )

    ended = current(ticket).status == Status.WITHDRAWN
    found = Return.objects.get(ticket=ticket)
    assert names(outcomes) == ["Event", "StaleWrite"]
    assert (found.lapsed_at is not None) == ended
    assert (found.ruled_at is not None) != ended
    assert ended or lead_of(ticket).final
