"""Whose figures a post reads, and which numbers it can open. Pure questions about the post in hand.

Figures are the county's; cases are not (DESIGN §7). A list shows what `tickets_for` shows, and says so where that is
less than the number: a committee opens the cases that it has accepted, the office and the leaders all of them.
"""

from typing import Final

from orgs.models import Post
from orgs.statuses import ADMIN_ROLES, FIRM_SIDE, OrganisationKind, Role
from tickets.withdrawal_policies import opens_why

READERS: Final = tuple(role for role in Role if role not in FIRM_SIDE | ADMIN_ROLES)
_COUNTY_WIDE: Final = frozenset(
    {OrganisationKind.OFFICE, OrganisationKind.INDUSTRY_COMMITTEE, OrganisationKind.GENERAL_COMMITTEE}
)


def reads_all_units(post: Post) -> bool:
    """Committees, their office and leaders compare units; a unit reads its own line and the county's."""
    return post.role == Role.LEADER or post.organisation.kind in _COUNTY_WIDE


def opens(post: Post, figure: str) -> bool:
    """Whether the post opens the cases of a number: a unit or a desk reads how many were talked out, never who says."""
    return figure != "persuaded" or opens_why(post)


def reads_unit(post: Post, unit_id: int | None) -> bool:
    """Whether this post reads the figures of one unit (None: the county's own line, which everybody reads)."""
    return unit_id is None or reads_all_units(post) or post.organisation_id == unit_id
