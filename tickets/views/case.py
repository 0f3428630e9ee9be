"""One case on one page: the firm reads its progress, everybody else works on it."""

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from journal import clock
from orgs.access import post_required
from orgs.models import Post
from orgs.statuses import Role
from orgs.working_days import calendar_for
from tickets.chips import chip, next_deadline
from tickets.forms import ActionForm, form_for
from tickets.models import Deadline, Ticket
from tickets.offers import offers
from tickets.queries import tickets_for
from tickets.queries.timeline import timeline
from web.pages import page

FIRM_SIDE = frozenset({Role.ENTERPRISE_USER, Role.SITE_CLERK})


@require_safe
@post_required()
def ticket(request: HttpRequest, number: str) -> HttpResponse:
    """`/tickets/<number>/`: absent and not permitted are the same 404."""
    found = get_object_or_404(
        tickets_for(request.post).select_related("filed_by"),  # type: ignore[attr-defined]  # PostMiddleware
        number=number,
    )
    return case_page(request, found)


def case_page(
    request: HttpRequest,
    found: Ticket,
    *,
    opened: str = "",
    bound: Mapping[str, ActionForm] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The case as the post sees it, with every possible act's form; `bound` keeps what was typed."""
    post: Post = request.post  # type: ignore[attr-defined]  # set by PostMiddleware
    now, calendar = clock.now(), calendar_for(found.county_id)
    deadlines = list(Deadline.objects.filter(ticket=found).select_related("leg__department").order_by("due_at"))
    possible = offers(found, post)
    forms = {name: form_for(name, ticket=found, post=post, version=offer.version) for name, offer in possible.items()}
    firm_side = post.role in FIRM_SIDE
    context = {
        "ticket": found,
        "now": now,
        "offers": possible,
        "forms": {**forms, **(bound or {})},
        "form": next(iter((bound or {}).values()), None),
        "opened": opened,
        "chip": chip(next_deadline(deadlines), now=now, calendar=calendar),
        "clocks": [(deadline, chip(deadline, now=now, calendar=calendar)) for deadline in deadlines],
        "timeline": timeline(found, for_firm=firm_side),
        "legs": found.live_legs,
        "attachments": found.attachments.filter(removed_at=None),
    }
    return page(request, f"tickets/{'firm' if firm_side else 'staff'}/case.html", context, status=status)
