"""The firm's cases (我的诉求): what waits for it, what is under way, what has ended, and any of them by a word."""

from typing import Final

from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from orgs.access import post_required
from orgs.middleware import PostRequest, now_of
from orgs.models import Post
from orgs.statuses import Role
from tickets.models.querysets import TicketQuerySet
from tickets.progress import FIRM_IS_ASKED
from tickets.queries import tickets_for
from tickets.queries.cards import cards
from tickets.statuses import ENDED, OPEN
from web.pages import page
from web.paging import keyset
from web.text import clean_text, one_line

PAGE_SIZE: Final = 20
LONGEST_SEARCH: Final = 40
TABS: Final = {"waiting": FIRM_IS_ASKED, "open": OPEN - FIRM_IS_ASKED, "ended": ENDED}
_LABELS: Final = {"waiting": _("待我处理"), "open": _("办理中"), "ended": _("已办结")}


@require_safe
@post_required(Role.ENTERPRISE_USER, Role.SITE_CLERK)
def my(request: PostRequest) -> HttpResponse:
    """`/my/?tab=…&q=…`: opens on what waits for the firm, or on the first tab with anything of a search."""
    q = _typed(request.GET.get("q", ""))
    mine = _own(request.post).with_words(q)
    counts = mine.aggregate(**{name: Count("pk", filter=Q(status__in=statuses)) for name, statuses in TABS.items()})
    tab = _tab(request.GET.get("tab", ""), counts)
    shown = keyset(
        mine.filter(status__in=TABS[tab]).with_row(),
        after=request.GET.get("after"),
        order=("-submitted_at", "-id"),
        size=PAGE_SIZE,
    )
    now = now_of(request)
    context = {
        "q": q,
        "tab": tab,
        "tabs": [{"name": name, "label": _LABELS[name], "count": counts[name]} for name in TABS],
        "total": sum(counts.values()),
        "cards": cards(shown.items, now=now),
        "next": shown.next,
        "now": now,
    }
    return page(request, "tickets/firm/my.html", context)


def _own(post: Post | None) -> TicketQuerySet:
    """The firm's, by the index on its calls; a station's are those that it entered."""
    seen = tickets_for(post)
    if post is not None and post.role == Role.ENTERPRISE_USER:
        return seen.filter(firm=post.organisation_id)
    return seen


def _typed(words: str) -> str:
    """What is looked for, on one line; a search that cannot be read looks for nothing in particular."""
    try:
        return one_line(clean_text(words))[:LONGEST_SEARCH]
    except ValidationError:
        return ""


def _tab(asked: str, counts: dict[str, int]) -> str:
    if asked in TABS:
        return asked
    return next((name for name in TABS if counts[name]), "open")
