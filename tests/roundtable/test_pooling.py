"""Topics are brought in and screened through one door: who may, in which state, once, and what the case says of it."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from django.core.exceptions import PermissionDenied

from journal.models import Event
from orgs.models import Post
from orgs.statuses import OrganisationKind, Role
from roundtable.acts import ACTS, possible
from roundtable.exceptions import Blocked, Moved
from roundtable.kinds import Advice, Origin, TopicState
from roundtable.models import Topic
from roundtable.services import pooling
from tests import cast
from tests.cast import MONDAY, World
from tests.roundtable.table import Table, approved, now, proposed, raised, tabled
from tickets.exceptions import NotPossibleNow
from tickets.models import Deadline, Ticket
from tickets.services import firm

LATER = MONDAY.date() + timedelta(days=30)


def verbs(subject: Topic | Ticket) -> list[str]:
    return [event.verb for event in Event.objects.for_subject(type(subject).JOURNAL_NAME, subject.pk)]


@pytest.mark.parametrize(
    ("who", "origin", "committee"),
    [
        ("firm", Origin.FIRM, "电商行业党委"),
        ("clerk", Origin.STATION, "电商产业综合党委"),
        ("liaison", Origin.UNIT, "电商产业综合党委"),
        ("desk", Origin.COMMITTEE, "电商行业党委"),
        ("office", Origin.COMMITTEE, "电商产业综合党委"),
    ],
)
def test_everybody_brings_topics_in_and_each_lies_in_the_pool_of_a_committee(
    world: World, who: str, origin: Origin, committee: str
) -> None:
    topic = raised(world, by=getattr(world, who))

    assert (now(topic).origin, topic.committee.name, topic.state) == (origin, committee, TopicState.POOLED)
    assert verbs(topic) == ["topic.raised"]


@pytest.mark.parametrize("who", ["sysadmin", "auditor", "leader"])
def test_who_has_no_part_in_cases_brings_nothing_in(world: World, who: str) -> None:
    with pytest.raises(PermissionDenied):
        raised(world, by=getattr(world, who))

    assert not Topic.objects.exists()


def test_a_form_that_is_sent_twice_is_one_topic(world: World) -> None:
    token = uuid.uuid4()

    first, second = (raised(world, client_token=token) for _time in range(2))

    assert first.pk == second.pk
    assert verbs(first) == ["topic.raised"]


def test_a_case_on_the_pool_says_so_and_no_clock_of_it_stops(world: World) -> None:
    ticket = cast.signed(world)
    before = list(Deadline.objects.order_by("pk").values())

    topic = tabled(world, ticket)

    ticket = cast.current(ticket)
    assert (ticket.tabled, topic.ticket_id, topic.committee_id) == (True, ticket.pk, ticket.committee_id)
    assert verbs(ticket)[-1] == "ticket.tabled"
    assert list(Deadline.objects.order_by("pk").values()) == before


def test_a_case_stands_on_the_pool_once(world: World) -> None:
    ticket = cast.signed(world)
    tabled(world, ticket)

    with pytest.raises(Blocked, match="已经是圆桌会议的议题"):
        tabled(world, ticket, by=world.liaison)

    assert Topic.objects.count() == 1


@pytest.mark.parametrize("who", ["other_firm", "other_liaison", "revisit_clerk", "stranger", "sysadmin", "leader"])
def test_who_has_no_part_in_a_case_does_not_bring_it_in(world: World, who: str) -> None:
    ticket = cast.signed(world)

    with pytest.raises(PermissionDenied):
        tabled(world, ticket, by=getattr(world, who))

    assert not cast.current(ticket).tabled


def test_a_complaint_about_a_unit_is_never_brought_to_the_table(world: World) -> None:
    ticket = cast.filed(world, about_org_id=world.third_liaison.organisation_id)

    with pytest.raises(PermissionDenied):
        tabled(world, ticket)


def test_a_case_that_has_ended_is_not_brought_in(world: World) -> None:
    ticket = cast.closed(world)

    with pytest.raises(NotPossibleNow):
        tabled(world, ticket)


def test_a_clerk_proposes_and_a_secretary_approves(world: World, seats: Table) -> None:
    topic = approved(world, seats)

    assert (topic.state, topic.advice) == (TopicState.APPROVED, Advice.APPROVE)
    assert (topic.proposed_by, topic.ruled_by) == (seats.clerk, seats.secretary)
    assert verbs(topic) == ["topic.raised", "topic.proposed", "topic.approved"]


RULINGS: dict[str, Callable[[Topic, Post], None]] = {
    "approve": lambda topic, by: pooling.approve(topic.pk, words="", actor=by, version=topic.version),
    "defer": lambda topic, by: pooling.defer(topic.pk, words="再看", until=LATER, actor=by, version=topic.version),
    "decline": lambda topic, by: pooling.decline(topic.pk, words="已有政策", actor=by, version=topic.version),
}


@pytest.mark.parametrize("ruling", RULINGS)
def test_only_a_secretary_who_can_reach_the_pool_rules(world: World, seats: Table, ruling: str) -> None:
    topic = proposed(world, seats)

    for barred in (seats.clerk, seats.other_clerk, world.desk, world.office, world.leader, world.firm):
        with pytest.raises(PermissionDenied):
            RULINGS[ruling](topic, barred)
    RULINGS[ruling](topic, seats.general_secretary)

    assert now(topic).state == ACTS[ruling].target


@pytest.mark.parametrize("ruling", RULINGS)
def test_nobody_rules_on_what_they_raised_themselves(world: World, seats: Table, ruling: str) -> None:
    topic = raised(world, by=seats.secretary)

    with pytest.raises(PermissionDenied):
        RULINGS[ruling](topic, seats.secretary)
    RULINGS[ruling](topic, seats.second_secretary)


def test_nobody_rules_on_what_they_proposed_in_another_post(world: World, seats: Table) -> None:
    also = cast.also(seats.secretary, seats.clerk, role=Role.MEETING_CLERK)
    topic = raised(world)
    pooling.propose(topic.pk, advice=Advice.DECLINE, words="不归会上", actor=also, version=topic.version)

    with pytest.raises(PermissionDenied):
        RULINGS["decline"](now(topic), seats.secretary)


@pytest.mark.parametrize("act", ACTS)
def test_who_decided_on_what_has_moved_since_writes_nothing(world: World, seats: Table, act: str) -> None:
    topic, other = raised(world), raised(world)
    pooling.propose(topic.pk, advice=Advice.APPROVE, words="可以", actor=seats.clerk, version=1)
    acts: dict[str, Callable[[], None]] = {
        "propose": lambda: pooling.propose(topic.pk, advice=Advice.DEFER, words="缓", actor=seats.clerk, version=1),
        "merge": lambda: pooling.merge(topic.pk, onto_id=other.pk, actor=seats.clerk, version=1),
        "withdraw": lambda: pooling.withdraw(topic.pk, actor=world.firm, version=1),
        **{name: partial(do, topic, seats.secretary) for name, do in RULINGS.items()},
    }

    with pytest.raises(Moved):
        acts[act]()

    assert now(topic).state == TopicState.PROPOSED
    assert verbs(topic) == ["topic.raised", "topic.proposed"]


def test_what_was_put_off_comes_back_on_its_day(world: World, seats: Table) -> None:
    topic = proposed(world, seats)
    RULINGS["defer"](topic, seats.secretary)

    assert [now(topic).is_back(day) for day in (LATER - timedelta(days=1), LATER)] == [False, True]
    assert {"propose"} <= possible(now(topic), seats.clerk).keys()


def test_a_declined_case_leaves_the_pool_and_may_be_brought_in_again(world: World, seats: Table) -> None:
    ticket = cast.signed(world)
    topic = tabled(world, ticket)

    RULINGS["decline"](topic, seats.secretary)

    assert not cast.current(ticket).tabled
    assert verbs(ticket)[-1] == "ticket.table_declined"
    assert tabled(world, ticket).pk != topic.pk


def test_whoever_raised_a_topic_takes_it_back_until_somebody_has_ruled(world: World, seats: Table) -> None:
    ticket = cast.signed(world)
    topic = tabled(world, ticket, by=world.firm)
    pooling.withdraw(topic.pk, actor=world.firm, version=topic.version)

    assert (now(topic).state, cast.current(ticket).tabled) == (TopicState.WITHDRAWN, False)
    ruled = approved(world, seats)
    with pytest.raises(Moved):
        pooling.withdraw(ruled.pk, actor=world.firm, version=ruled.version)


def test_a_firm_takes_back_no_other_firms_topic(world: World) -> None:
    topic = raised(world)

    with pytest.raises(PermissionDenied):
        pooling.withdraw(topic.pk, actor=world.other_firm, version=topic.version)


def test_the_same_matter_is_one_topic_and_its_fate_is_told_on_every_case(world: World, seats: Table) -> None:
    cases = [cast.signed(world) for _case in range(3)]
    first, second, third = (tabled(world, case) for case in cases)
    pooling.merge(third.pk, onto_id=second.pk, actor=seats.clerk, version=third.version)
    pooling.merge(second.pk, onto_id=first.pk, actor=seats.clerk, version=second.version)

    assert {now(topic).merged_into_id for topic in (second, third)} == {first.pk}
    RULINGS["approve"](now(first), seats.secretary)
    assert [verbs(case)[-1] for case in cases] == ["ticket.table_approved"] * 3
    assert all(cast.current(case).tabled for case in cases)


@pytest.mark.parametrize("onto", ["itself", "another pool", "over"])
def test_a_topic_is_merged_into_a_live_one_of_its_own_pool_alone(world: World, seats: Table, onto: str) -> None:
    topic, elsewhere, over = raised(world), raised(world, by=world.liaison), raised(world)
    RULINGS["decline"](over, seats.secretary)
    target = {"itself": topic, "another pool": elsewhere, "over": over}[onto]

    with pytest.raises(Blocked, match="同一个议题池"):
        pooling.merge(topic.pk, onto_id=target.pk, actor=seats.clerk, version=topic.version)


def test_the_general_secretary_reaches_every_pool_and_a_clerk_of_another_committee_none(
    world: World, seats: Table
) -> None:
    topic = raised(world)

    assert topic.committee.kind == OrganisationKind.INDUSTRY_COMMITTEE
    assert possible(now(topic), seats.general_secretary).keys() == {"approve", "defer", "decline", "merge"}
    assert possible(now(topic), seats.other_clerk) == {}


def test_a_case_that_ends_meanwhile_does_not_keep_its_topic_from_being_ruled_on(world: World, seats: Table) -> None:
    ticket = cast.signed(world)
    topic = tabled(world, ticket)
    firm.withdraw(ticket.pk, reason="自己解决了", actor=world.firm, version=ticket.version)

    RULINGS["decline"](now(topic), seats.secretary)

    assert (cast.current(ticket).status, cast.current(ticket).tabled) == ("withdrawn", False)
