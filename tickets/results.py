"""What goes back to another channel of a case: status, reply, outcome, times, under its own headings. No queries."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

from django.utils import timezone

from orgs.models import Post
from tickets import policies
from tickets.masking import as_read, firm_name
from tickets.models import Contact, Reply, Revisit, Ticket
from tickets.statuses import LIVE_LEGS, Grade, LegRole, Status
from web.masks import mask_name, mask_phone


class Result:
    """One case as a row; the records of its `results_of` query are in hand."""

    def __init__(self, ticket: Ticket, *, post: Post) -> None:
        self.ticket, self.post = as_read(ticket, post), post
        ticket.live_legs = [leg for leg in ticket.legs.all() if leg.status in LIVE_LEGS]  # what the policy asks about
        self.clear = policies.may_reveal(ticket, post)

    def cells(self, meanings: Sequence[str]) -> list[str]:
        """The text of each column."""
        return [_CELLS[meaning](self) for meaning in meanings]

    @property
    def reply(self) -> Reply | None:
        """The last reply that has passed review: nothing unreviewed leaves the house."""
        passed = [reply for reply in self.ticket.reply_set.all() if hasattr(reply, "review") and reply.review.passed]
        return max(passed, key=lambda reply: reply.pk, default=None)

    @property
    def revisit(self) -> Revisit | None:
        """What the firm said last."""
        said = [revisit for revisit in self.ticket.revisit_set.all() if revisit.valid]
        return max(said, key=lambda revisit: revisit.pk, default=None)

    @property
    def contact(self) -> Contact | None:
        """The first time a unit reached the firm."""
        return min(self.ticket.contact_set.all(), key=lambda contact: contact.pk, default=None)

    def outcome(self) -> str:
        """The firm's word where it has given one, the unit's before."""
        said = self.revisit or self.reply
        return said.get_outcome_display() if said else ""

    def lead(self) -> str:
        """The unit that answers or answered."""
        leads = [leg for leg in self.ticket.legs.all() if leg.role == LegRole.LEAD]
        last = max(leads, key=lambda leg: leg.pk, default=None)
        return last.department.name if last else ""

    def grade(self) -> str:
        """The firm's grade in words."""
        revisit = self.revisit
        return str(Grade(revisit.grade).label) if revisit and revisit.grade else ""


def _moment(at: datetime | None) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}" if at else ""


def _name(row: Result) -> str:
    return row.ticket.contact_name if row.clear else mask_name(row.ticket.contact_name)


def _phone(row: Result) -> str:
    return row.ticket.contact_phone if row.clear else mask_phone(row.ticket.contact_phone)


_CELLS: Final[dict[str, Callable[[Result], str]]] = {
    "external_no": lambda row: row.ticket.external_no or (row.ticket.parent.external_no if row.ticket.parent else ""),
    "number": lambda row: row.ticket.number,
    "title": lambda row: row.ticket.title,
    "firm": lambda row: firm_name(row.ticket, row.post),
    "contact_name": _name,
    "contact_phone": _phone,
    "status": lambda row: str(Status(row.ticket.status).label),
    "submitted_at": lambda row: _moment(row.ticket.submitted_at),
    "contacted": lambda row: "是" if row.contact else "否",
    "contacted_at": lambda row: _moment(row.contact.at) if row.contact else "",
    "lead": lambda row: row.lead(),
    "reply": lambda row: row.reply.body if row.reply else "",
    "replied_at": lambda row: _moment(row.reply.at) if row.reply else "",
    "outcome": lambda row: row.outcome(),
    "unsolved_reason": lambda row: row.reply.unsolved_reason if row.reply else "",
    "grade": lambda row: row.grade(),
    "closed_at": lambda row: _moment(row.ticket.closed_at),
}
MEANINGS: Final = frozenset(_CELLS)
