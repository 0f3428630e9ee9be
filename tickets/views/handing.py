"""`/handover/` (交接): who of the unit has what in hand; all of a leaver's to a colleague before the account closes."""

from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from orgs.access import post_required
from orgs.leaving import shifts_ahead
from orgs.middleware import now_of
from orgs.models import Post
from orgs.queries import today
from orgs.statuses import Role
from tickets.masking import title_of
from tickets.policies import UNIT_ROLES
from tickets.queries import leaving as found
from tickets.queries.handlers import people_of
from tickets.queries.visibility import seen_among
from tickets.services import leaving
from tickets.unit_policies import ASSIGNERS
from tickets.views.case import acting_post
from web.forms import Form, TextField
from web.pages import done, page

LOOKS: Final = ASSIGNERS | {Role.SYSADMIN}
"""A unit gives its work out itself; the system administrator sees how much hangs on whom, and no case."""


class HandOnForm(Form):
    """To which colleague, and why."""

    to = forms.TypedChoiceField(
        label=_("交给"),
        choices=(),
        coerce=int,
        error_messages={
            "required": _("请选择交给哪位同事"),
            "invalid_choice": _("这个人不在本单位，或已离岗，请重新选择"),
        },
    )
    reason = TextField(label=_("原因（仅本单位可见）"), max_length=300, missing=_("请写明为什么交接，例如调离、退休"))

    def __init__(self, *args: Any, leaver: Post, people: list[Post], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = [one for one in people if one.person_id != leaver.person_id]
        field: Any = self.fields["to"]
        field.choices = [("", _("（请选择）")), *((one.pk, _called(one)) for one in others)]
        self.has_colleagues = bool(others)


def _called(post: Post) -> str:
    return f"{post.person.name} · {post.get_role_display()}"


@require_safe
@post_required(*sorted(LOOKS))
def handover(request: HttpRequest) -> HttpResponse:
    """Whoever has work in hand, leavers first: of the post's unit; for the system administrator of the county."""
    post, now = acting_post(request), now_of(request)
    oversees = post.role == Role.SYSADMIN
    where = {"organisation__county": post.county_id} if oversees else {"organisation": post.organisation_id}
    context = {
        "holders": found.holders_in(on=today(now), seen_by=None if oversees else post, **where),
        "oversees": oversees,
        "queue": post.role in UNIT_ROLES,
    }
    return page(request, "tickets/staff/handover.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@post_required(*sorted(ASSIGNERS))
def hand_on(request: HttpRequest, post_id: int) -> HttpResponse:
    """One colleague's work; a POST gives all of it to another. 422 with what was typed; another unit's are a 404."""
    post, now = acting_post(request), now_of(request)
    leaver = found.holder(post, post_id)
    if leaver is None:
        raise Http404
    people = people_of(post.organisation_id, on=today(now))
    form = HandOnForm(request.POST if request.method == "POST" else None, leaver=leaver, people=people)
    if form.is_valid():
        return _hand_on(request, leaver, form, post)
    legs = list(found.in_hands_of([leaver.pk]).select_related("ticket__firm"))
    seen = seen_among(post, [leg.ticket_id for leg in legs])
    context = {
        "leaver": leaver,
        "form": form,
        "legs": [(leg, title_of(leg.ticket, post)) for leg in legs if leg.ticket_id in seen],
        "shifts": list(shifts_ahead([leaver.pk], now=now)),
        "now": now,
    }
    return page(request, "tickets/staff/hand_on.html", context, status=422 if form.is_bound else 200)


def _hand_on(request: HttpRequest, leaver: Post, form: HandOnForm, post: Post) -> HttpResponse:
    said = form.cleaned_data
    handed = leaving.hand_on(leaver.pk, to_id=said["to"], reason=said["reason"], actor=post)
    for number, why in handed.kept.items():
        messages.error(request, f"{number}：{why}")
    words = ngettext("已交接 %(count)d 件", "已交接 %(count)d 件", handed.done) % {"count": handed.done}
    where = reverse("hand_on", args=[leaver.pk]) if handed.kept else reverse("handover")
    return done(request, where, words if handed.done else gettext("没有可交接的诉求"))
