"""What the tests of later dates (延期) and pauses (挂起) share: asking, ruling, and what makes a request needless."""

from datetime import datetime
from typing import Any

from journal.models import Event
from orgs.calendar import COUNTY_TIME
from orgs.models import Post
from tests import asking, cast
from tests.cast import World, current, lead_of
from tests.tickets.giving_back import clock_of
from tickets.models import Category, Deadline, Ticket
from tickets.queries.timeline import Entry, timeline
from tickets.services import dispatch, extending, firm, replying
from tickets.statuses import DeadlineKind, Tier


def december(day: int, hour: int = 18) -> datetime:
    return datetime(2026, 12, day, hour, tzinfo=COUNTY_TIME)


def ask(world: World, ticket: Ticket, by: Post | None = None, **words: Any) -> Event:
    leg = lead_of(ticket)
    wish = asking.a_wish(**words)
    return extending.ask(ticket.pk, leg_id=leg.pk, wish=wish, actor=by or world.liaison, version=leg.version)


def grant(world: World, ticket: Ticket, by: Post | None = None) -> Event:
    return extending.grant(ticket.pk, ruling="", actor=by or world.desk, version=current(ticket).version)


def refuse(world: World, ticket: Ticket, by: Post | None = None) -> Event:
    return extending.refuse(
        ticket.pk, ruling="现有库存可以先装", actor=by or world.desk, version=current(ticket).version
    )


def of_tier(world: World, tier: Tier) -> Ticket:
    """A signed case in this tier."""
    Category.objects.filter(pk=world.category.pk).update(tier=tier)
    return cast.signed(world)


def resolve_of(ticket: Ticket) -> Deadline:
    return clock_of(ticket, DeadlineKind.RESOLVE)


def lines(ticket: Ticket, *, for_firm: bool) -> dict[str, Entry]:
    return {entry.verb: entry for entry in timeline(current(ticket), for_firm=for_firm)}


def reply(world: World, ticket: Ticket) -> None:
    leg = lead_of(ticket)
    replying.submit(ticket.pk, leg_id=leg.pk, answer=cast.an_answer(), actor=world.liaison, version=leg.version)


def redispatch(world: World, ticket: Ticket) -> None:
    order = dispatch.Order(lead_id=world.third_liaison.organisation_id)
    version = current(ticket).version
    dispatch.send_elsewhere(ticket.pk, order=order, reason="再试", actor=world.desk, version=version)


def withdraw(world: World, ticket: Ticket) -> None:
    firm.withdraw(ticket.pk, reason="自己解决了", actor=world.firm, version=current(ticket).version)
