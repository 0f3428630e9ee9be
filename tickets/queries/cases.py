"""One case with what its page and the policies read of it, in statements that are built once."""

from django.db.models import QuerySet

from orgs.models import Post
from tickets.models import Attachment, Deadline, Ticket
from tickets.models.querysets import TicketQuerySet
from tickets.queries.lists import open_proposals
from tickets.queries.visibility import Reader, tickets_for
from web.prepared import prepared

_WITH = (
    "firm__profile",
    "town",
    "committee",
    "filed_by__organisation",
    "category__parent",
    "category__catalogue",
    "external",
)


def case_for(post: Post, number: str) -> Ticket | None:
    """The case of this number if the post may see it. `proposed`: somebody asks for a ruling on it."""
    return next(iter(_case(post.role, organisation=post.organisation_id, number=number)), None)


@prepared("organisation", "number")
def _case(role: str, *, organisation: int, number: str) -> TicketQuerySet:
    seen = tickets_for(Reader(role, organisation)).filter(number=number)
    found: TicketQuerySet = seen.select_related(*_WITH).annotate(proposed=open_proposals())
    return found


def deadlines_of(ticket: Ticket) -> list[Deadline]:
    """All clocks of a case, also those that have ended, with the units they run for."""
    clocks = _clocks(case=ticket.pk)
    for clock in clocks:
        clock.ticket = ticket
    return clocks


@prepared("case")
def _clocks(*, case: int) -> QuerySet[Deadline]:
    return Deadline.objects.filter(ticket=case).select_related("leg__department").order_by("due_at")


@prepared("case")
def attachments_of(*, case: int) -> QuerySet[Attachment]:
    """The files of a case that nobody has removed."""
    return Attachment.objects.filter(ticket=case, removed_at=None)
