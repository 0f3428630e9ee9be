"""Who may say that there are new facts after a case was closed, and who rules on it. Pure: no queries."""

from typing import TYPE_CHECKING

from tickets.policies import may_supplement, may_triage, settles

if TYPE_CHECKING:
    from orgs.models import Post
    from tickets.models import Reopening, Ticket


def waits(ticket: "Ticket") -> bool:
    """Whether somebody has asked and nobody has ruled: the closed case then counts by that clock."""
    return ticket.status == "closed" and ticket.waits_for == "reopen"


def may_ask(ticket: "Ticket", post: "Post") -> bool:
    """Whoever speaks for the firm, of a case that was handled; of a split call each part is asked about by itself."""
    return not waits(ticket) and ticket.split_at is None and may_supplement(ticket, post)


def could_rule(ticket: "Ticket", post: "Post") -> bool:
    """The desk that had the case, and the county office."""
    return may_triage(ticket, post) or settles(ticket, post)


def may_rule(ticket: "Ticket", post: "Post") -> bool:
    """The desk for half a working day, then the office as well; on a final answer the office alone. Never who asked."""
    if not waits(ticket) or not could_rule(ticket, post):
        return False
    asked: Reopening | None = ticket.open_reopening
    if asked is None or asked.by_person_id == post.person_id:
        return False
    if settles(ticket, post):
        return asked.escalated_at is not None or may_triage(ticket, post)
    return ticket.closure != "final"
