"""On paper: the receipt (回执) with number, tracking code once and what comes next; the sheet of a case (办理单)."""

from collections.abc import Callable
from typing import Final, cast

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from journal import access
from journal.canonical import JSON
from journal.models import AccessKind
from orgs.access import post_required
from orgs.middleware import PostRequest
from orgs.statuses import Role
from orgs.working_days import calendar_for
from tickets.models import Deadline, Ticket
from tickets.outlook import outlook
from tickets.services import links
from tickets.views.case import case_context, case_of
from web.pages import page
from web.sessions import SessionStore

_CODES: Final = "tracking_codes"


def keeper(request: HttpRequest) -> Callable[[str, str], None]:
    """Carries a code from the form to its receipt, written along with its case; it is in clear nowhere else."""
    session = cast(SessionStore, request.session)

    def keep(number: str, code: str) -> None:
        session[_CODES] = {**session.get(_CODES, {}), number: code}
        session.save_along()

    return keep


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
    _note_print(request, ticket, what="receipt")
    deadlines = list(Deadline.objects.filter(ticket=ticket).order_by("due_at"))
    calendar = calendar_for(ticket.county_id)
    context = {
        "ticket": ticket,
        "code": take_code(request, number),
        "link": links.address_of(ticket),
        "steps": outlook(ticket, clocks=deadlines, legs=ticket.live_legs, calendar=calendar),
        "files": ticket.attachments.filter(reply=None, check_in=None, removed_at=None).count(),
        "again": "again" in request.GET,
        "left_out": request.GET.get("again", "0") != "0",
    }
    return page(request, "tickets/firm/receipt.html", context, part="tickets/firm/receipt.html")


@require_safe
@post_required(Role.ENTERPRISE_USER, Role.SITE_CLERK)
def sheet(request: PostRequest, number: str) -> HttpResponse:
    """`/tickets/<number>/sheet/`: the case on paper, as the firm may read it. Noted, as every print is (DESIGN §4)."""
    ticket = case_of(request, number)
    context = case_context(request, ticket) | {"link": links.address_of(ticket)}
    _note_print(request, ticket)
    return page(request, "tickets/firm/sheet.html", context, part="tickets/firm/sheet.html")


def _note_print(request: PostRequest, ticket: Ticket, **what: JSON) -> None:
    if request.method == "GET":
        access.note(
            AccessKind.PRINT,
            actor=request.post,
            subject_type=Ticket.JOURNAL_NAME,
            subject_id=ticket.pk,
            county=ticket.county_id,
            origin=access.origin(request),
            data=what,
        )
