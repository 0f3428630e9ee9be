"""Who may what between lead and assists, and inside one unit. Pure questions about what is in hand: no queries."""

from typing import TYPE_CHECKING, Final

from orgs.statuses import Role
from tickets.policies import DESK_ROLES, UNIT_ROLES, has_stopped, is_given_back, may_handle, may_lead, may_triage

if TYPE_CHECKING:
    from orgs.models import Post
    from tickets.models import Leg, Ticket

ASSIGNERS: Final = (UNIT_ROLES | DESK_ROLES) - {Role.HANDLER}
"""Who gives legs out inside a unit: its liaison and its head; at a desk and in a mass organisation everybody."""


def works_as_lead(ticket: "Ticket", post: "Post") -> bool:
    """A person of the unit that leads and has signed."""
    return any(leg.role == "lead" and leg.status == "signed" and may_handle(leg, post) for leg in ticket.live_legs)


def may_add_assist(ticket: "Ticket", post: "Post") -> bool:
    """The desk, or the lead once it has signed; not while it is decided who leads, or whether anybody does.

    Of a complaint about a unit the desk alone: a lead could find out by trying which unit it cannot have.
    """
    if is_given_back(ticket) or has_stopped(ticket):
        return False
    return may_triage(ticket, post) or (ticket.about_org_id is None and works_as_lead(ticket, post))


def may_waive_assist(ticket: "Ticket", post: "Post") -> bool:
    """The same two, while an assist owes its opinion."""
    waits = any(leg.role == "assist" and leg.is_open for leg in ticket.live_legs)
    return waits and (may_triage(ticket, post) or works_as_lead(ticket, post))


def holds(leg: "Leg", post: "Post") -> bool:
    """Whether the leg is in this person's hands, or in the hands of whom they stand in for."""
    return leg.handler_id is not None and leg.handler_id in {post.pk, post.standing_in_for_id}


def may_assign(leg: "Leg", post: "Post") -> bool:
    """The liaison and the head of the unit at any time; a handler takes for itself what nobody has."""
    return may_handle(leg, post) and (post.role in ASSIGNERS or leg.handler_id is None)


def may_hand_over(leg: "Leg", post: "Post") -> bool:
    """The handler itself, to a colleague."""
    return may_handle(leg, post) and post.role not in ASSIGNERS and holds(leg, post)


def may_reply(leg: "Leg", post: "Post") -> bool:
    """The lead; where the leader signs only the leader, whose own words count as signed."""
    return may_lead(leg, post) and (post.role == Role.DEPT_HEAD or not leg.needs_signature)


def may_draft(leg: "Leg", post: "Post") -> bool:
    """Everybody else of such a unit, while no draft waits."""
    return may_lead(leg, post) and post.role != Role.DEPT_HEAD and leg.needs_signature and leg.draft is None


def may_countersign(leg: "Leg", post: "Post") -> bool:
    """A head of the unit, on what another person wrote."""
    if post.role != Role.DEPT_HEAD or not may_lead(leg, post):
        return False
    return leg.draft is not None and leg.draft.by_person_id != post.person_id
