"""`/statuses/`: what each status of a case means, to whoever reads it."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from orgs.models import Post
from orgs.statuses import FIRM_SIDE
from tickets.explaining import LEG_MEANINGS, explained
from web.access import public
from web.pages import page


@require_safe
@public
def statuses(request: HttpRequest) -> HttpResponse:
    """Firms and passers-by read their own words; colleagues those of the trade, with clocks and units."""
    post: Post | None = getattr(request, "post", None)
    for_firm = post is None or post.role in FIRM_SIDE
    context = {
        "base": "base_firm.html" if for_firm else "base.html",
        "for_firm": for_firm,
        "statuses": explained(for_firm=for_firm),
        "legs": [] if for_firm else [(status.label, words) for status, words in LEG_MEANINGS.items()],
    }
    return page(request, "tickets/statuses.html", context)
