"""Who is not offered an act is refused it by the one door, in every stage, and told in the one right way."""

from collections.abc import Iterator

import pytest
from django.core.exceptions import PermissionDenied

from journal.models import Event
from orgs.models import Post
from tests.cast import World
from tests.tickets.may import EVERYBODY, MAY
from tests.tickets.may_not import CASE_IN, LEG_IN, refusal_of
from tests.tickets.stages import case_in, people
from tickets.action import On
from tickets.actions import ACTIONS
from tickets.exceptions import NotDone
from tickets.forms import FORMS
from tickets.models import Ticket
from tickets.offers import own_leg
from tickets.services.changing import _check, changing

pytestmark = pytest.mark.untraced

Refusals = dict[tuple[str, str], type[Exception] | None]


def test_the_table_of_refusals_names_every_act_of_people_once() -> None:
    assert sorted([*CASE_IN, *LEG_IN]) == sorted(FORMS)


@pytest.mark.parametrize("stage", MAY)
def test_what_the_table_does_not_allow_is_refused_and_told_as_it_is(world: World, stage: str) -> None:
    ticket, posts = case_in(world, stage), people(world)

    found = {(who, act): asked(ticket, act, posts[who]) for who, act in barred(stage)}

    assert found == expected(ticket, posts, stage)


@pytest.mark.parametrize("stage", MAY)
def test_the_door_itself_refuses_one_act_in_each_way_and_writes_nothing(world: World, stage: str) -> None:
    ticket, posts = case_in(world, stage), people(world)
    of_each_way = {why: key for key, why in expected(ticket, posts, stage).items()}
    before = Event.objects.count()

    found = {(who, act): tried(ticket, act, posts[who]) for who, act in of_each_way.values()}

    assert found == {key: why for why, key in of_each_way.items()}
    assert Event.objects.count() == before


def barred(stage: str) -> Iterator[tuple[str, str]]:
    """Everybody with every act that the table does not allow them."""
    return ((who, act) for who in EVERYBODY for act in FORMS if act not in MAY[stage].get(who, ()))


def expected(ticket: Ticket, posts: dict[str, Post], stage: str) -> Refusals:
    """What the table of refusals says."""
    legs = {leg.department_id: leg.status for leg in ticket.live_legs}
    return {
        (who, act): refusal_of(
            act, stage=stage, who=who, case=ticket.status, leg=legs.get(posts[who].organisation_id, "")
        )
        for who, act in barred(stage)
    }


def asked(ticket: Ticket, act: str, post: Post) -> type[Exception] | None:
    """What the door answers, asked about the case in hand; None where it would open."""
    row = ACTIONS[act]
    leg = own_leg(ticket, post) if row.on is On.LEG else None
    try:
        _check(row, ticket, leg, actor=post, version=(leg or ticket).version)
    except (NotDone, PermissionDenied) as why:
        return type(why)
    return None


def tried(ticket: Ticket, act: str, post: Post) -> type[Exception] | None:
    """What the door itself does, under its lock."""
    leg = own_leg(ticket, post) if ACTIONS[act].on is On.LEG else None
    version, leg_id = (leg or ticket).version, leg.pk if leg else 0
    try:
        with changing(ticket.pk, action=act, actor=post, version=version, leg_id=leg_id):
            return None
    except (NotDone, PermissionDenied) as why:
        return type(why)
