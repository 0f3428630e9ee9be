"""A case in each of the stages of the table `may`, and the people of it."""

from collections.abc import Callable
from typing import Final

from orgs.models import Post
from orgs.statuses import AuthorityKind, OrganisationKind, Role
from tests import asking, cast, rounds
from tests.cast import World, current
from tests.tickets import closed, excluded, grouped, instructed, ledgered, supervised, units, whistled, withdrawn
from tests.tickets.may import EVERYBODY
from tests.tickets.staff_pages import assisting
from tests.tickets.sweeping import asked
from tests.tickets.test_desks_of_one import answered_by_the_desk, proposed
from tickets.models import Ticket
from tickets.services import desk, firm
from tickets.statuses import Source, Urgency


def case_in(world: World, stage: str) -> Ticket:
    """A case in this stage, as the database has it."""
    return current(STAGES[stage](world))


def _rejected(world: World) -> Ticket:
    ticket = proposed(world)
    desk.approve_rejection(ticket.pk, actor=world.second_desk, version=ticket.version)
    return ticket


def _need_info(world: World) -> Ticket:
    ticket = cast.filed(world)
    desk.ask(ticket.pk, question="请补充照片", actor=world.desk, version=ticket.version)
    return ticket


def _withdrawn(world: World) -> Ticket:
    ticket = cast.filed(world)
    firm.withdraw(ticket.pk, reason="已解决", actor=world.firm, version=ticket.version)
    return ticket


def _answering(world: World) -> Ticket:
    ticket = cast.filed(world)
    desk.answer_directly(
        ticket.pk, category_id=world.category.pk, urgency=Urgency.NORMAL, actor=world.desk, version=ticket.version
    )
    return ticket


def people(world: World) -> dict[str, Post]:
    """The posts of the table: the cast, and roles that it has nobody for, who take office now."""
    federation = cast.unit(
        world.county, OrganisationKind.MASS_ORGANISATION, "县妇女联合会", authority=AuthorityKind.PARTY
    )
    more = {
        "employee": cast.post(world.firm.organisation, Role.ENTERPRISE_USER, "丁小雨"),
        "secretary": cast.post(world.leader.organisation, Role.PARTY_SECRETARY, "何书记"),
        "meeting_clerk": cast.post(world.leader.organisation, Role.MEETING_CLERK, "吕会"),
        "federation": cast.post(federation, Role.MASS_ORG_USER, "施妇"),
        "secadmin": cast.post(world.office.organisation, Role.SECADMIN, "张安"),
    }
    more["employee"].clerk = True
    return {name: more.get(name) or getattr(world, name) for name in EVERYBODY}


STAGES: Final[dict[str, Callable[[World], Ticket]]] = {
    "submitted": cast.filed, "proposed": proposed, "rejected": _rejected, "need_info": _need_info,
    "withdrawn": _withdrawn, "accepted": cast.accepted, "handling": cast.dispatched, "signed": cast.signed,
    "asks_for_longer": asking.asks_for_longer, "extended": asking.extended,
    "asks_to_wait": asking.asks_to_wait, "suspended": asking.suspended,
    "given_back": cast.given_back, "escalated": cast.escalated, "kept": cast.kept,
    "ordered": supervised.ordered, "silent": supervised.silent, "answered": supervised.answered,
    "listed": supervised.listed, "instructed": instructed.on_a_case,
    "whistled": whistled.whistled, "come": whistled.come, "ended": whistled.ended,
    "replied": cast.replied, "revisiting": cast.asked_to_confirm, "closed": cast.closed,
    "following": grouped.following, "following_signed": grouped.following_signed, "split_up": grouped.split_up,
    "asks_for_ledger": ledgered.asked, "on_ledger": ledgered.on_ledger, "to_strike_off": ledgered.to_strike_off,
    "withdrawn_late": withdrawn.after_dispatch, "new_facts": closed.with_new_facts,
    "stopped": rounds.stopped, "settled": rounds.settled,
    "exclusion_asked": excluded.asked, "exclusion_refused": excluded.refused, "exclusion_agreed": excluded.agreed,
    "exclusion_granted": excluded.granted, "exclusion_objected": excluded.objected,
    "exclusion_confirmed": excluded.confirmed,
    "with_a_leader": units.with_a_leader, "drafted": units.drafted, "returned": units.returned,
    "assisting": assisting, "asked_in_hand": asked,
    "answering": _answering, "answered_directly": answered_by_the_desk,
    "by_a_station": lambda world: cast.accepted(world, by=world.clerk, source=Source.STATION),
    "by_telephone": lambda world: cast.filed(world, by=world.desk, source=Source.PHONE),
}  # fmt: skip
