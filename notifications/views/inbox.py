"""The inbox (提醒): what a person has been told. Opening a notice is a POST, because it changes the notice."""

from typing import Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from journal import clock
from notifications import inbox
from notifications.models import Notice
from orgs.middleware import PostRequest, choose
from orgs.statuses import FIRM_SIDE
from tickets.masking import TITLE_NEEDS, title_of
from tickets.queries import tickets_for
from web.access import signed_in
from web.pages import done, local_path, page
from web.paging import Page, keyset

SIZE: Final = 50
LARGEST_ID: Final = 2**63 - 1


@signed_in
@require_safe
def notices(request: PostRequest) -> HttpResponse:
    """`/notices/`: newest first; `?unread=1` only what is new. Changes nothing."""
    only_unread = request.GET.get("unread") == "1"
    mine = Notice.objects.to(_me(request))
    found = mine.unread() if only_unread else mine
    shown = keyset(found, after=request.GET.get("after"), order=("-at", "-id"), size=SIZE)
    context = {
        "base": _frame(request),
        "now": clock.now(),
        "rows": _with_titles(request, shown),
        "next": shown.next,
        "only_unread": only_unread,
        "upto": max((notice.pk for notice in shown.items), default=0),
    }
    return page(request, "notifications/inbox.html", context)


@signed_in
@require_POST
def notice(request: PostRequest, notice_id: int) -> HttpResponse:
    """`POST /notices/<id>/`: mark it read and go to what it is about, in the post that was told."""
    get_object_or_404(Notice.objects.to(_me(request)), pk=notice_id)
    opened = inbox.open_notice(notice_id, person_id=_me(request), now=clock.now())
    target = local_path(opened.url, request=request, default=reverse("notices"))
    told_in = next((post for post in request.person_posts if post.pk == opened.post_id), None)
    if told_in is not None and request.post is not None and told_in.pk != request.post.pk:
        choose(request, told_in)
        return done(request, target, _("已切换到：%(post)s") % {"post": told_in})
    return HttpResponseRedirect(target, status=303)


@signed_in
@require_POST
def read_all(request: PostRequest) -> HttpResponse:
    """`POST /notices/read/`: everything up to what the page showed is read."""
    upto = request.POST.get("upto", "")
    last = min(int(upto), LARGEST_ID) if upto.isascii() and upto.isdigit() else 0
    count = inbox.read_all(_me(request), upto=last, now=clock.now())
    words = ngettext("已把 %(count)d 条提醒标为已读。", "已把 %(count)d 条提醒标为已读。", count) % {"count": count}
    return done(request, reverse("notices"), words)


def _with_titles(request: PostRequest, shown: Page[Notice]) -> list[tuple[Notice, str]]:
    """Each notice with its case's title, where the acting post may see the case now. One query for all."""
    about = {notice.subject_id for notice in shown.items}
    post = request.post
    seen = tickets_for(post).filter(pk__in=about).only(*TITLE_NEEDS) if about and post else ()
    titles = {ticket.pk: title_of(ticket, post) for ticket in seen if post}
    return [(notice, titles.get(notice.subject_id, "")) for notice in shown.items]


def _me(request: HttpRequest) -> int:
    """The signed-in person's id; `signed_in` has turned everybody else away."""
    return int(request.user.pk or 0)


def _frame(request: PostRequest) -> str:
    """Firms and stations read in their own frame, everybody else among their work."""
    return "base_firm.html" if request.post is not None and request.post.role in FIRM_SIDE else "base.html"
