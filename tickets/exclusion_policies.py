"""Who may ask that a rating is not counted (剔除) and who rules on it. Pure questions about what is in hand."""

from typing import TYPE_CHECKING, Final

from orgs.statuses import Role
from tickets.exclusion_kinds import ExclusionState
from tickets.policies import UNIT_ROLES, may_supplement, settles

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


def speaks_against(ticket: "Ticket", post: "Post") -> bool:
    """Whoever speaks for the firm, where its rating was left out."""
    return may_supplement(ticket, post) and ticket.granted_exclusion is not None


def may_object(ticket: "Ticket", post: "Post") -> bool:
    """The same, once, within five working days of the grant (`services.objecting`)."""
    if not speaks_against(ticket, post):
        return False
    granted = ticket.granted_exclusion
    return granted is not None and granted.challenge is None


def may_review(ticket: "Ticket", post: "Post") -> bool:
    """The county office: another person than all who asked, agreed, granted, objected or worked on the case."""
    granted = ticket.granted_exclusion if settles(ticket, post) else None
    if granted is None or granted.challenge is None or granted.state != ExclusionState.OBJECTED:
        return False
    involved = {granted.by_person_id, granted.agreed_by_person_id, granted.granted_by_person_id}
    return post.person_id not in involved | {granted.challenge.by_person_id} | ticket.hands
