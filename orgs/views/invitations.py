"""Invitations: a desk or a station sends one; whoever opens the link proves the number and is in."""

from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from orgs import credit_codes
from orgs.access import post_required
from orgs.exceptions import Refused
from orgs.forms import InviteForm
from orgs.limits import TooOften
from orgs.middleware import PostRequest
from orgs.models import Organisation, Post
from orgs.queries import firms_to_invite
from orgs.services import invitations
from orgs.statuses import Role
from orgs.views.phone import INVITED, PhoneForm, ask, too_often_words
from orgs.views.phone import PAGE as PHONE_PAGE
from web.access import public
from web.errors import wait
from web.forms import TextField
from web.masks import mask_phone
from web.pages import done, page

PAGE: Final = "orgs/joining/invite.html"
LINK_PAGE: Final = "orgs/joining/invitation.html"


class FirmInviteForm(InviteForm):
    """Which firm, and whom."""

    firm = TextField(
        label=gettext_lazy("企业"),
        help_text=gettext_lazy("登记的全名，或统一社会信用代码"),
        max_length=100,
        missing=gettext_lazy("请填写企业"),
    )
    field_order = ("firm", "phone", "clerk")

    def __init__(self, data: Any = None, *, post: Post) -> None:
        super().__init__(data)
        self._firms = firms_to_invite(post)

    def clean_firm(self) -> Organisation:
        """The one firm that the words name; a county has too many to choose from a list."""
        typed = self.cleaned_data["firm"]
        by_code = Q(profile__credit_code=credit_codes.canonical(typed)) & ~Q(profile__credit_code="")
        found = list(self._firms.filter(Q(name=typed) | by_code)[:2])
        if len(found) != 1:
            raise ValidationError(
                _("没有找到这家企业，请核对全名；是新企业的，请它先登记")
                if not found
                else _("有几家企业叫这个名字，请填统一社会信用代码")
            )
        return found[0]


@require_http_methods(["GET", "HEAD", "POST"])
@post_required(Role.DISPATCHER, Role.SUPERVISOR, Role.SITE_CLERK)
def invite(request: PostRequest) -> HttpResponse:
    """`/claims/invite/`: 422 keeps what was typed, 429 says how long to wait."""
    post, status = request.post, 200
    assert post is not None  # noqa: S101 -- post_required lets nobody in without one
    form = FirmInviteForm(request.POST if request.method == "POST" else None, post=post)
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                invitations.invite(form.cleaned_data["firm"].pk, actor=post, **form.said)
                return done(request, reverse("invite"), _("邀请短信已发出，7 天内有效。"))
            except Refused as problem:
                form.add_error(None, str(problem))
            except TooOften as enough:
                form.add_error(None, too_often_words(enough.minutes, request=request))
                return wait(page(request, PAGE, {"form": form}, part=PAGE, status=429), enough.minutes)
    return page(request, PAGE, {"form": form}, part=PAGE, status=status)


@public
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """`/i/<token>/`: pressing on sends a code to the invited number; the code page does the rest."""
    found = invitations.find(token)
    if found is not None and request.method == "POST":
        request.session[INVITED] = token
        return ask(request, found.phone, form=PhoneForm({"phone": found.phone}), template=PHONE_PAGE)
    context = {"found": found, "masked": mask_phone(found.phone) if found else ""}
    response = page(request, LINK_PAGE, context, part=LINK_PAGE, status=200 if found else 404)
    response["Cache-Control"] = "no-store"
    return response
