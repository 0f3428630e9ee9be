"""停下的任务: outbox rows that failed eight times, and the ruling of a person on them (journal.parking)."""

from typing import Any, Final

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from journal import clock, parking
from journal.models import Outbox
from notifications.forms import GiveUpForm
from notifications.views.undelivered import SIZE, WATCHERS, acting
from orgs.access import post_required
from orgs.middleware import PostRequest
from web.errors import conflict
from web.pages import done, page
from web.paging import keyset

CONSUMERS: Final = {
    "notify": gettext_lazy("通知"),
    "live": gettext_lazy("页面实时提示"),
    "decisions": gettext_lazy("圆桌会议议定事项写回诉求"),
    "figures": gettext_lazy("数据统计"),
}


@post_required(*WATCHERS)
@require_safe
def parked(request: PostRequest) -> HttpResponse:
    """`/operations/parked/`: what the system could not do by itself."""
    return _list(request)


@post_required(*WATCHERS)
@require_POST
def retry(request: PostRequest, outbox_id: int) -> HttpResponse:
    """Try it once more, with all its tries."""
    get_object_or_404(_ours(request), pk=outbox_id)
    try:
        parking.retry(outbox_id, actor=acting(request), at=clock.now())
    except parking.NotParked:
        return conflict(request, message=_("这一条已经有人处理过了。"), kept={})
    return done(request, reverse("parked"), _("已重新排队，几秒后再看结果。"))


@post_required(*WATCHERS)
@require_POST
def give_up(request: PostRequest, outbox_id: int) -> HttpResponse:
    """Drop it for good, and say why."""
    get_object_or_404(_ours(request), pk=outbox_id)
    form = GiveUpForm(request.POST, auto_id=f"row{outbox_id}_%s")
    if not form.is_valid():
        return _list(request, refused={outbox_id: form}, status=422)
    reason = form.cleaned_data["reason"]
    try:
        parking.give_up(outbox_id, actor=acting(request), at=clock.now(), reason=reason)
    except parking.NotParked:
        return conflict(request, message=_("这一条已经有人处理过了。"), kept={"reason": reason})
    return done(request, reverse("parked"), _("已放弃，原因已记录。"))


def _ours(request: PostRequest) -> QuerySet[Outbox]:
    """Parked rows of the acting county, and those of the installation itself."""
    return parking.parked().filter(Q(event__county=acting(request).county_id) | Q(event__county=None))


def _list(request: PostRequest, *, refused: dict[int, GiveUpForm] | None = None, status: int = 200) -> HttpResponse:
    bound = refused or {}
    shown = keyset(_ours(request), after=request.GET.get("after"), order=("id",), size=SIZE)
    rows = [
        (row, CONSUMERS.get(row.consumer, row.consumer), bound.get(row.pk) or GiveUpForm(auto_id=f"row{row.pk}_%s"))
        for row in shown.items
    ]
    form = next(iter(bound.values()), None)
    context: dict[str, Any] = {"rows": rows, "next": shown.next, "form": form, "now": clock.now()}
    return page(request, "notifications/parked.html", context, status=status)
