"""The firm's cases (我的诉求): what waits for it, what is under way, what has ended, and any of them by a word."""

from collections.abc import Mapping
from typing import Final

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from orgs.access import post_required
from orgs.middleware import PostRequest, now_of
from orgs.statuses import Role
from orgs.working_days import calendar_of
from tickets.queries.cards import cards
from tickets.queries.mine import TABS, my_counts, my_page
from tickets.views.case import acting_post
from web.pages import page
from web.text import clean_text, one_line

LONGEST_SEARCH: Final = 40
_LABELS: Final = {"waiting": _("待我处理"), "open": _("办理中"), "ended": _("已办结")}


@require_safe
@post_required(Role.ENTERPRISE_USER, Role.SITE_CLERK)
def my(request: PostRequest) -> HttpResponse:
    """`/my/?tab=…&q=…`: opens on what waits for the firm, or on the first tab with anything of a search."""
    q, post = _typed(request.GET.get("q", "")), acting_post(request)
    counts = my_counts(post, words=q)
    tab = _tab(request.GET.get("tab", ""), counts)
    shown = my_page(post, tab=tab, words=q, after=request.GET.get("after"))
    now = now_of(request)
    context = {
        "q": q,
        "tab": tab,
        "tabs": [{"name": name, "label": _LABELS[name], "count": counts[name]} for name in TABS],
        "any": any(counts.values()),
        "cards": cards(shown.items, now=now, calendar=calendar_of(post.organisation.county)),
        "next": shown.next,
        "now": now,
    }
    return page(request, "tickets/firm/my.html", context)


def _typed(words: str) -> str:
    """What is looked for, on one line; a search that cannot be read looks for nothing in particular."""
    try:
        return one_line(clean_text(words))[:LONGEST_SEARCH]
    except ValidationError:
        return ""


def _tab(asked: str, counts: Mapping[str, int]) -> str:
    if asked in TABS:
        return asked
    return next((name for name in TABS if counts[name]), "open")
