"""Hard cases propose themselves, each with its reasons; what the reader may not see does not."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from journal import clock
from orgs.models import Post
from roundtable.kinds import SCORES, Why
from roundtable.queries.candidates import PAGE, candidates, reasons_of
from tests import cast
from tests.cast import MONDAY, World
from tests.roundtable.table import Table, tabled
from tests.tickets import asking_for_time, ledgered
from tickets.models import Candidate, Card, Revisit, Ticket
from tickets.services import firm, grouping, replying
from tickets.statuses import HardCase
from tickets.supervision_kinds import CardColour

FAR = MONDAY + timedelta(days=90)


def ruled(ticket: Ticket, reason: HardCase) -> None:
    """What the rules of cases have found."""
    Candidate.objects.create(ticket=ticket, round=ticket.round, at=clock.now(), reason=reason)


def carded(ticket: Ticket) -> None:
    """The lead was shown a red card, once for each date."""
    shown = {"ticket": ticket, "deadline": ticket.deadlines.get(kind="resolve"), "colour": CardColour.RED}
    for due in (MONDAY, FAR):
        Card.objects.create(**shown, unit=cast.lead_of(ticket).department, at=clock.now(), due_at=due)


def found(post: Post, now: Any = MONDAY) -> dict[str, list[Why]]:
    """Number → reasons of every candidate."""
    shown, _total = candidates(post, now=now)
    return {one.ticket.number: list(one.reasons) for one in shown}


@pytest.mark.parametrize("reason", HardCase)
def test_what_the_rules_have_found_is_a_reason(world: World, seats: Table, reason: HardCase) -> None:
    ticket = cast.signed(world)
    ruled(ticket, reason)

    assert found(seats.clerk) == {ticket.number: [Why(reason.value)]}


def test_a_red_card_is_one_reason_however_many_were_shown(world: World, seats: Table) -> None:
    ticket = cast.signed(world)
    carded(ticket)

    assert found(seats.clerk) == {ticket.number: [Why.RED_CARD]}


def test_a_case_that_is_late_although_it_was_given_longer_is_a_candidate(world: World, seats: Table) -> None:
    with clock.moved_to(MONDAY):
        ticket = cast.signed(world)
        asking_for_time.ask(world, ticket)
        asking_for_time.grant(world, ticket)

    assert found(seats.clerk, now=MONDAY) == {}
    assert found(seats.clerk, now=FAR) == {ticket.number: [Why.PAST_EXTENSION]}


def test_what_stands_on_the_ledger_is_a_candidate(world: World, seats: Table) -> None:
    ticket = ledgered.on_ledger(world)

    assert found(seats.clerk, now=clock.now()) == {ticket.number: [Why.ON_LEDGER]}


def test_an_answer_that_nobody_is_responsible_is_a_gap_of_policy(world: World, seats: Table) -> None:
    ticket = cast.signed(world)
    leg = cast.lead_of(ticket)
    beyond = replying.BeyondDuty("没有文件规定归谁管", "请上级明确")
    answer = cast.an_answer(beyond=beyond)
    replying.submit(ticket.pk, leg_id=leg.pk, answer=answer, actor=world.liaison, version=leg.version)

    assert found(seats.clerk) == {ticket.number: [Why.POLICY_GAP]}


def test_two_bad_ratings_make_a_candidate_and_one_does_not(world: World, seats: Table) -> None:
    ticket = cast.signed(world)
    for times, expected in ((1, {}), (2, {ticket.number: [Why.BAD_TWICE]})):
        Revisit.objects.create(
            ticket=ticket, round=times, at=clock.now(), by=world.firm, contacted=True, valid=True, way="page",
            outcome="unsolved", grade=1, lead=cast.lead_of(ticket).department,
        )  # fmt: skip

        assert found(seats.clerk) == expected


def test_the_heaviest_stands_first_and_each_is_counted_once(world: World, seats: Table) -> None:
    light, heavy = cast.signed(world), cast.signed(world)
    carded(light)
    for reason in (HardCase.RETURNED_TWICE, HardCase.SUPERVISED):
        ruled(heavy, reason)

    shown, total = candidates(seats.clerk, now=MONDAY)

    assert [one.ticket.pk for one in shown] == [heavy.pk, light.pk]
    assert [one.score for one in shown] == [SCORES[Why.RETURNED_TWICE] + SCORES[Why.SUPERVISED], SCORES[Why.RED_CARD]]
    assert total == 2


def test_a_case_that_others_are_answered_with_says_how_many_and_they_do_not_stand_beside_it(
    world: World, seats: Table
) -> None:
    lead, follower = cast.accepted(world), cast.accepted(world, firm_post=world.other_firm)
    for case in (lead, follower):
        ruled(case, HardCase.GROUP_ISSUE)
    grouping.join(follower.pk, lead_id=lead.pk, actor=world.desk, version=follower.version)

    shown, _total = candidates(seats.clerk, now=MONDAY)

    assert [(one.ticket.pk, one.others) for one in shown] == [(lead.pk, 1)]


HIDDEN: dict[str, Callable[[World, Ticket], object]] = {
    "on the pool already": tabled,
    "ended": lambda world, ticket: firm.withdraw(ticket.pk, reason="不办了", actor=world.firm, version=ticket.version),
    "about a unit": lambda world, ticket: Ticket.objects.filter(pk=ticket.pk).update(
        about_org=world.third_liaison.organisation_id
    ),
}


@pytest.mark.parametrize("why", HIDDEN)
def test_what_does_not_belong_on_the_table_is_no_candidate(world: World, seats: Table, why: str) -> None:
    ticket = cast.signed(world)
    ruled(ticket, HardCase.RETURNED_TWICE)

    HIDDEN[why](world, ticket)

    assert found(seats.clerk) == {}


def test_a_committee_reads_the_candidates_of_its_own_cases_alone(world: World, seats: Table) -> None:
    ticket = cast.signed(world)
    ruled(ticket, HardCase.RETURNED_TWICE)

    assert found(seats.other_clerk) == {}
    assert found(seats.general_secretary) == {ticket.number: [Why.RETURNED_TWICE]}
    assert reasons_of(ticket.pk, county=world.county.pk, now=MONDAY) == [Why.RETURNED_TWICE]


def test_a_page_of_candidates_asks_four_questions_however_many_there_are(world: World, seats: Table) -> None:
    for _case in range(PAGE + 1):
        ruled(cast.filed(world, title=f"难办的事 {uuid.uuid4().hex[:6]}"), HardCase.RETURNED_TWICE)

    with CaptureQueriesContext(connection) as asked:
        first, total = candidates(seats.clerk, now=MONDAY)
    second, _total = candidates(seats.clerk, now=MONDAY, skip=PAGE)

    assert (len(first), len(second), total) == (PAGE, 1, PAGE + 1)
    assert len(asked) <= 4
