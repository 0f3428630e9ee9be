"""What the tests of whistles (吹哨报到) share: blowing, checking in, ending and rating as the cast does it."""

import uuid
from datetime import timedelta
from typing import Any, Final

from journal.models import Event
from orgs.models import Post
from tests.cast import MONDAY, World, current, dispatched, signed
from tickets.models import CheckIn, Ticket, Whistle
from tickets.services import firm, mutual_rating, whistling
from tickets.whistle_kinds import CheckInWay, Harm, WhistleKind

CALLS: Final = ("liaison", "other_liaison", "third_liaison")
"""The cast's three departments: power, reform, market supervision."""


def summons(world: World, *calls: str, kind: WhistleKind = WhistleKind.HARD, **words: Any) -> whistling.Summons:
    """A whistle that calls these people's units, with anything replaced."""
    said: dict[str, Any] = {
        "kind": kind,
        "unit_ids": [getattr(world, name).organisation_id for name in calls],
        "needed": "请一起到现场查清线路归谁管。",
        "grounds": "线路、规划、计量分属三个单位。",
        "harm": Harm.HAZARD if kind == WhistleKind.EMERGENCY else None,
        "place": "" if kind == WhistleKind.HARD else "云裳镇前丁村南头",
        "meets_at": MONDAY + timedelta(days=1) if kind == WhistleKind.JOINT else None,
    }
    return whistling.Summons(**said | words)


def blow(world: World, ticket: Ticket, *calls: str, by: Post | None = None, **words: Any) -> Whistle:
    """The desk, or `by`, calls units; without names the two that do not lead."""
    call = summons(world, *(calls or ("other_liaison", "third_liaison")), **words)
    event = whistling.blow(ticket.pk, summons=call, actor=by or world.desk, version=current(ticket).version)
    return Whistle.objects.get(pk=event.data["whistle"])


def call_of(ticket: Ticket, post: Post) -> CheckIn:
    """The newest call of a post's unit in the case."""
    return CheckIn.objects.filter(ticket=ticket, unit=post.organisation_id).latest("pk")


def arrival(ticket: Ticket, by: Post, **words: Any) -> whistling.Arrival:
    """How a person says that their unit is there, with anything replaced."""
    said: dict[str, Any] = {
        "call_id": call_of(ticket, by).pk,
        "way": CheckInWay.ONSITE,
        "place": "前丁村南头配电箱旁",
        "said": "带了两个人，先测电压。",
        "client_token": uuid.uuid4(),
    }
    return whistling.Arrival(**said | words)


def check_in(ticket: Ticket, by: Post, **words: Any) -> Event | None:
    """A person checks their unit in."""
    return whistling.check_in(ticket.pk, arrival=arrival(ticket, by, **words), actor=by)


def end(ticket: Ticket, by: Post, whistle: Whistle | None = None) -> Event:
    """Somebody ends a whistle: the case's newest."""
    found = whistle or Whistle.objects.filter(ticket=ticket).latest("pk")
    return whistling.end(
        ticket.pk, whistle_id=found.pk, result="已查清由村集体出线。", actor=by, version=current(ticket).version
    )


def rate_units(ticket: Ticket, by: Post, *units: Post, grade: int = 3, words: str = "") -> Event:
    """The side that blew rates these people's units."""
    marks = [mutual_rating.Mark(call_id=call_of(ticket, unit).pk, grade=grade, words=words) for unit in units]
    return mutual_rating.rate_units(ticket.pk, marks=marks, actor=by)


def rate_whistle(ticket: Ticket, by: Post, *, grade: int = 3, words: str = "") -> Event:
    """A unit that came rates the whistle."""
    mark = mutual_rating.Mark(call_id=call_of(ticket, by).pk, grade=grade, words=words)
    return mutual_rating.rate_whistle(ticket.pk, mark=mark, actor=by)


def release(ticket: Ticket, unit: Post, by: Post) -> Event:
    """The desk lets a unit off."""
    return whistling.release(ticket.pk, call_id=call_of(ticket, unit).pk, reason="叫错了单位", actor=by)


def withdraw(world: World, ticket: Ticket) -> None:
    """The firm takes its call back."""
    firm.withdraw(ticket.pk, reason="自己解决了", actor=world.firm, version=current(ticket).version)


# --- cases in hand ----------------------------------------------------------------------------------------------------


def whistled(world: World) -> Ticket:
    """A case that its lead has signed, and the desk has called two more units to."""
    ticket = signed(world)
    blow(world, ticket)
    return current(ticket)


def come(world: World) -> Ticket:
    """The same, and the market bureau has checked in."""
    ticket = whistled(world)
    check_in(ticket, world.third_liaison)
    return current(ticket)


def ended(world: World) -> Ticket:
    """The same, and the desk has ended the whistle: both sides may rate."""
    ticket = come(world)
    end(ticket, world.desk)
    return current(ticket)


def emergency(world: World) -> Ticket:
    """A case that is not signed, with an emergency whistle of the desk."""
    ticket = dispatched(world, assists=False)
    blow(world, ticket, *CALLS, kind=WhistleKind.EMERGENCY)
    return current(ticket)
