"""Who asks and who answers about a withdrawal after dispatch. Pure questions about what is in hand: no queries."""

from typing import TYPE_CHECKING

from orgs.statuses import OrganisationKind, Role
from tickets.policies import is_the_firm, may_call

if TYPE_CHECKING:
    from orgs.models import Post
    from tickets.models import Ticket


def is_asked_about(ticket: "Ticket") -> bool:
    """Whether the firm has still to say why it took its call back: the case then counts by that clock."""
    return ticket.status == "withdrawn" and ticket.waits_for == "withdrew"


def may_check(ticket: "Ticket", post: "Post") -> bool:
    """A revisit clerk who had no hand in the case, while the firm has not said why it withdrew."""
    return is_asked_about(ticket) and may_call(ticket, post)


def may_tell(ticket: "Ticket", post: "Post") -> bool:
    """The firm, never a person who worked on the case, while it has not said why it withdrew."""
    return is_asked_about(ticket) and is_the_firm(ticket, post) and post.person_id not in ticket.hands


def reads_why(ticket: "Ticket", post: "Post") -> bool:
    """The firm itself, the county office and the leaders; never a unit or a desk: one of them may be named."""
    return is_the_firm(ticket, post) or opens_why(post)


def opens_why(post: "Post") -> bool:
    """Who reads such statements of any case that they may see."""
    office = post.organisation.kind == OrganisationKind.OFFICE and post.role in {Role.SUPERVISOR, Role.REVISIT_CLERK}
    return office or post.role == Role.LEADER
