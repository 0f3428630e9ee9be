"""Who may bring a case to the round table (圆桌会议). Pure questions about what is in hand."""

from typing import TYPE_CHECKING, Final

from orgs.statuses import Role
from tickets import policies

if TYPE_CHECKING:
    from orgs.models import Post
    from tickets.models import Ticket

RAISERS: Final = frozenset(Role) - policies.CASELESS_ROLES - {Role.LEADER}
"""Firms, stations, associations, members and departments bring topics in (DOMAIN §3.1); a leader instructs instead."""
PREPARES: Final = frozenset({Role.MEETING_CLERK, Role.PARTY_SECRETARY})


def may_table(ticket: "Ticket", post: "Post") -> bool:
    """The firm's side, its desk, its lead, the office, clerks and secretaries, whose case it is to see anyway.

    Nobody of another county, who only looks. Never a complaint about a unit: the unit would read it at the table. Nor
    what is answered with another case.
    """
    if post.role not in RAISERS or post.organisation.county_id != ticket.county_id:
        return False
    if ticket.about_org_id is not None or ticket.follows_id is not None:
        return False
    works = policies.may_triage(ticket, post) or policies.settles(ticket, post) or policies.is_the_lead(ticket, post)
    return works or policies.could_urge(ticket, post) or post.role in PREPARES


def tables_now(ticket: "Ticket", post: "Post") -> bool:
    """The same, while the case is open and stands on no pool: what a page offers."""
    return ticket.is_open and not ticket.tabled and may_table(ticket, post)
