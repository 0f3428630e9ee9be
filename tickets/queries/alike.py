"""Open cases that may say the same as another one (同类诉求).

The gate comes first and has an index: one second-level category in one town, or of one firm, within 90 days. Only what
passes is ranked by its words; a person decides (DOMAIN §0.5: words alone find no duplicates). Confidential callers and
complaints about a unit never pass: a suggestion would give them away.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from orgs.models import Post
from tickets.models import Ticket
from tickets.models.querysets import TicketQuerySet
from tickets.queries.visibility import Reader, tickets_for
from tickets.statuses import Status
from tickets.suggesting import alike
from web.prepared import prepared

DAYS: Final = 90
LOOKED_AT: Final = 40
SHOWN: Final = 5
_JOINABLE: Final = (Status.ACCEPTED, Status.HANDLING)


@dataclass(frozen=True, slots=True)
class Similar:
    """A case that may say the same: how far its words do, in percent, and whether the same firm called."""

    ticket: Ticket
    percent: int
    same_firm: bool


def similar_open(post: Post, ticket: Ticket, *, now: datetime) -> list[Similar]:
    """The likeliest lead cases for this one among those that the post may see, best first."""
    if ticket.category_id is None or ticket.confidential or ticket.about_org_id is not None:
        return []
    found = _near(
        post.role,
        post.organisation_id,
        person=post.person_id,
        committee=ticket.committee_id,
        category=ticket.category_id,
        town=ticket.town_id,
        firm=ticket.firm_id,
        since=now - timedelta(days=DAYS),
        case=ticket.pk,
    )
    words = _said(ticket)
    rated = [
        Similar(each, round(100 * alike(words, _said(each))), same_firm=each.firm_id == ticket.firm_id)
        for each in found
        if each.parent_id is None or each.parent_id != ticket.parent_id  # parts of one call are known to differ
    ]
    return sorted(rated, key=lambda each: (-each.percent, -each.ticket.submitted_at.timestamp()))[:SHOWN]


def _said(ticket: Ticket) -> str:
    return f"{ticket.title} {ticket.body}"


# One plan for each desk, as its counts have (`queries.lists`).
@prepared("person", "committee", "category", "town", "firm", "since", "case")
def _near(
    role: str,
    organisation: int,
    *,
    person: int,
    committee: int,
    since: datetime,
    case: int,
    **of: int,
) -> TicketQuerySet:
    seen = tickets_for(Reader(role, organisation, person))
    gate = seen.filter(category=of["category"], committee=committee, submitted_at__gte=since, status__in=_JOINABLE)
    gate = gate.filter(confidential=False, about_org=None, follows=None, split_at=None, round=1).exclude(pk=case)
    newest = gate.order_by("-submitted_at").values("pk")
    # One list of both: asked as “in this or in that”, PostgreSQL would look through every case of the desk.
    passed = newest.filter(town=of["town"])[:LOOKED_AT].union(newest.filter(firm=of["firm"])[:LOOKED_AT], all=True)
    rows: TicketQuerySet = seen.filter(pk__in=passed)
    return rows.select_related("firm", "town", "category")
