"""What the tests of supervision (督办) share: ordering, answering and ruling as the cast does it."""

import uuid
from datetime import timedelta
from typing import Any

from journal import clock
from journal.models import Event
from orgs.models import Post
from tests.cast import MINUTE, World, accepted, current, lead_of
from tickets.models import SupervisionOrder, Ticket
from tickets.services import dispatch, handling, supervising, sweep
from tickets.statuses import Urgency
from tickets.supervision_kinds import Ground

ASKED = "请三日内办结，办不结的写明卡在哪里。"
ANSWER = "已现场核实，配件周四到货，周五装好。"


def directive(**words: Any) -> supervising.Directive:
    """What the office wants, with anything replaced."""
    said: dict[str, Any] = {"ground": Ground.UNSOLVED, "asked": ASKED, "days": 2, "client_token": uuid.uuid4()}
    return supervising.Directive(**said | words)


def order(world: World, ticket: Ticket, *, by: Post | None = None, **words: Any) -> Event | None:
    """The office orders."""
    version = current(ticket).version
    return supervising.order(ticket.pk, directive=directive(**words), actor=by or world.office, version=version)


def answer(ticket: Ticket, by: Post, *, words: str = ANSWER, token: uuid.UUID | None = None) -> Event | None:
    """A person of the ordered unit answers."""
    return supervising.answer(ticket.pk, words=words, client_token=token or uuid.uuid4(), actor=by)


def accept(world: World, ticket: Ticket) -> Event:
    """The office accepts the answer."""
    return supervising.accept(ticket.pk, ruling="已落实", actor=world.office, version=current(ticket).version)


def refuse(world: World, ticket: Ticket, *, raised: bool = False, **words: Any) -> Event | None:
    """The office refuses the answer and orders again."""
    return supervising.refuse(
        ticket.pk,
        reason="没有写明哪天办结",
        raised=raised,
        directive=directive(**words),
        actor=world.office,
        version=current(ticket).version,
    )


def raise_degree(world: World, ticket: Ticket, **words: Any) -> Event | None:
    """The office raises an order that nobody answered."""
    version = current(ticket).version
    return supervising.raise_degree(ticket.pk, directive=directive(**words), actor=world.office, version=version)


def newest(ticket: Ticket) -> SupervisionOrder:
    """The case's last order."""
    return SupervisionOrder.objects.select_related("unit").filter(ticket=ticket).latest("pk")


def sweep_after(ticket: Ticket, kind: str) -> None:
    """Sweep a minute after a live clock of the case has run out."""
    due = ticket.deadlines.get(kind=kind, met_at=None, voided_at=None).due_at
    with clock.moved_to(due + MINUTE):
        sweep.run()


def after(ticket: Ticket) -> Any:
    """Stand a minute after the order's time to answer."""
    return clock.moved_to(newest(ticket).due_at + MINUTE)


# --- cases in hand ----------------------------------------------------------------------------------------------------


def at_the_bureau(world: World, *, assists: bool = False, urgency: Urgency = Urgency.NORMAL) -> Ticket:
    """A case that the market bureau leads, a government department that may be shown cards; not signed."""
    ticket = accepted(world)
    helpers = [dispatch.Assist(unit_id=world.other_liaison.organisation_id)] if assists else []
    dispatch.send(
        ticket.pk,
        order=dispatch.Order(lead_id=world.third_liaison.organisation_id, assists=helpers, instruction=""),
        category_id=world.category.pk,
        urgency=urgency,
        actor=world.desk,
        version=ticket.version,
    )
    return current(ticket)


def taken_on(world: World) -> Ticket:
    """The same, and the bureau has signed."""
    ticket = at_the_bureau(world)
    leg = lead_of(ticket)
    handling.sign(ticket.pk, leg_id=leg.pk, actor=world.third_liaison, version=leg.version)
    return current(ticket)


def ordered(world: World) -> Ticket:
    """The same, under a written order."""
    ticket = taken_on(world)
    order(world, ticket)
    return current(ticket)


def silent(world: World) -> Ticket:
    """The same, and the time to answer is over by now: the order was written days ago."""
    with clock.moved_to(clock.now() - timedelta(days=7)):
        ticket = ordered(world)
    return current(ticket)


def answered(world: World) -> Ticket:
    """A case whose order the bureau has answered."""
    ticket = ordered(world)
    answer(ticket, world.third_liaison)
    return current(ticket)


def listed(world: World) -> Ticket:
    """The office refused the answer: 挂牌督办."""
    ticket = answered(world)
    refuse(world, ticket, raised=True)
    return current(ticket)
