"""Ratings that are bad: cases that went round, that came to a stop after three rounds, that nobody reached."""

from datetime import timedelta

from journal import clock
from tests.cast import MINUTE, World, an_answer, asked_to_confirm, current, lead_of
from tickets.models import Ticket
from tickets.services import replying, revisiting, settling, sweep
from tickets.statuses import BadReason, Grade, Outcome


def a_bad_verdict(**words: object) -> revisiting.Verdict:
    """What a firm says that is not content, with anything replaced."""
    said: dict[str, object] = {
        "contacted": False, "outcome": Outcome.UNSOLVED, "grade": Grade.DISSATISFIED, "reasons": [BadReason.RESULT],
        "words": "晚上还是跳闸",
    }  # fmt: skip
    return revisiting.Verdict(**(said | words))  # type: ignore[arg-type]


def not_content(world: World, ticket: Ticket) -> None:
    """The firm says on its page that it is not."""
    version = current(ticket).version
    revisiting.confirm(ticket.pk, verdict=a_bad_verdict(), actor=world.firm, version=version)


def answered_again(world: World, ticket: Ticket) -> None:
    """The lead replies in its next round, and the reply passes."""
    leg = lead_of(ticket)
    replying.submit(ticket.pk, leg_id=leg.pk, answer=an_answer(), actor=world.liaison, version=leg.version)
    replying.pass_on(ticket.pk, actor=world.second_desk, version=current(ticket).version)


def asked_for_the_third_time(world: World) -> Ticket:
    """A case that went round twice and is asked about again."""
    ticket = asked_to_confirm(world)
    for _redo in range(2):
        not_content(world, ticket)
        answered_again(world, ticket)
    return current(ticket)


def stopped(world: World) -> Ticket:
    """A case that the firm has not accepted for the third time: the office decides."""
    ticket = asked_for_the_third_time(world)
    not_content(world, ticket)
    return current(ticket)


def settled(world: World) -> Ticket:
    """The same, ended by a final answer."""
    ticket = stopped(world)
    settling.sign_final(
        ticket.pk, answer="已列入明年改造计划，今年先装临时变压器。", reason="三轮都已到场", actor=world.office,
        version=ticket.version,
    )  # fmt: skip
    return current(ticket)


def not_reached(world: World) -> Ticket:
    """A case that ended because two calls on two days reached nobody."""
    ticket = asked_to_confirm(world)
    with clock.moved_to(ticket.deadlines.get(kind="confirm").due_at + MINUTE):
        sweep.run()
    calls = current(ticket).deadlines.get(kind="calls")
    for days in (0, 1):
        with clock.moved_to(calls.starts_at + timedelta(days=days, minutes=5)):
            version = current(ticket).version
            revisiting.record_call(ticket.pk, verdict=None, actor=world.revisit_clerk, version=version)
    return current(ticket)
