"""What the tests of returns (退单) share: giving back, upholding and refusing as the cast does it."""

from datetime import datetime
from typing import Any, Final

from journal.models import Event
from orgs.calendar import COUNTY_TIME
from orgs.models import Post
from tests import cast
from tests.cast import World, current, lead_of
from tickets.models import Deadline, Leg, Ticket
from tickets.services import returning
from tickets.statuses import DeadlineKind

RULED: Final = {"ruling": "产权资料已核对。", "told": "表后线路归园区，供电公司只管到表箱。"}


def november(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of the month the tests play in."""
    return datetime(2026, 11, day, hour, minute, tzinfo=COUNTY_TIME)


def give_back(world: World, ticket: Ticket, by: Post | None = None, **words: Any) -> Event:
    """The leading unit gives the case back."""
    leg, actor = lead_of(ticket), by or world.liaison
    plea = cast.a_plea(world, **words)
    return returning.give_back(ticket.pk, leg_id=leg.pk, plea=plea, actor=actor, version=leg.version)


def uphold(world: World, ticket: Ticket, lead: Post, by: Post | None = None) -> Event:
    """The desk agrees, and another unit leads."""
    version = current(ticket).version
    return returning.uphold(ticket.pk, lead_id=lead.organisation_id, **RULED, actor=by or world.desk, version=version)


def refuse(world: World, ticket: Ticket, by: Post | None = None) -> Event:
    """The desk does not agree."""
    return returning.refuse(ticket.pk, **RULED, actor=by or world.desk, version=current(ticket).version)


def clock_of(ticket: Ticket, kind: DeadlineKind, leg: Leg | None = None) -> Deadline:
    return Deadline.objects.get(ticket=ticket, kind=kind, leg=leg, voided_at=None)
