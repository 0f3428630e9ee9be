"""Whose figures a post reads, and which numbers it can open. Pure questions about the post in hand.

Figures are the county's; cases are not (DESIGN §7). A list shows what `tickets_for` shows, and says so where that is
less than the number: a committee opens the cases that it has accepted, the office and the leaders all of them.
"""

from typing import Final

from orgs.models import Post
from orgs.statuses import ADMIN_ROLES, OrganisationKind, Role

_FIRM_SIDE: Final = frozenset({Role.ENTERPRISE_USER, Role.SITE_CLERK})
READERS: Final = tuple(role for role in Role if role not in _FIRM_SIDE | ADMIN_ROLES)
_COUNTY_WIDE: Final = frozenset(
    {OrganisationKind.OFFICE, OrganisationKind.INDUSTRY_COMMITTEE, OrganisationKind.GENERAL_COMMITTEE}
)


def reads_all_units(post: Post) -> bool:
    """Committees, their office and leaders compare units; a unit reads its own line and the county's."""
    return post.role == Role.LEADER or post.organisation.kind in _COUNTY_WIDE


def reads_unit(post: Post, unit_id: int | None) -> bool:
    """Whether this post reads the figures of one unit (None: the county's own line, which everybody reads)."""
    return unit_id is None or reads_all_units(post) or post.organisation_id == unit_id
