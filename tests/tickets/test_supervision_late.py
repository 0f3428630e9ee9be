"""Orders of the office that something overtakes: an old form, a unit that is done, a desk that comes second."""

import uuid
from collections.abc import Iterator

import pytest

from journal import clock
from metrics import supervision
from metrics.counting import Scope
from metrics.periods import Month
from tests import cast
from tests.cast import MINUTE, MONDAY, World
from tests.tickets import supervised
from tests.tickets.staff_pages import send
from tests.tickets.supervised import accept, answer, newest, order, ordered, refuse
from tickets.exceptions import StaleWrite
from tickets.models import Card, SupervisionOrder, Ticket
from tickets.services import dispatch, handling, sweep


@pytest.fixture(autouse=True)
def monday(db: None) -> Iterator[None]:
    """Tests begin on a Monday morning."""
    with clock.moved_to(MONDAY):
        yield


def test_the_form_of_an_earlier_answer_does_not_answer_the_next_order(world: World) -> None:
    ticket, token = ordered(world), uuid.uuid4()
    answer(ticket, world.third_liaison, token=token)
    refuse(world, ticket)

    again = answer(ticket, world.third_liaison, token=token)
    with pytest.raises(StaleWrite):
        answer(ticket, world.third_liaison, words="改了几个字再交一次，周五装好。", token=token)

    assert again is None
    assert newest(ticket).answered_at is None


def test_words_for_a_unit_that_is_done_meanwhile_do_not_go_to_the_other(world: World) -> None:
    ticket = cast.dispatched(world)
    assist = cast.assist_of(ticket)
    handling.sign(ticket.pk, leg_id=assist.pk, actor=world.other_liaison, version=assist.version)
    lead = cast.lead_of(ticket)
    handling.sign(ticket.pk, leg_id=lead.pk, actor=world.liaison, version=lead.version)
    meant = {"unit": world.other_liaison.organisation_id, "ground": "unsolved", "asked": supervised.ASKED, "days": 2}
    assist = cast.assist_of(ticket)
    handling.opine(ticket.pk, leg_id=assist.pk, opinion="同意", actor=world.other_liaison, version=assist.version)

    said = send(world, ticket, "order_supervision", who="office", words=meant | {"client_token": uuid.uuid4()})

    assert said.status_code == 422
    assert supervised.ASKED in said.content.decode()
    assert not SupervisionOrder.objects.exists()


def test_an_ordered_desk_that_answers_too_late_reads_who_was_faster(world: World) -> None:
    ticket = cast.accepted(world)
    order(world, ticket)
    answer(ticket, world.second_desk)
    accept(world, ticket)

    said = send(world, ticket, "answer_order", who="desk", words={"words": supervised.ANSWER})

    assert said.status_code == 409
    assert supervised.ANSWER in said.content.decode()


def test_a_units_figures_do_not_tell_it_of_a_complaint_about_it(world: World) -> None:
    ticket = ordered(world)
    scope = Scope(world.county.pk, Month(2026, 11), world.third_liaison.organisation_id)
    before = supervision.orders(scope).count()

    Ticket.objects.filter(pk=ticket.pk).update(about_org=world.third_liaison.organisation)

    assert (before, supervision.orders(scope).count()) == (1, 0)


@pytest.mark.parametrize(("after", "shown"), [("began_at", ["red", "yellow"]), ("warn_at", ["red"]), ("due_at", [])])
def test_a_unit_is_shown_no_card_for_days_that_went_by_with_others(world: World, after: str, shown: list[str]) -> None:
    ticket = cast.signed(world)
    resolve = ticket.deadlines.get(kind="resolve")
    with clock.moved_to(getattr(resolve, after) + MINUTE):
        dispatch.send_elsewhere(
            ticket.pk, order=dispatch.Order(lead_id=world.third_liaison.organisation_id), reason="不归它管",
            actor=world.desk, version=cast.current(ticket).version,
        )  # fmt: skip
    with clock.moved_to(resolve.due_at + 2 * MINUTE):
        while sweep.run():
            pass

    assert sorted(Card.objects.filter(unit=world.third_liaison.organisation).values_list("colour", flat=True)) == shown
