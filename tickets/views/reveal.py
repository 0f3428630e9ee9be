"""`POST /tickets/<number>/reveal/`: name, number or address in clear, once, with a purpose that is written down."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from journal import access
from journal.models import AccessKind
from orgs.access import post_required, proven
from orgs.models import Post
from tickets import policies
from tickets.models import Ticket
from tickets.reveal import RevealForm
from tickets.views.case import acting_post, case_of, case_page


@require_POST
@post_required()
@proven
def reveal(request: HttpRequest, number: str) -> HttpResponse:
    """Show what was ticked of the contact on the case's page.

    403, noted as every refusal, for whom the policy refuses; 422 without a purpose. Each field is a line of the access
    log. The answer to a POST is not kept by the browser: another look needs another purpose.
    """
    post, ticket = acting_post(request), case_of(request, number)
    if not policies.may_reveal(ticket, post):
        raise PermissionDenied
    form = RevealForm(request.POST, ticket=ticket)
    if not form.is_valid():
        return case_page(request, ticket, status=422, reveal_form=form, form=form)
    asked, purpose = form.cleaned_data["what"], form.cleaned_data["purpose"]
    for what in asked:
        _write_down(request, ticket, post, what=what, purpose=purpose)
    return case_page(request, ticket, revealed=asked)


def _write_down(request: HttpRequest, ticket: Ticket, post: Post, *, what: str, purpose: str) -> None:
    access.note(
        AccessKind.REVEAL,
        actor=post,
        subject_type=Ticket.JOURNAL_NAME,
        subject_id=ticket.pk,
        county=ticket.county_id,
        origin=access.origin(request),
        data={"what": what, "purpose": purpose, "number": ticket.number},
    )
