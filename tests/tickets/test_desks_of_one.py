"""A desk of one person: no case stands still because nobody else may rule on what that person has written."""

from collections.abc import Iterator

import pytest
from django.core.exceptions import PermissionDenied

from journal import clock
from tests import cast
from tests.cast import MONDAY, World, current
from tests.tickets.staff_pages import send
from tickets.models import Rejection, Ticket
from tickets.offers import offers
from tickets.services import desk, replying
from tickets.statuses import RejectReason, Urgency


@pytest.fixture(autouse=True)
def monday(db: None) -> Iterator[None]:
    """Cases are made on a Monday at nine."""
    with clock.moved_to(MONDAY):
        yield


def proposed(world: World) -> Ticket:
    """The desk's only person proposes not to take a call on."""
    ticket = cast.filed(world)
    desk.propose_rejection(
        ticket.pk, reason=RejectReason.LITIGATION, channel="县人民法院", explanation="已经起诉。",
        actor=world.desk, version=ticket.version,
    )  # fmt: skip
    return current(ticket)


def answered_by_the_desk(world: World) -> Ticket:
    """The desk has answered by itself, and its answer waits for a review."""
    ticket = cast.filed(world)
    desk.answer_directly(
        ticket.pk, category_id=world.category.pk, urgency=Urgency.NORMAL, actor=world.desk, version=ticket.version
    )
    leg = cast.lead_of(ticket)
    replying.submit(ticket.pk, leg_id=leg.pk, answer=cast.an_answer(), actor=world.desk, version=leg.version)
    return current(ticket)


def rulings(ticket: Ticket, world: World) -> dict[str, set[str]]:
    """Who may rule on what waits."""
    people = ("desk", "second_desk", "office", "liaison", "leader")
    found = {who: {act for act in offers(ticket, getattr(world, who)) if "reject" in act} for who in people}
    return {who: acts for who, acts in found.items() if acts}


def test_the_office_rules_on_a_proposal_and_its_author_can_take_it_back(world: World) -> None:
    both = {"approve_rejection", "refuse_rejection"}

    assert rulings(proposed(world), world) == {"desk": {"refuse_rejection"}, "second_desk": both, "office": both}


def test_taken_back_the_call_is_handled_on(world: World) -> None:
    ticket = proposed(world)

    answer = send(world, ticket, "refuse_rejection", who="desk", words={"ruling": "再看了一遍，属于我们的职责"})

    assert answer.status_code == 303
    assert not Rejection.objects.get().approved
    assert "accept" in offers(current(ticket), world.desk)


def test_nobody_approves_what_they_proposed(world: World) -> None:
    ticket = proposed(world)

    with pytest.raises(PermissionDenied):
        desk.approve_rejection(ticket.pk, actor=world.desk, version=ticket.version)
    desk.approve_rejection(ticket.pk, actor=world.office, version=ticket.version)

    assert current(ticket).status == "rejected"


def test_the_office_reviews_what_a_desk_answers_by_itself_and_nothing_else(world: World) -> None:
    ours, units = answered_by_the_desk(world), cast.replied(world)

    assert "pass_reply" not in offers(ours, world.desk)
    assert "pass_reply" in offers(ours, world.office)
    assert "pass_reply" not in offers(units, world.office)
    assert "pass_reply" in offers(units, world.desk)
