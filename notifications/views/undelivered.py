"""未送达: what failed to reach somebody, and the ruling of a person on it (RELIABILITY §1, promise 6)."""

from typing import Any, Final

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from journal import clock
from notifications import rulings
from notifications.forms import GiveUpForm
from notifications.models import Delivery
from notifications.statuses import DeliveryStatus
from notifications.views.undelivered_texts import rows as texts_of
from orgs.access import post_required
from orgs.middleware import PostRequest
from orgs.models import Post
from orgs.statuses import Role
from web.errors import conflict
from web.pages import done, page
from web.paging import keyset

SIZE: Final = 50
WATCHERS: Final = (Role.SUPERVISOR, Role.SYSADMIN)


@post_required(*WATCHERS)
@require_safe
def undelivered(request: PostRequest) -> HttpResponse:
    """`/notices/undelivered/`: failed ones wait for a ruling; `?given_up=1` shows what was given up."""
    return _list(request, given_up=request.GET.get("given_up") == "1")


@post_required(*WATCHERS)
@require_POST
def retry(request: PostRequest, delivery_id: int) -> HttpResponse:
    """Send it once more."""
    _ours(request, delivery_id)
    try:
        rulings.retry(delivery_id, actor=acting(request), now=clock.now())
    except rulings.NotFailed:
        return conflict(request, message=_("这一条已经有人处理过了。"), kept={})
    return done(request, reverse("undelivered"), _("已重新排队发送，几秒后再看结果。"))


@post_required(*WATCHERS)
@require_POST
def give_up(request: PostRequest, delivery_id: int) -> HttpResponse:
    """Never send it, and say why."""
    _ours(request, delivery_id)
    form = GiveUpForm(request.POST, auto_id=f"row{delivery_id}_%s")
    if not form.is_valid():
        return _list(request, refused={delivery_id: form}, status=422)
    reason = form.cleaned_data["reason"]
    try:
        rulings.give_up(delivery_id, actor=acting(request), now=clock.now(), reason=reason)
    except rulings.NotFailed:
        return conflict(request, message=_("这一条已经有人处理过了。"), kept={"reason": reason})
    return done(request, reverse("undelivered"), _("已放弃，原因已记录。"))


def acting(request: PostRequest) -> Post:
    """The post that acts; `post_required` has turned everybody else away."""
    if request.post is None:
        raise TypeError("a page of a post was reached without one")
    return request.post


def _ours(request: PostRequest, delivery_id: int) -> None:
    """A delivery of another county does not exist here."""
    get_object_or_404(Delivery.objects.undelivered_in(acting(request).county_id), pk=delivery_id)


def _list(
    request: PostRequest, *, given_up: bool = False, refused: dict[int, GiveUpForm] | None = None, status: int = 200
) -> HttpResponse:
    """The list; `refused` keeps what was typed in the row it was typed in."""
    bound = refused or {}
    wanted = DeliveryStatus.GIVEN_UP if given_up else DeliveryStatus.FAILED
    found = Delivery.objects.undelivered_in(acting(request).county_id).filter(status=wanted)
    found = found.select_related("notice__person", "notice__post__organisation")
    shown = keyset(found, after=request.GET.get("after"), order=("-id",), size=SIZE)
    rows = [(row, bound.get(row.pk) or GiveUpForm(auto_id=f"row{row.pk}_%s")) for row in shown.items]
    context: dict[str, Any] = {
        "rows": rows,
        "next": shown.next,
        "texts": texts_of(acting(request).county_id, given_up=given_up),
        "given_up": given_up,
        "form": next(iter(bound.values()), None),
        "sees_cases": acting(request).role == Role.SUPERVISOR,
        "now": clock.now(),
    }
    return page(request, "notifications/undelivered.html", context, status=status)
