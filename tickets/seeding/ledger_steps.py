"""The steps of a story around the ledger (挂账): the lead asks, the office rules, the lead reports until it is over."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from journal import clock
from orgs.calendar import COUNTY_TIME
from tickets.seeding.play import Play
from tickets.services import ledgering


def ask(play: Play, _how: str) -> Iterator[datetime]:
    """It takes long: by a plan."""
    yield play.later(60, 200)
    leg, said = play.lead, play.next_request("ledger")
    target = clock.now().astimezone(COUNTY_TIME).date() + timedelta(days=int(said["days"]))
    wish = ledgering.Wish(
        target_on=play.calendar.working_day_from(target), plan=said["plan"], words=said["words"], told=said["told"]
    )
    actor = play.people.handler(leg.department_id)
    ledgering.ask(play.ticket_id, leg_id=leg.pk, wish=wish, actor=actor, version=leg.version)


def grant(play: Play, _how: str) -> Iterator[datetime]:
    """The office agrees."""
    yield play.later(60, 160)
    ruling, version = play.latest("ledger")["ruling"], play.ticket.version
    ledgering.grant(play.ticket_id, ruling=ruling, actor=play.people.supervisor(), version=version)


def refuse(play: Play, _how: str) -> Iterator[datetime]:
    """The office does not."""
    yield play.later(60, 160)
    ruling, version = play.latest("ledger")["ruling"], play.ticket.version
    ledgering.refuse(play.ticket_id, ruling=ruling, actor=play.people.supervisor(), version=version)


def report(play: Play, _how: str) -> Iterator[datetime]:
    """The lead says how far it is."""
    yield play.later(2000, 3000)
    leg, said = play.lead, play.latest("ledger")
    actor = play.people.handler(leg.department_id)
    ledgering.report(
        play.ticket_id, leg_id=leg.pk, done=said["done"], next_step=said["next"], client_token=play.token(), actor=actor
    )


def review(play: Play, _how: str) -> Iterator[datetime]:
    """The office has looked at it: it goes on."""
    yield play.later(60, 200)
    words, version = play.latest("ledger")["remark"], play.ticket.version
    ledgering.review(play.ticket_id, goes_on=True, words=words, actor=play.people.supervisor(), version=version)


def ask_off(play: Play, _how: str) -> Iterator[datetime]:
    """The lead says what was reached."""
    yield play.later(60, 200)
    leg, words = play.lead, play.latest("ledger")["reached"]
    actor = play.people.handler(leg.department_id)
    ledgering.ask_strike_off(play.ticket_id, leg_id=leg.pk, words=words, actor=actor, version=leg.version)


def off(play: Play, _how: str) -> Iterator[datetime]:
    """The office agrees: the lead answers next."""
    yield play.later(60, 160)
    version = play.ticket.version
    ledgering.approve_strike_off(play.ticket_id, ruling="已核实", actor=play.people.supervisor(), version=version)


def not_off(play: Play, _how: str) -> Iterator[datetime]:
    """The office does not: it stays on the ledger."""
    yield play.later(60, 160)
    actor, version = play.people.supervisor(), play.ticket.version
    ledgering.refuse_strike_off(play.ticket_id, ruling=play.latest("ledger")["not_off"], actor=actor, version=version)
