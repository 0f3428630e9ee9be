"""`/roundtable/` (上会池): cases that propose themselves, topics by how far screening has come."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from orgs.access import post_required
from orgs.middleware import now_of
from orgs.models import Post
from orgs.queries import today
from roundtable import policies
from roundtable.acts import possible
from roundtable.models import Topic
from roundtable.queries import candidates as hard
from roundtable.queries import topics as found
from roundtable.reading import as_shown
from tickets.masking import as_read, firm_name
from tickets.models import Ticket
from tickets.table_policies import PREPARES, may_table
from tickets.views.case import acting_post
from web.pages import page

NAMES: Final[Mapping[str, Promise]] = {
    "candidates": _("候选诉求"),
    "pooled": _("待筛选"),
    "proposed": _("待审定"),
    "approved": _("同意上会"),
    "deferred": _("缓议"),
    "over": _("不列入"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """A topic as the list shows it: whose case it is, where it is one, and whether the reader decides next."""

    topic: Topic
    firm: str
    owed: bool


@dataclass(frozen=True, slots=True)
class Candidate:
    """A hard case as the list shows it; `brings`: the reader may bring it in."""

    hard: hard.Hard
    firm: str
    brings: bool


@require_safe
@post_required(*sorted(policies.POOL_ROLES))
def pool(request: HttpRequest) -> HttpResponse:
    """`?tab=` candidates, pooled, proposed, approved, deferred or over, a page at a time."""
    post, now = acting_post(request), now_of(request)
    tab = name if (name := request.GET.get("tab", "")) in found.TABS else found.TABS[0]
    context = {
        "tab": tab,
        "tabs": [(name, NAMES[name]) for name in found.TABS],
        "counts": found.counts(post, today=today(now)),
        "now": now,
    }
    if tab == "candidates":
        context |= _candidates(post, now=now, skip=_skip(request))
    else:
        shown = found.pool_page(post, tab=tab, today=today(now), after=request.GET.get("after"))
        context |= {"rows": [_row(topic, post) for topic in shown.items], "next": shown.next}
    return page(request, "roundtable/pool.html", context)


def _skip(request: HttpRequest) -> int:
    """How many candidates lie before this page. They are weighed anew each time, so there is no key to go by."""
    typed = request.GET.get("skip", "0")
    if not (typed.isascii() and typed.isdigit() and len(typed) <= 6):  # noqa: PLR2004 -- a number that anybody can mean
        raise Http404
    return int(typed)


def _candidates(post: Post, *, now: object, skip: int) -> dict[str, object]:
    shown, total = hard.candidates(post, now=now, skip=skip)
    rows = [Candidate(each, _firm(each.ticket, post), may_table(each.ticket, post)) for each in shown]
    further = skip + hard.PAGE
    return {"candidates": rows, "total": total, "skip": further if further < total else 0}


def _row(topic: Topic, post: Post) -> Row:
    firm = _firm(topic.ticket, post) if topic.ticket else ""
    as_shown(topic, post)
    if topic.merged_into is not None:
        as_shown(topic.merged_into, post)
    return Row(topic, firm, owed=bool(possible(topic, post).keys() & {"propose", "approve"}))


def _firm(ticket: Ticket, post: Post) -> str:
    """The firm as the reader may know it: whoever invites it reads a sole trader's name (ADR 0037)."""
    return firm_name(as_read(ticket, post), post, leads=post.role in PREPARES)
