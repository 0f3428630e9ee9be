"""Cases on hold (暂缓清除), for the two who set and lift one; the security administrator reads no word of them."""

from typing import Final

from django.db.models import QuerySet

from orgs.models import Post
from orgs.statuses import Role
from tickets import policies
from tickets.models import Hold, Ticket
from tickets.queries.visibility import seen_through, tickets_for, without_words

ASKERS: Final = frozenset({Role.SUPERVISOR, Role.SECADMIN})


def held_case(post: Post, number: str) -> Ticket | None:
    """The case of this number, if this post may hold it; of the office through the one visibility rule."""
    if post.role == Role.SECADMIN:
        found = without_words(number, county=post.county_id)
    else:
        found = tickets_for(post).filter(number=number).first()
    return found if found is not None and policies.may_hold(found, post) else None


def holds_for(post: Post) -> QuerySet[Hold]:
    """The holds that stand, with the number of the case and nothing else of it."""
    standing = Hold.objects.filter(lifted_at=None, ticket__county=post.county_id)
    if post.role != Role.SECADMIN:
        standing = standing.filter(seen_through(post))
    return standing.select_related("ticket", "by__organisation").only(
        "at", "ground", "reason", "lifted_at", "ticket__number", "ticket__status", "by__organisation"
    )


def past_holds(ticket: Ticket) -> list[Hold]:
    """Those of a case that were lifted, the newest first."""
    lifted = ticket.hold_set.filter(lifted_at__isnull=False)
    return list(lifted.select_related("by__organisation", "lifted_by__organisation").order_by("-at", "-pk")[:20])
