"""Groups at their edges: assists of a follower, a join that could not last, an emergency that goes along."""

import pytest

from journal.models import Event
from orgs.models import Organisation
from tests import cast
from tests.cast import World, current, lead_of
from tests.tickets import grouped
from tests.tickets.grouped import group, join, send
from tests.tickets.test_groups import verbs
from tickets.exceptions import Blocked
from tickets.models import Ticket
from tickets.services import dispatch, returning
from tickets.statuses import Urgency


def test_an_upheld_return_leaves_a_follower_its_assists(world: World) -> None:
    lead, follower = grouped.of_firms(world, 2)
    send(world, lead)
    dispatch.send(
        follower.pk,
        order=dispatch.Order(
            lead_id=world.liaison.organisation_id,
            assists=[dispatch.Assist(unit_id=world.other_liaison.organisation_id)],
        ),
        category_id=world.category.pk,
        urgency=Urgency.NORMAL,
        actor=world.desk,
        version=current(follower).version,
    )
    join(world, follower, lead)
    leg = lead_of(lead)
    returning.give_back(lead.pk, leg_id=leg.pk, plea=cast.a_plea(world), actor=world.liaison, version=leg.version)
    unit = world.third_liaison.organisation_id
    returning.uphold(
        lead.pk,
        lead_id=unit,
        ruling="线路归园区。",
        told="线路归园区管，",
        actor=world.desk,
        version=current(lead).version,
    )

    live = {(each.role, each.department_id) for each in current(follower).live_legs}
    assert live == {("lead", unit), ("assist", world.other_liaison.organisation_id)}
    assert current(follower).follows_id == lead.pk


def test_a_join_that_could_not_last_is_refused_and_leaves_no_trace(world: World) -> None:
    lead, other = grouped.of_firms(world, 2)
    send(world, lead)
    Organisation.objects.filter(pk=world.liaison.organisation_id).update(active=False)
    before = verbs(other)

    with pytest.raises(Blocked, match="请单独派单"):
        join(world, other, lead)

    assert current(other).follows_id is None
    assert verbs(other) == before


def test_an_emergency_that_goes_along_is_told_to_whoever_is_on_duty(world: World) -> None:
    lead, urgent = group(world, 2)
    Ticket.objects.filter(pk=urgent.pk).update(urgency=Urgency.CRITICAL)

    send(world, lead)

    sent = Event.objects.for_subject("ticket", urgent.pk).get(verb="ticket.dispatched")
    assert "duty" in sent.data
    assert "duty" not in Event.objects.for_subject("ticket", lead.pk).get(verb="ticket.dispatched").data
