"""What the tests of the ledger (挂账) share: a lead that asks, an office that rules, a case that stands on it."""

import uuid
from datetime import date, timedelta
from typing import Any, Final

from journal import clock
from journal.models import Event
from orgs.calendar import COUNTY_TIME
from orgs.models import Post
from orgs.working_days import calendar_of
from tests.cast import World, current, lead_of, signed
from tickets.models import Ticket
from tickets.services import ledgering

PLAN: Final = "年内完成可研和立项，明年三月开工，五月前通电。"
WORDS: Final = "要新建一座变电站，短期办不完。"
TOLD: Final = "要新建变电站，明年五月前通电。"
REPORTED: Final = {"done": "可研已经报批，资金已经落实。", "next_step": "下月完成招标。"}
REACHED: Final = "变电站已经投运，电压稳定在三百八十伏。"


def target(world: World, days: int = 90) -> date:
    """A working day so many days ahead."""
    return calendar_of(world.county).working_day_from(clock.now().astimezone(COUNTY_TIME).date() + timedelta(days=days))


def ask(world: World, ticket: Ticket, by: Post | None = None, **words: Any) -> Event:
    """The lead asks."""
    leg = lead_of(ticket)
    said: dict[str, Any] = {"target_on": target(world), "plan": PLAN, "words": WORDS, "told": TOLD}
    wish = ledgering.Wish(**said | words)
    return ledgering.ask(ticket.pk, leg_id=leg.pk, wish=wish, actor=by or world.liaison, version=leg.version)


def grant(world: World, ticket: Ticket, by: Post | None = None) -> Event:
    """The office agrees."""
    return ledgering.grant(ticket.pk, ruling="已核实", actor=by or world.office, version=current(ticket).version)


def report(world: World, ticket: Ticket, token: uuid.UUID | None = None, **words: str) -> Event | None:
    """The lead reports."""
    said = REPORTED | words
    token = token or uuid.uuid4()
    return ledgering.report(ticket.pk, leg_id=lead_of(ticket).pk, actor=world.liaison, client_token=token, **said)


def review(world: World, ticket: Ticket, *, goes_on: bool) -> Event:
    """The office has looked at it."""
    version = current(ticket).version
    return ledgering.review(ticket.pk, goes_on=goes_on, words="按计划推进", actor=world.office, version=version)


def ask_off(world: World, ticket: Ticket) -> Event:
    """The lead says what was reached."""
    leg = lead_of(ticket)
    return ledgering.ask_strike_off(ticket.pk, leg_id=leg.pk, words=REACHED, actor=world.liaison, version=leg.version)


def strike_off(world: World, ticket: Ticket, by: Post | None = None) -> Event:
    """The office agrees."""
    version = current(ticket).version
    return ledgering.approve_strike_off(ticket.pk, ruling="", actor=by or world.office, version=version)


def asked(world: World) -> Ticket:
    """A case whose lead has asked; nobody has ruled."""
    ticket = signed(world)
    ask(world, ticket)
    return current(ticket)


def on_ledger(world: World) -> Ticket:
    """The same, granted."""
    ticket = asked(world)
    grant(world, ticket)
    return current(ticket)


def to_strike_off(world: World) -> Ticket:
    """A case on the ledger whose lead has asked for its end."""
    ticket = on_ledger(world)
    ask_off(world, ticket)
    return current(ticket)
