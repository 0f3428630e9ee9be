"""The receipt (回执): number, tracking code once, what comes next."""

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from journal import clock
from orgs.access import post_required
from orgs.middleware import PostRequest
from orgs.statuses import Role
from orgs.working_days import calendar_for
from tickets.chips import chip
from tickets.models import Deadline
from tickets.progress import waited_for
from tickets.views.case import case_of
from web.pages import page

_CODES: Final = "tracking_codes"


def remember_code(request: HttpRequest, number: str, code: str) -> None:
    """Carry a code from the form to its receipt; it is in clear nowhere else."""
    request.session[_CODES] = {**request.session.get(_CODES, {}), number: code}


def take_code(request: HttpRequest, number: str) -> str:
    """The code, for the first look at the receipt; gone afterwards."""
    codes = dict(request.session.get(_CODES, {}))
    if request.method != "GET" or number not in codes:
        return ""
    code = str(codes.pop(number))
    request.session[_CODES] = codes
    return code


@require_safe
@post_required(Role.ENTERPRISE_USER, Role.SITE_CLERK)
def receipt(request: PostRequest, number: str) -> HttpResponse:
    """`/tickets/<number>/receipt/`: stays valid when bookmarked, but shows the code only once."""
    ticket = case_of(request, number)
    now = clock.now()
    deadline = waited_for(ticket, Deadline.objects.filter(ticket=ticket).order_by("due_at"))
    context = {
        "ticket": ticket,
        "now": now,
        "code": take_code(request, number),
        "chip": chip(deadline, now=now, calendar=calendar_for(ticket.county_id)),
        "photos": ticket.attachments.filter(removed_at=None).count(),
        "again": "again" in request.GET,
        "left_out": request.GET.get("again", "0") != "0",
    }
    return page(request, "tickets/firm/receipt.html", context, part="tickets/firm/receipt.html")
