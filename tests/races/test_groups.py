"""Two desks join at once, a case joins while its lead is answered, two parts of a call end at once."""

from functools import partial

import pytest

from journal.models import Event
from orgs.models import Post
from tests import cast
from tests.cast import World, current, lead_of
from tests.races.starting import names, together
from tests.tickets import grouped
from tickets.models import Candidate, Member, Reply, Ticket
from tickets.services import firm, grouping, replying

pytestmark = pytest.mark.slow


def events(ticket: Ticket, verb: str) -> int:
    return Event.objects.for_subject("ticket", ticket.pk).filter(verb=verb).count()


@pytest.mark.parametrize("_attempt", range(3))
def test_two_desks_join_one_case_into_two_groups_and_one_of_them_does(world: World, _attempt: int) -> None:
    ticket, first, second = grouped.of_firms(world, 3)

    def by(who: Post, lead: Ticket) -> Event:
        return grouping.join(ticket.pk, lead_id=lead.pk, actor=who, version=ticket.version)

    outcomes = together([lambda: by(world.desk, first), lambda: by(world.second_desk, second)])

    assert names(outcomes) == ["Event", "StaleWrite"]
    (member,) = Member.objects.filter(ticket=ticket)
    assert current(ticket).follows_id == member.lead_id


@pytest.mark.parametrize("_attempt", range(3))
def test_two_cases_are_joined_to_each_other_and_one_leads(world: World, _attempt: int) -> None:
    first, second = grouped.of_firms(world, 2)

    outcomes = together(
        [
            lambda: grouping.join(first.pk, lead_id=second.pk, actor=world.desk, version=first.version),
            lambda: grouping.join(second.pk, lead_id=first.pk, actor=world.second_desk, version=second.version),
        ]
    )

    assert [name for name in names(outcomes) if name == "Event"] == ["Event"]
    assert set(names(outcomes)) <= {"Event", "StaleWrite", "Blocked", "Busy"}
    assert Member.objects.count() == 1
    assert [current(each).follows_id for each in (first, second)].count(None) == 1


@pytest.mark.parametrize("_attempt", range(3))
def test_a_case_joins_while_its_lead_is_answered_and_is_answered_with_it_or_not_in_it(
    world: World, _attempt: int
) -> None:
    lead, late = grouped.of_firms(world, 2)
    grouped.send(world, lead)
    grouped.sign(world, lead)
    leg, version = lead_of(lead), current(late).version

    outcomes = together(
        [
            lambda: replying.submit(
                lead.pk, leg_id=leg.pk, answer=cast.an_answer(), actor=world.liaison, version=leg.version
            ),
            lambda: grouping.join(late.pk, lead_id=lead.pk, actor=world.desk, version=version),
        ]
    )

    joined = current(late).follows_id is not None
    assert names(outcomes) == (["Event", "StaleWrite"] if joined else ["Blocked", "Event"])
    assert current(lead).status == ("handling" if joined else "replied")
    assert Reply.objects.filter(ticket=late).count() == 0


@pytest.mark.parametrize("_attempt", range(3))
def test_a_follower_is_withdrawn_while_its_lead_is_answered(world: World, _attempt: int) -> None:
    lead, follower = grouped.handled(world, 2)
    leg, owner = lead_of(lead), follower.filed_by

    outcomes = together(
        [
            lambda: replying.submit(
                lead.pk, leg_id=leg.pk, answer=cast.an_answer(), actor=world.liaison, version=leg.version
            ),
            lambda: firm.withdraw(follower.pk, reason="好了", actor=owner, version=follower.version),
        ]
    )

    gone = current(follower).status == "withdrawn"
    assert names(outcomes) == (["Event", "Event"] if gone else ["Event", "StaleWrite"])
    assert current(lead).status == "replied"
    assert Reply.objects.filter(ticket=follower).count() == (0 if gone else 1)


@pytest.mark.parametrize("_attempt", range(3))
def test_the_last_two_parts_of_a_call_end_at_once_and_the_call_closes_once(world: World, _attempt: int) -> None:
    whole = cast.accepted(world)
    parts = grouped.split(world, whole)

    outcomes = together(
        [partial(firm.withdraw, each.pk, reason="不用办了", actor=world.firm, version=each.version) for each in parts]
    )

    assert names(outcomes) == ["Event", "Event"]
    assert current(whole).status == "closed"
    assert events(whole, "ticket.parts_finished") == 1


def test_two_desks_show_a_group_issue_at_once_and_it_is_proposed_once(world: World) -> None:
    cases = grouped.of_firms(world, 5)

    outcomes = together([partial(grouped.send, world, each) for each in cases[:3]])

    assert names(outcomes) == ["Event"] * 3
    assert Candidate.objects.filter(reason="group_issue").count() == 1
