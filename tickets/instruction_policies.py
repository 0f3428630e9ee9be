"""Who may instruct on a case (领导批示) and report on it. Pure questions about what is in hand: no queries."""

from typing import TYPE_CHECKING, Final

from orgs.statuses import Role
from tickets.policies import DESK_ROLES, UNIT_ROLES, settles

if TYPE_CHECKING:
    from orgs.models import Post
    from tickets.models import Ticket

LEADERS: Final = frozenset({Role.LEADER, Role.PARTY_SECRETARY})


def leads(ticket: "Ticket", post: "Post") -> bool:
    """A leader of the county, or a secretary: of the general committee, or of the one that has the case."""
    if post.role not in LEADERS or post.organisation.county_id != ticket.county_id:
        return False
    return post.organisation.kind == "general_committee" or post.organisation_id == ticket.committee_id


def may_instruct(ticket: "Ticket", post: "Post") -> bool:
    """A leader, or the office for one who wrote on paper."""
    return leads(ticket, post) or settles(ticket, post)


def was_instructed(ticket: "Ticket", post: "Post") -> bool:
    """Whether the post's unit has the case, for those of its people who act for it."""
    return post.organisation_id == holder_of(ticket) and post.role in UNIT_ROLES | DESK_ROLES


def may_report(ticket: "Ticket", post: "Post") -> bool:
    """A person of the unit that has the case, late or not, while an instruction waits for its report."""
    return ticket.instructed > 0 and was_instructed(ticket, post)


def holder_of(ticket: "Ticket") -> int:
    """Who has the case: its lead, or the desk while no unit leads."""
    lead = ticket.lead
    return ticket.committee_id if lead is None else lead.department_id
