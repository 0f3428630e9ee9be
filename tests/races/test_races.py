"""Several people act on one case at once: one wins, the others are told, nothing is half done.

Each race has a twin in which the case row is read without its lock; it shows that the race is real.
"""

import uuid
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from threading import Barrier
from threading import Event as Flag
from unittest import mock

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from journal.models import Event
from orgs.models import Person, Post
from tests import cast
from tests.cast import World, current
from tests.races.starting import names, together
from tests.tickets.firm_pages import a_photo
from tickets.exceptions import Busy
from tickets.models import InfoRequest, Leg, Ticket
from tickets.models.deadlines import Deadline
from tickets.services import attaching, changing, desk, dispatch, filing, firm, handling, replying
from tickets.statuses import LIVE_LEGS, DeadlineKind, LegRole, Urgency

pytestmark = pytest.mark.slow


@contextmanager
def nobody_locks() -> Iterator[None]:
    """The twin's world of two: the one thing taken away is the row lock. Each has read before either goes on."""
    both_have_read = Barrier(2)

    def without_the_lock(ticket_id: int) -> tuple[Ticket, Sequence[Leg]]:
        ticket = Ticket.objects.select_related("filed_by", "category__catalogue").get(pk=ticket_id)
        legs = ticket.live_legs
        both_have_read.wait(timeout=30)
        return ticket, legs

    with mock.patch.object(changing, "locked", without_the_lock):
        yield


def live_leads(ticket: Ticket) -> int:
    """How many units lead the case now."""
    return Leg.objects.filter(ticket=ticket, role=LegRole.LEAD, status__in=LIVE_LEGS).count()


def two_dispatchers(world: World, ticket: Ticket) -> list[object]:
    """Two people of the desk send the same case to different units at the same instant."""

    def send(actor: Post, lead: Post) -> object:
        return dispatch.send(
            ticket.pk,
            order=dispatch.Order(lead_id=lead.organisation_id),
            category_id=world.category.pk,
            urgency=Urgency.NORMAL,
            actor=actor,
            version=ticket.version,
        )

    return together([lambda: send(world.desk, world.liaison), lambda: send(world.second_desk, world.third_liaison)])


def test_of_two_dispatchers_one_sends_and_the_other_is_told(world: World) -> None:
    ticket = cast.accepted(world)

    outcomes = two_dispatchers(world, ticket)

    assert names(outcomes) == ["Event", "StaleWrite"]
    assert live_leads(ticket) == 1
    assert Event.objects.for_subject("ticket", ticket.pk).filter(verb="ticket.dispatched").count() == 1


def test_twin_without_the_lock_both_dispatchers_get_past_the_version(world: World) -> None:
    ticket = cast.accepted(world)

    with nobody_locks():
        outcomes = two_dispatchers(world, ticket)

    # The constraints still refuse two leads, but the loser gets a crash and no polite answer.
    assert names(outcomes) == ["Event", "IntegrityError"]
    assert live_leads(ticket) == 1


def firm_and_sweep(world: World, ticket: Ticket) -> list[object]:
    """The firm answers at the instant at which its time runs out."""
    asked = Deadline.objects.get(ticket=ticket, kind=DeadlineKind.INFO)
    version = current(ticket).version
    return together(
        [
            lambda: firm.supplement(ticket.pk, answer="电表照片已补", actor=world.firm, version=version),
            lambda: firm.lapse_question(ticket.pk, deadline_id=asked.pk),
        ]
    )


def asked_again(world: World) -> Ticket:
    """A case whose firm has been asked."""
    ticket = cast.accepted(world)
    desk.ask(ticket.pk, question="请补充电表照片", actor=world.desk, version=ticket.version)
    return ticket


@pytest.mark.parametrize("_attempt", range(5))
def test_an_answer_and_the_end_of_its_time_do_not_both_happen(world: World, _attempt: int) -> None:
    ticket = asked_again(world)

    outcomes = firm_and_sweep(world, ticket)

    question = InfoRequest.objects.get(ticket=ticket)
    assert names(outcomes) in (["Event", "StaleWrite"], ["Event", "NotPossibleNow"])
    assert (question.answered_at is None) != (question.lapsed_at is None)


def test_twin_without_the_lock_the_chain_itself_refuses_the_second(world: World) -> None:
    ticket = asked_again(world)

    with nobody_locks():
        outcomes = firm_and_sweep(world, ticket)

    assert names(outcomes) != ["Event", "StaleWrite"]
    assert "NotPossibleNow" not in names(outcomes)


def test_the_lead_and_the_desk_meet_and_one_is_told(world: World) -> None:
    ticket = cast.dispatched(world, assists=False)
    leg = cast.lead_of(ticket)

    outcomes = together(
        [
            lambda: handling.sign(ticket.pk, leg_id=leg.pk, actor=world.liaison, version=leg.version),
            lambda: firm.withdraw(ticket.pk, reason="自己解决了", actor=world.firm, version=ticket.version),
        ]
    )

    kinds = names(outcomes)
    assert kinds in (["Event", "Event"], ["Event", "StaleWrite"])
    assert current(ticket).status == "withdrawn"


def test_of_fifty_clients_on_one_case_one_wins_and_forty_nine_are_told(world: World) -> None:
    ticket = cast.filed(world)
    clients = [cast.signed_in(world.desk if place % 2 else world.second_desk) for place in range(50)]
    url = reverse("act", args=[ticket.number, "ask"])

    def ask(client: Client, place: int) -> tuple[int, bool]:
        words = f"请补充第 {place} 张照片"
        response = client.post(url, {"question": words, "version": ticket.version})
        return response.status_code, words in response.content.decode()

    outcomes = together([lambda c=client, n=place: ask(c, n) for place, client in enumerate(clients)])  # type: ignore[misc]

    assert Counter(outcomes) == {(303, False): 1, (409, True): 49}
    assert InfoRequest.objects.filter(ticket=ticket).count() == 1
    assert current(ticket).version == ticket.version + 1


def test_one_form_sent_eight_times_at_once_makes_one_case(world: World) -> None:
    token = uuid.uuid4()
    call = cast.a_call(world)

    filed = together(
        [lambda: filing.submit(call, firm_id=world.firm.organisation_id, actor=world.firm, client_token=token)] * 8
    )

    assert Ticket.objects.count() == 1
    assert {one.ticket.pk for one in filed} == {Ticket.objects.get().pk}
    assert sum(bool(one.tracking_code) for one in filed) == 1


def test_numbers_given_out_at_once_are_all_different(world: World) -> None:
    calls = [
        lambda: filing.submit(
            cast.a_call(world),
            firm_id=world.firm.organisation_id,
            actor=world.firm,
            client_token=uuid.uuid4(),
        )
    ] * 12

    filed = together(calls)

    assert len({one.ticket.number for one in filed}) == 12


def test_appends_never_conflict_with_each_other(world: World) -> None:
    ticket = cast.signed(world)

    outcomes = together(
        [
            lambda place=place: handling.note(  # type: ignore[misc]
                ticket.pk, words=f"第 {place} 条", client_token=uuid.uuid4(), actor=world.liaison
            )
            for place in range(10)
        ]
    )

    assert names(outcomes) == ["Event"] * 10
    seqs = list(Event.objects.for_subject("ticket", ticket.pk).values_list("seq", flat=True))
    assert sorted(seqs) == list(range(1, len(seqs) + 1))


def while_held(take: Callable[[], object], act: Callable[[], object]) -> object:
    """What an act comes to while another transaction holds what `take` locks; it waits for a fifth of a second."""
    held, seen = Flag(), Flag()

    def hold() -> None:
        with transaction.atomic():
            take()
            held.set()
            seen.wait(timeout=20)

    def try_it() -> object:
        held.wait(timeout=20)
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '200ms'")
        try:
            return act()
        finally:
            seen.set()

    return together([hold, try_it])[1]


def test_a_case_held_too_long_is_said_to_be_busy_and_nothing_changes(world: World) -> None:
    ticket = cast.filed(world)

    outcome = while_held(
        lambda: changing.locked(ticket.pk),
        lambda: desk.accept(ticket.pk, actor=world.desk, version=ticket.version),
    )

    assert isinstance(outcome, Busy)
    assert current(ticket).status == "submitted"


def sends_another(world: World) -> object:
    """Hold what serialises a person's sendings; rows that only name the person wait as well."""
    return Person.objects.select_for_update().get(pk=world.liaison.person_id)


def test_a_reply_of_whoever_is_still_sending_something_else_is_told_to_wait(world: World) -> None:
    ticket = cast.signed(world)
    leg, answer = cast.lead_of(ticket), cast.an_answer()

    outcome = while_held(
        lambda: sends_another(world),
        lambda: replying.submit(ticket.pk, leg_id=leg.pk, answer=answer, actor=world.liaison, version=leg.version),
    )

    assert isinstance(outcome, Busy)
    assert current(ticket).status == "handling"


def test_a_file_of_whoever_is_still_sending_something_else_is_told_to_wait_by_its_name(world: World) -> None:
    kept = while_held(
        lambda: sends_another(world),
        lambda: attaching.keep([a_photo()], person=world.liaison.person, client_token=uuid.uuid4()),
    )

    assert isinstance(kept, attaching.Kept)
    assert [problem.code for problem in kept.problems] == ["busy"]


def test_an_act_on_a_case_waits_for_nobody_who_holds_the_case_that_it_repeats(world: World) -> None:
    first, again = cast.signed(world), cast.signed(world)

    outcome = while_held(
        lambda: changing.locked(first.pk),
        lambda: handling.note(again.pk, words="同上一件", client_token=uuid.uuid4(), actor=world.liaison),
    )

    assert again.repeats_id == first.pk
    assert isinstance(outcome, Event)


def test_a_note_pressed_eight_times_at_once_is_written_once(world: World) -> None:
    ticket, token = cast.signed(world), uuid.uuid4()

    outcomes = together(
        [lambda: handling.note(ticket.pk, words="同村还有几户", client_token=token, actor=world.liaison)] * 8
    )

    assert names(outcomes) == ["Event", *["NoneType"] * 7]
