"""Who may put a case on the ledger (挂账), report on it and strike it off. Pure questions about what is in hand."""

from typing import TYPE_CHECKING

from tickets.policies import may_ask_for_time, may_lead, settles

if TYPE_CHECKING:
    from orgs.models import Post
    from tickets.models import Leg, Ticket
    from tickets.models.ruled import Ruled


def may_ask(leg: "Leg", post: "Post") -> bool:
    """A person of the lead, while its clock runs and nothing waits; never of the office, which would rule on itself."""
    return may_ask_for_time(leg, post) and leg.department.kind != "office"


def may_rule(ticket: "Ticket", post: "Post") -> bool:
    """The office, while a case is to go on the ledger; another person than who asks."""
    return settles(ticket, post) and _by_another(ticket.open_ledger, post)


def may_report(leg: "Leg", post: "Post") -> bool:
    """A person of the lead."""
    return may_lead(leg, post)


def may_review(ticket: "Ticket", post: "Post") -> bool:
    """The office, while nothing waits for its ruling."""
    return settles(ticket, post) and ticket.open_request is None


def may_ask_to_strike_off(leg: "Leg", post: "Post") -> bool:
    """A person of the lead, while nothing waits for its ruling."""
    return may_lead(leg, post) and leg.ticket.open_request is None


def may_strike_off(ticket: "Ticket", post: "Post") -> bool:
    """The office, while that is asked for; another person than who asks."""
    return settles(ticket, post) and _by_another(ticket.open_strike_off, post)


def _by_another(asked: "Ruled | None", post: "Post") -> bool:
    return asked is not None and asked.by_person_id != post.person_id
