"""Who may order supervision (督办), answer it and end it. Pure questions about what is in hand: no queries."""

from typing import TYPE_CHECKING

from tickets.policies import DESK_ROLES, UNIT_ROLES, settles

if TYPE_CHECKING:
    from orgs.models import Organisation, Post
    from tickets.models import Leg, Ticket

_AT_THE_DESK = frozenset({"submitted", "accepted", "replied"})


def holders(ticket: "Ticket") -> "list[tuple[Organisation | None, Leg | None]]":
    """Who owes the case its next step, the first one first: units with a leg, or the desk (None: its committee)."""
    if ticket.status in _AT_THE_DESK:
        return [(None, None)]
    return [(leg.department, leg) for leg in ticket.live_legs if leg.status in {"pending", "signed", "returning"}]


def may_order(ticket: "Ticket", post: "Post") -> bool:
    """The office, while no order stands and another unit or a desk holds the case."""
    if not settles(ticket, post) or ticket.supervised:
        return False
    return any(
        (leg.department_id if leg else ticket.committee_id) != post.organisation_id for _u, leg in holders(ticket)
    )


def was_ordered(ticket: "Ticket", post: "Post") -> bool:
    """Whether the post's unit stands under the open order, for those of its people who act for it."""
    order = ticket.open_order
    return order is not None and post.organisation_id == order.unit_id and post.role in UNIT_ROLES | DESK_ROLES


def may_answer(ticket: "Ticket", post: "Post") -> bool:
    """A person of the unit that was ordered, late or not, until the office has moved on."""
    order = ticket.open_order
    return order is not None and order.waits and was_ordered(ticket, post)


def may_rule_on_answer(ticket: "Ticket", post: "Post") -> bool:
    """The office, on an answer that another person gave."""
    if not settles(ticket, post):
        return False
    order = ticket.open_order
    return order is not None and not order.waits and order.answered_by_person_id != post.person_id


def may_raise(ticket: "Ticket", post: "Post") -> bool:
    """The office, on an order without an answer that has a degree above it; not before its time is over."""
    if not settles(ticket, post):
        return False
    order = ticket.open_order
    return order is not None and order.waits and order.degree < order.highest
