"""Who may ask that a rating is not counted (剔除) and who rules on it. Pure questions about what is in hand."""

from typing import TYPE_CHECKING, Final

from orgs.statuses import Role
from tickets.policies import UNIT_ROLES, settles

if TYPE_CHECKING:
    from orgs.models import Post
    from tickets.models import Ticket

ASKS: Final = UNIT_ROLES - {Role.DEPT_HEAD}
"""The head agrees or refuses: one who asked themselves would leave the request with nobody to agree to it."""


def led_the_rated_round(ticket: "Ticket", post: "Post") -> bool:
    """A person, but the head, of the unit that the counted rating is about. Desks that answered ask nothing."""
    rating = ticket.counted_rating if post.role in ASKS else None
    return rating is not None and rating.lead_id == post.organisation_id


def may_ask(ticket: "Ticket", post: "Post") -> bool:
    """The same, while no request waits and none was granted; for five working days (`services.excluding`)."""
    return led_the_rated_round(ticket, post) and all(each.refused_at is not None for each in ticket.exclusions)


def heads_the_unit(ticket: "Ticket", post: "Post") -> bool:
    """The head of a unit that has asked."""
    return post.role == Role.DEPT_HEAD and any(each.unit_id == post.organisation_id for each in ticket.exclusions)


def may_agree(ticket: "Ticket", post: "Post") -> bool:
    """The head of the unit that asks, as the first of two; never the person who asked."""
    if not heads_the_unit(ticket, post):
        return False
    asked = ticket.open_exclusion
    return asked is not None and asked.agreed_at is None and asked.by_person_id != post.person_id


def may_grant(ticket: "Ticket", post: "Post") -> bool:
    """The county office, as the second; never who asked or agreed, nor anybody who worked on the case."""
    if not settles(ticket, post):
        return False
    asked = ticket.open_exclusion
    if asked is None or asked.agreed_at is None:
        return False
    return post.person_id not in {asked.by_person_id, asked.agreed_by_person_id} | ticket.hands
