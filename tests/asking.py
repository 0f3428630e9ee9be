"""What a lead asks for and somebody else rules on: later dates (延期) and pauses (挂起), as the cast does it."""

from datetime import date
from typing import Any

from journal import clock
from orgs.calendar import COUNTY_TIME
from orgs.working_days import calendar_of
from tests.cast import World, current, lead_of, signed
from tickets.models import Ticket
from tickets.services import extending, pausing
from tickets.statuses import ExtensionReason, PauseReason


def a_wish(**words: Any) -> extending.Wish:
    """Until when the power company needs the case, and why, with anything replaced."""
    said: dict[str, Any] = {
        "until": date(2026, 12, 14),
        "reason": ExtensionReason.WORKS,
        "words": "变压器要到下周才能到货。",
        "told": "变压器下周到货，装好就通电。",
    }
    return extending.Wish(**said | words)


def asks_for_longer(world: World, **words: Any) -> Ticket:
    """A case whose lead has asked for a later date; nobody has ruled."""
    ticket = signed(world)
    leg, due = lead_of(ticket), (ticket.due_at or clock.now()).astimezone(COUNTY_TIME).date()
    words = {"until": calendar_of(world.county).add_working_days(due, 5).date()} | words
    extending.ask(ticket.pk, leg_id=leg.pk, wish=a_wish(**words), actor=world.liaison, version=leg.version)
    return current(ticket)


def extended(world: World, **words: Any) -> Ticket:
    """The same, granted."""
    ticket = asks_for_longer(world, **words)
    extending.grant(ticket.pk, ruling="", actor=world.desk, version=ticket.version)
    return current(ticket)


def asks_to_wait(world: World, **words: Any) -> Ticket:
    """A case whose lead has asked for its clock to stand still; nobody has ruled."""
    ticket = signed(world)
    leg, calendar = lead_of(ticket), calendar_of(world.county)
    said: dict[str, Any] = {
        "until": calendar.add_working_days(clock.now(), 4).date(),
        "reason": PauseReason.SEASON,
        "words": "地里庄稼收完才能立杆，约在四天后。",
        "told": "等庄稼收完才能立杆，收完马上施工。",
    }
    wish = pausing.Wish(**said | words)
    pausing.ask(ticket.pk, leg_id=leg.pk, wish=wish, actor=world.liaison, version=leg.version)
    return current(ticket)


def suspended(world: World, **words: Any) -> Ticket:
    """The same, granted."""
    ticket = asks_to_wait(world, **words)
    pausing.grant(ticket.pk, ruling="", actor=world.desk, version=ticket.version)
    return current(ticket)
