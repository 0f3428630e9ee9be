"""`/revisits/` (回访): firms that have been asked, those that stayed silent and must be called first."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from orgs.access import post_required
from orgs.middleware import now_of
from orgs.statuses import Role
from orgs.working_days import calendar_of
from tickets.addresses import address_of
from tickets.chips import Chip, chip, next_deadline
from tickets.masking import firm_name
from tickets.models import Ticket
from tickets.nav import work_counts
from tickets.queries import lists
from tickets.queries.rows import clocks_of
from tickets.queries.withdrawals import withdrawn_page
from tickets.statuses import DeadlineKind
from tickets.views.case import acting_post
from web.pages import page


@dataclass(frozen=True, slots=True)
class Row:
    """A case that waits for the firm's word; `calls` says whether it is the clerk's turn."""

    ticket: Ticket
    firm: str
    chip: Chip | None
    calls: bool
    tried: int
    case_url: str
    url: str


@require_safe
@post_required(Role.REVISIT_CLERK)
def revisits(request: HttpRequest) -> HttpResponse:
    """Calls that are due first, then withdrawals to be asked about, then those still in their seven days."""
    post, counts = acting_post(request), work_counts(request)
    shown = lists.revisit_page(post, after=request.GET.get("after"))
    gone = withdrawn_page(post, after=request.GET.get("withdrawn"))
    now, calendar = now_of(request), calendar_of(post.organisation.county)

    def row(ticket: Ticket, action: str) -> Row:
        return Row(
            ticket=ticket,
            firm=firm_name(ticket, post),
            chip=chip(next_deadline(clocks_of(ticket)), now=now, calendar=calendar),
            calls=ticket.waits_for == DeadlineKind.CALLS,
            tried=getattr(ticket, "tried", 0),
            case_url=address_of(ticket.number),
            url=address_of(ticket.number, action),
        )

    rows = [row(ticket, "record_call") for ticket in shown.items]
    context = {
        "calls": [row for row in rows if row.calls],
        "asked": [row for row in rows if not row.calls],
        "withdrawn": [row(ticket, "check_withdrawal") for ticket in gone.items],
        "more_withdrawn": gone.next,
        "counts": counts,
        "next": shown.next,
        "now": now,
    }
    return page(request, "tickets/staff/revisits.html", context)
