"""`/oversight/` (跨县查看): which units of other counties see this one's cases, and which ones its own units see."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from journal.models import Event
from orgs import policies
from orgs.access import post_required, proven
from orgs.exceptions import Refused
from orgs.middleware import PostRequest, now_of
from orgs.models import Oversight, Post
from orgs.oversight_forms import OversightForm, OversightRulingForm
from orgs.queries import oversights_for, today, watching_units_of_all
from orgs.services import oversight as service
from web.errors import conflict
from web.pages import done, page

PAGE: Final = "orgs/oversight.html"
SHOWN: Final = 100
"""Of the rows, the newest; a city has a handful and their years."""
_KEEPERS: Final = sorted(policies.CONFIRM_POSTS)
_RULINGS: Final[Mapping[str, tuple[Callable[..., Event], Promise]]] = {
    "confirm": (service.confirm, gettext_lazy("已同意，到起始日开始看。")),
    "refuse": (service.refuse, gettext_lazy("没有同意，这一条不生效。")),
    "end": (service.end, gettext_lazy("已结束，正在从诉求里移出，几分钟内就看不到了。")),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One as the list shows it, and what this administrator may do about it; `into_ours`: it is our cases it sees."""

    oversight: Oversight
    into_ours: bool
    confirms: bool
    ends: bool


@require_safe
@post_required(*_KEEPERS)
def oversight(request: PostRequest) -> HttpResponse:
    """The rows that concern the county, and the form to ask for one."""
    return _draw(request, _form(request))


@require_POST
@post_required(*_KEEPERS)
@proven
def oversight_ask(request: PostRequest) -> HttpResponse:
    """Ask for one: 422 keeps what was typed."""
    form = _form(request, sent=True)
    if form.is_valid():
        try:
            service.ask(**form.said, actor=_acting(request))
        except Refused as problem:
            form.add_error(None, str(problem))
        else:
            told = _("已提出。要由被查看的县里另一位系统管理员或安全管理员确认，才生效。")
            return done(request, reverse("oversight"), told)
    return _draw(request, form, status=422)


@require_POST
@post_required(*_KEEPERS)
@proven
def oversight_rule(request: PostRequest, oversight_id: int) -> HttpResponse:
    """Agree, do not agree, or end it; 404 for one of other counties, 409 with the reason where it cannot be done."""
    post = _acting(request)
    get_object_or_404(oversights_for(post), pk=oversight_id)
    form = OversightRulingForm(request.POST)
    if not form.is_valid():
        return _draw(request, _form(request), status=422)
    act, words = _RULINGS[form.cleaned_data["ruling"]]
    try:
        act(oversight_id, actor=post)
    except Refused as problem:
        return conflict(request, message=problem, onward=reverse("oversight"))
    return done(request, reverse("oversight"), words)


def _form(request: PostRequest, *, sent: bool = False) -> OversightForm:
    units, first_day = list(watching_units_of_all()), today(now_of(request))
    return OversightForm(request.POST if sent else None, units=units, post=_acting(request), first_day=first_day)


def _draw(request: PostRequest, form: OversightForm, *, status: int = 200) -> HttpResponse:
    post = _acting(request)
    found = oversights_for(post).select_related("organisation__county", "county", "asked_by", "confirmed_by")[:SHOWN]
    rows = [_row(each, post) for each in found]
    context: dict[str, Any] = {
        "form": form,
        "several": len(form.fields["county"].choices) > 2,  # type: ignore[attr-defined]  # noqa: PLR2004 -- ours, and "please choose"
        "waiting": [row for row in rows if row.oversight.waits],
        "ours": [row for row in rows if row.into_ours and not row.oversight.waits],
        "others": [row for row in rows if not row.into_ours and not row.oversight.waits],
        "county": post.organisation.county,
    }
    return page(request, PAGE, context, part=PAGE, status=status)


def _row(each: Oversight, post: Post) -> Row:
    return Row(
        oversight=each,
        into_ours=each.county_id == post.county_id,
        confirms=each.waits and policies.may_confirm_oversight(each, post),
        ends=each.can_end and policies.may_end_oversight(each, post),
    )


def _acting(request: PostRequest) -> Post:
    if request.post is None:
        raise TypeError("a page of a post was reached without one")
    return request.post
