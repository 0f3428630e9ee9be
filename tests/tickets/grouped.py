"""What the tests of groups (同类诉求) and split calls (拆分) share: more firms, joining, answering, splitting."""

from typing import Any

from journal.models import Event
from orgs.models import Post
from orgs.statuses import Role
from tests import cast
from tests.cast import World, accepted, current, lead_of
from tickets.models import Member, Ticket
from tickets.services import dispatch, grouping, handling, replying, splitting
from tickets.statuses import Urgency

NAMES = ("木言家居店", "锦绣演出服厂", "小鹿童装店", "云上汉服社", "丁桥木业", "晨光包装厂", "阿信辅料行")


def firms(world: World, count: int) -> list[Post]:
    """So many firms of the town, the cast's own one first."""
    more = [
        cast.post(
            cast.firm(world.county, f"{NAMES[place % len(NAMES)]}{place}", world.town), Role.ENTERPRISE_USER, "周老板"
        )
        for place in range(count - 1)
    ]
    return [world.firm, *more]


def of_firms(world: World, count: int, **words: Any) -> list[Ticket]:
    """A case of each firm about the same matter, accepted by the desk."""
    return [accepted(world, firm_post=firm, **words) for firm in firms(world, count)]


def join(world: World, ticket: Ticket, lead: Ticket, *, by: Post | None = None) -> Event:
    """The desk, or `by`, joins a case to a lead case."""
    return grouping.join(ticket.pk, lead_id=lead.pk, actor=by or world.desk, version=current(ticket).version)


def group(world: World, count: int, **words: Any) -> list[Ticket]:
    """Accepted cases of so many firms, all joined to the first."""
    lead, *others = of_firms(world, count, **words)
    for each in others:
        join(world, each, lead)
    return [current(each) for each in (lead, *others)]


def send(world: World, ticket: Ticket, unit: Post | None = None) -> Event:
    """The desk dispatches a case to the power company, or to `unit`'s."""
    return dispatch.send(
        ticket.pk,
        order=dispatch.Order(lead_id=(unit or world.liaison).organisation_id),
        category_id=world.category.pk,
        urgency=Urgency.NORMAL,
        actor=world.desk,
        version=current(ticket).version,
    )


def sign(world: World, ticket: Ticket) -> Event:
    """The power company signs its leading leg."""
    leg = lead_of(ticket)
    return handling.sign(ticket.pk, leg_id=leg.pk, actor=world.liaison, version=leg.version)


def answer(world: World, ticket: Ticket, **words: Any) -> Event:
    """The power company replies."""
    leg = lead_of(ticket)
    return replying.submit(
        ticket.pk, leg_id=leg.pk, answer=cast.an_answer(**words), actor=world.liaison, version=leg.version
    )


def pass_on(world: World, ticket: Ticket) -> Event:
    """The desk's second person passes the reply."""
    return replying.pass_on(ticket.pk, actor=world.second_desk, version=current(ticket).version)


def handled(world: World, count: int, **words: Any) -> list[Ticket]:
    """A group whose lead has been dispatched and signed."""
    cases = group(world, count, **words)
    send(world, cases[0])
    sign(world, cases[0])
    return [current(each) for each in cases]


def how(ticket: Ticket) -> list[str]:
    """How a case left its groups, in order; empty while it is in its first one."""
    return [*Member.objects.filter(ticket=ticket).exclude(how="").order_by("pk").values_list("how", flat=True)]


def pieces(world: World, count: int = 2) -> list[splitting.Piece]:
    """So many matters of one call."""
    return [
        splitting.Piece(title=f"第{place}件事", body="车间电压低，机器开不起来。", category_id=world.category.pk)
        for place in range(1, count + 1)
    ]


def split(world: World, ticket: Ticket, count: int = 2) -> list[Ticket]:
    """The desk splits a call; its parts in order."""
    splitting.split(ticket.pk, pieces=pieces(world, count), actor=world.desk, version=current(ticket).version)
    return [*Ticket.objects.filter(parent=ticket).order_by("pk")]


def with_another(world: World) -> Ticket:
    """The cast's case beside another firm's, both accepted."""
    return of_firms(world, 2)[0]


def number_of_another(world: World) -> str:
    """The number of the other firm's case."""
    return Ticket.objects.exclude(firm=world.firm.organisation_id).latest("pk").number


def following(world: World) -> Ticket:
    """The cast's case follows another one and waits for its dispatch."""
    ticket, lead = of_firms(world, 2)
    join(world, ticket, lead)
    return current(ticket)


def following_signed(world: World) -> Ticket:
    """The same; its unit has signed."""
    ticket = following(world)
    lead = Ticket.objects.get(followed_by=ticket)
    send(world, lead)
    sign(world, lead)
    return current(ticket)


def split_up(world: World) -> Ticket:
    """A call that waits for its two parts."""
    ticket = accepted(world)
    split(world, ticket)
    return current(ticket)
