"""What happens to a case in these tests: literal steps, each with the clocks that run after it.

The steps keep to where the audience of an event is the same whenever it is asked (nobody is re-dispatched, no assist is
waived), so that afterwards every notice can be counted again from the events.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from uuid import uuid4

from journal.models import Event
from tests import cast
from tests.cast import World
from tickets.models import Ticket
from tickets.services import desk, dispatch, firm, handling, replying, revisiting
from tickets.statuses import ContactWay, Urgency

Act = Callable[[World, Ticket], Event | None]


@dataclass(frozen=True)
class Step:
    """One act, the verb it leaves in the journal, the kinds of clocks that live after it."""

    verb: str
    act: Act
    clocks: tuple[str, ...] = ()


def _accept(world: World, ticket: Ticket) -> Event:
    return desk.accept(ticket.pk, actor=world.desk, version=ticket.version)


def _dispatch(world: World, ticket: Ticket) -> Event:
    assists = [dispatch.Assist(unit_id=world.other_liaison.organisation_id)]
    return dispatch.send(
        ticket.pk,
        order=dispatch.Order(lead_id=world.liaison.organisation_id, assists=assists, instruction="请三日内到现场。"),
        category_id=world.category.pk,
        urgency=Urgency.NORMAL,
        actor=world.desk,
        version=ticket.version,
    )


def _sign(world: World, ticket: Ticket) -> Event:
    leg = cast.lead_of(ticket)
    return handling.sign(ticket.pk, leg_id=leg.pk, actor=world.liaison, version=leg.version)


def _assist_signs(world: World, ticket: Ticket) -> Event:
    leg = cast.assist_of(ticket)
    return handling.sign(ticket.pk, leg_id=leg.pk, actor=world.other_liaison, version=leg.version)


def _ask(world: World, ticket: Ticket) -> Event:
    return desk.ask(ticket.pk, question="请补充电表照片", actor=world.desk, version=ticket.version)


def _supplement(world: World, ticket: Ticket) -> Event:
    return firm.supplement(ticket.pk, answer="电表照片已补", actor=world.firm, version=ticket.version)


def _contact(world: World, ticket: Ticket) -> Event | None:
    leg = cast.lead_of(ticket)
    return handling.contact(
        ticket.pk, leg_id=leg.pk, way=ContactWay.PHONE, words="已通话", client_token=uuid4(), actor=world.liaison
    )


def _progress(world: World, ticket: Ticket) -> Event | None:
    leg, token = cast.lead_of(ticket), uuid.uuid4()
    return handling.progress(ticket.pk, leg_id=leg.pk, words="明天到场", client_token=token, actor=world.liaison)


def _opine(world: World, ticket: Ticket) -> Event:
    leg = cast.assist_of(ticket)
    return handling.opine(ticket.pk, leg_id=leg.pk, opinion="同意增容", actor=world.other_liaison, version=leg.version)


def _reply(world: World, ticket: Ticket) -> Event:
    leg = cast.lead_of(ticket)
    return replying.submit(ticket.pk, leg_id=leg.pk, answer=cast.an_answer(), actor=world.liaison, version=leg.version)


def _pass(world: World, ticket: Ticket) -> Event:
    return replying.pass_on(ticket.pk, actor=world.second_desk, version=ticket.version)


def _confirm(world: World, ticket: Ticket) -> Event:
    return revisiting.confirm(ticket.pk, verdict=cast.a_verdict(), actor=world.firm, version=ticket.version)


def _withdraw(world: World, ticket: Ticket) -> Event:
    return firm.withdraw(ticket.pk, reason="自己解决了", actor=world.firm, version=ticket.version)


FILED: Final = "ticket.submitted"
AFTER_FILING: Final = ("accept",)

TO_THE_END: Final = (
    Step("ticket.accepted", _accept, ("dispatch",)),
    Step("ticket.dispatched", _dispatch, ("assist", "contact", "resolve", "sign", "sign")),
    Step("leg.signed", _sign, ("assist", "contact", "resolve", "sign")),
    Step("leg.signed", _assist_signs, ("assist", "contact", "resolve")),
    Step("ticket.asked", _ask, ("assist", "contact", "info", "resolve")),
    Step("ticket.supplemented", _supplement, ("assist", "contact", "resolve")),
    Step("leg.contacted", _contact, ("assist", "resolve")),
    Step("note.progress", _progress, ("assist", "resolve")),
    Step("leg.opined", _opine, ("resolve",)),
    Step("reply.submitted", _reply, ("review",)),
    Step("reply.passed", _pass, ("confirm",)),
    Step("ticket.revisited", _confirm),
)
WITHDRAWN: Final = (Step("ticket.withdrawn", _withdraw),)


def clocks_after(verbs: list[str]) -> list[str] | None:
    """The clocks that live after these acts of people, sorted; None when no story begins like this."""
    for story in (TO_THE_END, WITHDRAWN):
        if verbs == [FILED, *(step.verb for step in story[: len(verbs) - 1])]:
            return list(story[len(verbs) - 2].clocks if len(verbs) > 1 else AFTER_FILING)
    return None
