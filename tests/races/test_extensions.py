"""Two people rule on one request for a later date, or its lead answers meanwhile: one act wins, the other is told."""

import pytest

from tests import asking, cast
from tests.cast import World, current, lead_of
from tests.races.starting import names, together
from tickets.models import Deadline, Extension, Pause
from tickets.services import extending, pausing, replying, rulings
from tickets.statuses import Status

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("_attempt", range(3))
def test_of_two_rulings_one_stands_and_the_date_is_its(world: World, _attempt: int) -> None:
    ticket = asking.asks_for_longer(world)
    version = ticket.version

    outcomes = together(
        [
            lambda: extending.grant(ticket.pk, ruling="", actor=world.desk, version=version),
            lambda: extending.refuse(ticket.pk, ruling="先装库存", actor=world.second_desk, version=version),
        ]
    )

    assert names(outcomes) == ["Event", "StaleWrite"]
    upheld = Extension.objects.get(ticket=ticket).upheld
    assert Deadline.objects.filter(ticket=ticket, kind="resolve", extended_to__isnull=False).exists() == upheld


def test_the_lead_answers_while_the_desk_rules(world: World) -> None:
    ticket = asking.asks_for_longer(world)
    leg, version = lead_of(ticket), ticket.version

    outcomes = together(
        [
            lambda: extending.grant(ticket.pk, ruling="", actor=world.desk, version=version),
            lambda: replying.submit(
                ticket.pk, leg_id=leg.pk, answer=cast.an_answer(), actor=world.liaison, version=leg.version
            ),
        ]
    )

    # An answer is on the leg and never loses to a ruling on the case; the ruling may come too late.
    asked = Extension.objects.get(ticket=ticket)
    assert current(ticket).status == Status.REPLIED
    assert names(outcomes) == (["Event", "Event"] if asked.upheld else ["Event", "StaleWrite"])
    assert (asked.lapsed_at is None) == bool(asked.upheld)
    assert not Deadline.objects.filter(ticket=ticket, kind="ruling", met_at=None, voided_at=None).exists()


def test_a_ruling_and_the_end_of_its_time_meet(world: World) -> None:
    ticket = asking.asks_for_longer(world)
    ruling = ticket.deadlines.get(kind="ruling")

    outcomes = together(
        [
            lambda: extending.grant(ticket.pk, ruling="", actor=world.desk, version=ticket.version),
            lambda: rulings.escalate(ticket.pk, deadline_id=ruling.pk),
        ]
    )

    assert "Event" in names(outcomes)
    assert Extension.objects.get(ticket=ticket).upheld
    assert not Deadline.objects.filter(ticket=ticket, kind="ruling", met_at=None, voided_at=None).exists()


def test_the_lead_ends_a_pause_at_the_instant_at_which_it_is_over(world: World) -> None:
    ticket = asking.suspended(world)
    over = ticket.deadlines.get(kind="pause")

    outcomes = together(
        [
            lambda: pausing.end(ticket.pk, actor=world.liaison, version=ticket.version),
            lambda: pausing.lapse(ticket.pk, deadline_id=over.pk),
        ]
    )

    # Whoever is first ends it; the other finds nothing that stands.
    assert names(outcomes) in (["Event", "NotPossibleNow"], ["Event", "PermissionDenied"], ["Event", "StaleWrite"])
    assert not Pause.objects.filter(ticket=ticket, ended_at=None).exists()
    assert not Deadline.objects.filter(ticket=ticket, met_at=None, voided_at=None, paused_at__isnull=False).exists()
