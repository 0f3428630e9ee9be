"""The one visibility rule (DESIGN §7): page, list, count, file, socket and export start here."""

from dataclasses import dataclass
from typing import Any, Protocol

from django.db.models import BooleanField, OuterRef, Q, QuerySet, Subquery, Value

from orgs.models import Post
from orgs.statuses import ADMIN_ROLES, Role
from tickets.models import Attachment, Ticket
from tickets.models.querysets import TicketQuerySet


class Reads(Protocol):
    """What the rule asks of a post."""

    @property
    def role(self) -> str:
        """Its role."""

    @property
    def organisation_id(self) -> Any:
        """Its organisation."""


@dataclass(frozen=True, slots=True)
class Reader:
    """A post in a statement that is built once for all posts of a role: whose organisation stands in comes later."""

    role: str
    organisation_id: Any


def tickets_for(post: Reads | None) -> TicketQuerySet:
    """The cases that this post may see: its organisation is a party, and they are not about it.

    Administrators see no case though they sit in the office; a station sees what it entered.
    """
    tickets = TicketQuerySet(Ticket)
    if post is None or post.role in ADMIN_ROLES:
        return tickets.none()
    seen = tickets.filter(parties__contains=[post.organisation_id]).exclude(about_org=post.organisation_id)
    if post.role == Role.SITE_CLERK:
        return seen.filter(filed_by__organisation=post.organisation_id)
    return seen


def seen_through(post: Reads | None, *, case: str = "ticket") -> Subquery:
    """The same rule for rows that hang on a case, as a question asked of each row: `filter(seen_through(post))`.

    As `ticket__in=tickets_for(post)` PostgreSQL would first collect every case of a unit, a hundred thousand of them,
    to show fifty rows: it takes a unit and its cases for unrelated. Asked row by row it walks the rows' own index.
    """
    seen = tickets_for(post).filter(pk=OuterRef(case)).annotate(seen=Value(value=True)).values("seen")
    return Subquery(seen[:1], output_field=BooleanField())


def attachments_for(post: Post | None, *, person_id: int) -> QuerySet[Attachment]:
    """Files of cases that the post may see, and of forms that the person is filling in."""
    return Attachment.objects.filter(
        Q(ticket__in=tickets_for(post).values("pk")) | Q(ticket=None, person_id=person_id),
        removed_at=None,
    )
