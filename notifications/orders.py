"""Small questions about supervision (督办), cards and alarms, asked as in `circle`. Pure."""

from notifications.circle import WORKERS, Circle
from orgs.models import Post
from orgs.statuses import Role
from tickets.instruction_policies import leads
from tickets.statuses import DeadlineKind
from tickets.supervision_kinds import CardColour, Degree


def the_ordered(circle: Circle, post: Post) -> bool:
    """Everybody of the ordered unit who works on cases, its head among them; of a desk its secretary as well."""
    return post.organisation_id == circle.event.data.get("unit") and post.role in WORKERS | {Role.PARTY_SECRETARY}


def whoever_instructed(circle: Circle, post: Post) -> bool:
    """The leaders and secretaries of the body that wrote an instruction; the office that entered a paper hears as such.

    Where the case ended, all of those who may instruct: several may have.
    """
    wrote = circle.event.data.get("wrote")
    return leads(circle.ticket, post) and wrote in {None, post.organisation_id}


def instructions_lapsed(circle: Circle) -> bool:
    """The act has ended instructions that nobody had reported on."""
    return bool(circle.event.data.get("instructions_lapsed"))


def owed_on_an_instruction(circle: Circle) -> bool:
    """The clock is of whoever has to report on a leader's instruction."""
    return circle.kind == DeadlineKind.INSTRUCT


def the_secretary(circle: Circle, post: Post) -> bool:
    """The secretary of the industry committee that has the case: the step above its desk (DOMAIN §2.7)."""
    return post.role == Role.PARTY_SECRETARY and post.organisation_id == circle.ticket.committee_id


def pressed_harder(circle: Circle) -> bool:
    """The order is of the second degree or the third."""
    return int(circle.event.data.get("degree", 0)) > Degree.WRITTEN


def a_yellow_card(circle: Circle) -> bool:
    """The clock that is about to run out has shown a card."""
    return str(circle.event.data.get("card")) == CardColour.YELLOW


def a_red_card(circle: Circle) -> bool:
    """The clock that has run out has shown a card."""
    return str(circle.event.data.get("card")) == CardColour.RED


def an_alarm(circle: Circle) -> bool:
    """Nobody has signed for an emergency, or come to it."""
    return bool(circle.event.data.get("alarm"))


def an_unheard_alarm(circle: Circle) -> bool:
    """The same, and nobody on the roster."""
    return an_alarm(circle) and not circle.event.data.get("duty")


def at_the_last_degree(circle: Circle) -> bool:
    """Nobody answered an order that cannot be raised."""
    return bool(circle.event.data.get("last_degree"))


def in_vain(circle: Circle) -> bool:
    """The last degree was in vain: a candidate for the round table."""
    return "candidate" in circle.event.data
