"""Withdrawals after dispatch: what waits to be asked, and what firms said to those who may read it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Count, IntegerField, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce

from orgs.models import Organisation, Post
from orgs.statuses import Role
from tickets.models import Ticket, Withdrawal, WithdrawalCheck
from tickets.models.querysets import TicketQuerySet
from tickets.queries.rows import with_clocks
from tickets.queries.visibility import Reader, at_home, tickets_for
from tickets.statuses import DeadlineKind, Status
from tickets.withdrawal_policies import reads_why
from web.paging import Listing, Page

PAGE: Final = 25


@dataclass(frozen=True, slots=True)
class Why:
    """What was asked and said of a withdrawal: `said` is the firm's answer, `tried` the calls that reached nobody."""

    withdrawal: Withdrawal
    lead: Organisation
    said: WithdrawalCheck | None
    tried: Sequence[WithdrawalCheck]


def waiting(reader: Reader) -> TicketQuerySet:
    """Withdrawn cases whose firm has still to be asked why."""
    owed = {"status": Status.WITHDRAWN, "waits_for": DeadlineKind.WITHDREW}
    found: TicketQuerySet = tickets_for(reader).filter(at_home(reader), **owed)
    return found


def _rows(role: Role, organisation: int, *, person: int) -> TicketQuerySet:
    tried = WithdrawalCheck.objects.filter(ticket=OuterRef("pk"), withdrawal__over_at=None).order_by()
    counted = Subquery(tried.values("ticket").annotate(n=Count("pk")).values("n"))
    lead = Withdrawal.objects.filter(ticket=OuterRef("pk"), over_at=None).values("lead__name")[:1]
    rows: TicketQuerySet = waiting(Reader(role, organisation, person)).select_related("firm")
    return rows.annotate(tried=Coalesce(counted, Value(0), output_field=IntegerField()), led_by=Subquery(lead))


_WAITING: Final = Listing(_rows, "person", order=("due_at", "id"))


def withdrawn_page(post: Post, *, after: str | None) -> Page[Ticket]:
    """Those to be asked, the soonest due first; `tried` and `led_by` are annotations."""
    shown = _WAITING.page(post.role, post.organisation_id, after=after, size=PAGE, person=post.person_id)
    with_clocks(shown.items)
    return shown


def why_of(ticket: Ticket, post: Post) -> Why | None:
    """What the firm said of its last withdrawal after dispatch; None for whoever may not read it."""
    if not (ticket.status == Status.WITHDRAWN or ticket.appealed) or not reads_why(ticket, post):
        return None
    found = Withdrawal.objects.select_related("lead").filter(ticket=ticket).order_by("-pk").first()
    if found is None:
        return None
    checks = list(found.checks.order_by("pk"))
    said = next((check for check in checks if check.valid), None)
    return Why(found, found.lead, said, [check for check in checks if not check.valid])
