"""The firm's cases (我的诉求): what waits for it, what is under way, what has ended."""

from typing import Final

from django.db.models import Count, Q
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from orgs.access import post_required
from orgs.middleware import PostRequest, now_of
from orgs.statuses import Role
from tickets.progress import FIRM_IS_ASKED
from tickets.queries import tickets_for
from tickets.queries.cards import cards
from tickets.statuses import ENDED, OPEN
from web.pages import page
from web.paging import keyset

PAGE_SIZE: Final = 20
TABS: Final = {"waiting": FIRM_IS_ASKED, "open": OPEN - FIRM_IS_ASKED, "ended": ENDED}


@require_safe
@post_required(Role.ENTERPRISE_USER, Role.SITE_CLERK)
def my(request: PostRequest) -> HttpResponse:
    """`/my/?tab=…`: opens on what waits for the firm, if anything does."""
    mine = tickets_for(request.post)
    counts = mine.aggregate(**{name: Count("pk", filter=Q(status__in=statuses)) for name, statuses in TABS.items()})
    asked = request.GET.get("tab", "")
    tab = asked if asked in TABS else "waiting" if counts["waiting"] else "open"
    shown = keyset(
        mine.filter(status__in=TABS[tab]).with_row(),
        after=request.GET.get("after"),
        order=("-submitted_at", "-id"),
        size=PAGE_SIZE,
    )
    now = now_of(request)
    context = {
        "tab": tab,
        "counts": counts,
        "total": sum(counts.values()),
        "cards": cards(shown.items, now=now),
        "next": shown.next,
        "now": now,
    }
    return page(request, "tickets/firm/my.html", context)
