"""Who may change the county's register. Pure questions: no writes, no queries."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from orgs.statuses import ADMIN_ROLES, PARENT_KINDS, ROLE_SITS_IN, OrganisationKind, Role

if TYPE_CHECKING:
    from orgs.models import Claim, Organisation, Oversight, Post

KEEPERS_OF_THE_REGISTER = frozenset({Role.SYSADMIN})
KEEPERS_OF_THE_CALENDAR = frozenset({Role.SYSADMIN, Role.SUPERVISOR})
CONFIRM_POSTS = frozenset({Role.SYSADMIN, Role.SECADMIN})
CLAIM_DESKS = frozenset({Role.DISPATCHER, Role.SUPERVISOR})
READERS_OF_THE_REGISTER = frozenset({Role.SYSADMIN, Role.SECADMIN, Role.AUDITADMIN})
IN_THE_BACK_OFFICE = READERS_OF_THE_REGISTER | KEEPERS_OF_THE_CALENDAR
"""Whom its pages let in at all; the office finds the calendar there and nothing else."""
INVITERS_OF_STAFF = frozenset({Role.DEPT_HEAD, Role.SYSADMIN})
GIVEN_BY_A_HEAD = frozenset({Role.HANDLER, Role.DEPT_LIAISON, Role.MASS_ORG_USER})
GIVEN_BY_INVITATION = GIVEN_BY_A_HEAD | {Role.DEPT_HEAD, Role.SITE_CLERK}
"""A post that rules over the county, dispatches or administers is given in the register, face to face."""


def may_edit_register(post: "Post | None") -> bool:
    """Organisations, people and posts."""
    return post is not None and post.role in KEEPERS_OF_THE_REGISTER


def may_edit_calendar(post: "Post | None") -> bool:
    """Exceptional days."""
    return post is not None and post.role in KEEPERS_OF_THE_CALENDAR


def may_confirm_posts(post: "Post | None") -> bool:
    """Posts that two persons give; whose asking and whose own it is, the service asks."""
    return post is not None and post.role in CONFIRM_POSTS


def may_ask_for_oversight(unit: "Organisation", county_id: int, post: "Post") -> bool:
    """That a unit sees another county: an administrator of either one."""
    return may_confirm_posts(post) and post.county_id in {unit.county_id, county_id}


def may_confirm_oversight(row: "Oversight", post: "Post") -> bool:
    """An administrator of the county that is looked into, never who asked."""
    return may_confirm_posts(post) and post.county_id == row.county_id and post.person_id != row.asked_by_id


def may_end_oversight(row: "Oversight", post: "Post") -> bool:
    """An administrator of either county: to see less takes one person. Needs `organisation` loaded."""
    return may_ask_for_oversight(row.organisation, row.county_id, post)


def may_read_register(post: "Post | None") -> bool:
    """Everything that the register's pages show: of people who administer, not of those who work on cases."""
    return post is not None and post.role in READERS_OF_THE_REGISTER


def owns(post: "Post", firm_id: int | None) -> bool:
    """The owner (负责人) of a firm, not one of its employees: manages its people, withdraws its calls."""
    return post.role == Role.ENTERPRISE_USER and not post.clerk and post.organisation_id == firm_id


def may_rule_on_claim(claim: "Claim", post: "Post") -> bool:
    """A desk of the county, the station of the firm's town, or an owner of the firm; never the claimant."""
    if claim.person_id == post.person_id or claim.county_id != post.organisation.county_id:
        return False
    return post.role in CLAIM_DESKS or _is_the_station(post, claim.place_id) or owns(post, claim.firm_id)


def may_invite(firm: "Organisation", post: "Post") -> bool:
    """A desk of the county, the station of the firm's town, or an owner of the firm."""
    if firm.county_id != post.organisation.county_id:
        return False
    town = (firm.place.parent_id or firm.place.pk) if firm.place else None
    return post.role in CLAIM_DESKS or _is_the_station(post, town) or owns(post, firm.pk)


def roles_to_invite_to(unit: "Organisation", post: "Post") -> frozenset[Role]:
    """The posts of a unit that this post may invite people to: a head those of their own unit, below their own."""
    if unit.county_id != post.organisation.county_id or not unit.active:
        return frozenset()
    if post.role == Role.SYSADMIN:
        given = GIVEN_BY_INVITATION
    else:
        heads_it = post.role == Role.DEPT_HEAD and post.organisation_id == unit.pk
        given = GIVEN_BY_A_HEAD if heads_it else frozenset()
    return frozenset(role for role in given if sits_there(role, OrganisationKind(unit.kind)))


def _is_the_station(post: "Post", town_id: int | None) -> bool:
    """A clerk of the town's station; a village point has too few people to look at proof."""
    station = post.role == Role.SITE_CLERK and post.organisation.kind == OrganisationKind.STATION
    return station and town_id is not None and post.organisation.place_id == town_id


def sits_there(role: Role, kind: OrganisationKind) -> bool:
    """Whether an organisation of this kind can have the role at all."""
    return kind in ROLE_SITS_IN[role]


def hangs_there(kind: OrganisationKind, *, parent_kind: OrganisationKind | None) -> bool:
    """Whether the committee tree allows it: tier of the parent is tier − 1 (DOMAIN §1.1, row 4)."""
    if kind not in PARENT_KINDS:
        return parent_kind is None
    return parent_kind in PARENT_KINDS[kind]


def kept_apart(role: Role, held: Iterable[str]) -> bool:
    """Whether a person holding `held` may take `role`: three admins exclude each other and all business."""
    if role in ADMIN_ROLES:
        return set(held) <= {role}
    return not ADMIN_ROLES.intersection(held)
