"""Cases as they stand inside a unit: in somebody's hands, before the leader who signs."""

from orgs.models import Organisation, Post
from orgs.statuses import Role
from tests import cast
from tests.cast import World, current, lead_of
from tickets.models import Ticket
from tickets.services import assigning, countersigning
from tickets.services.replying import Answer


def held(world: World) -> Ticket:
    """A case whose lead leg the handler of the power company has."""
    ticket = cast.signed(world)
    give(world, ticket, world.handler.pk)
    return current(ticket)


def give(world: World, ticket: Ticket, handler_id: int | None, *, section_id: int | None = None) -> None:
    """The liaison gives the lead leg to somebody."""
    leg = lead_of(ticket)
    assigning.assign(
        ticket.pk,
        leg_id=leg.pk,
        handler_id=handler_id,
        section_id=section_id,
        reason="",
        seen=leg.held,
        actor=world.liaison,
    )


def leader_signs(world: World, *, heads: int = 1) -> list[Post]:
    """The power company's replies are signed by its head from here on; returns its heads."""
    unit = world.liaison.organisation
    Organisation.objects.filter(pk=unit.pk).update(leader_signs=True)
    unit.leader_signs = True
    world.handler.organisation.leader_signs = True
    found = list(Post.objects.named().filter(organisation=unit, role=Role.DEPT_HEAD).order_by("pk"))
    names = ("孔局", "曹局")[len(found) : heads]
    return [*found, *(cast.post(unit, Role.DEPT_HEAD, name) for name in names)]


def head_of(world: World) -> Post:
    """The first of them."""
    return leader_signs(world)[0]


def drafted(world: World, answer: Answer | None = None) -> Ticket:
    """A case whose handler has laid its reply before the head."""
    leader_signs(world)
    ticket = held(world)
    leg = lead_of(ticket)
    countersigning.draft(
        ticket.pk, leg_id=leg.pk, answer=answer or cast.an_answer(), actor=world.handler, version=leg.version
    )
    return current(ticket)


def with_a_leader(world: World) -> Ticket:
    """A case of the unit, nothing drafted yet."""
    leader_signs(world)
    return held(world)


def returned(world: World) -> Ticket:
    """A case whose draft the head has given back."""
    ticket = drafted(world)
    leg = lead_of(ticket)
    countersigning.give_back(ticket.pk, leg_id=leg.pk, reason="写清哪天通电", actor=head_of(world), version=leg.version)
    return current(ticket)
