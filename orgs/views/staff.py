"""`/staff/`: who works in one's unit, whom its head invites, and the link by which somebody invited comes in."""

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, resolve_url
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from orgs import policies
from orgs.access import post_required, proven
from orgs.exceptions import Refused
from orgs.limits import TooOften
from orgs.middleware import PostRequest, now_of
from orgs.models import Organisation, Person, Post, StaffInvitation
from orgs.models.people import USERNAME
from orgs.names import name_keys
from orgs.queries import staff_invitations_for, today, units_in
from orgs.services import staff_invitations
from orgs.statuses import Role
from orgs.views.passwords import NewPasswordForm
from orgs.views.phone import too_often_words
from web.access import public
from web.errors import conflict, wait
from web.forms import Form, PhoneField, TextField
from web.pages import done, page

PAGE: Final = "orgs/staff/staff.html"
LINK_PAGE: Final = "orgs/staff/invitation.html"
_INVITERS: Final = sorted(policies.INVITERS_OF_STAFF)


class StaffInviteForm(Form):
    """Whom, how they are reached, and to which post; the unit is the head's own, or named by an administrator."""

    unit = TextField(
        label=gettext_lazy("单位"),
        help_text=gettext_lazy("登记的全名"),
        max_length=100,
        missing=gettext_lazy("请填写单位"),
    )
    name = TextField(label=gettext_lazy("姓名"), max_length=30, missing=gettext_lazy("请填写姓名"))
    phone = PhoneField(label=gettext_lazy("手机号"), help_text=gettext_lazy("填了就发短信"), required=False)
    email = forms.EmailField(
        label=gettext_lazy("电子邮箱"),
        help_text=gettext_lazy("没有手机号时发邮件"),
        required=False,
        max_length=200,
        error_messages={"invalid": gettext_lazy("邮箱写法不对，例如 name@example.com")},
    )
    role = forms.ChoiceField(
        label=gettext_lazy("担任"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("请选择"), "invalid_choice": gettext_lazy("请选择")},
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, post: Post) -> None:
        super().__init__(data)
        self._post = post
        if post.role == Role.SYSADMIN:
            roles = policies.GIVEN_BY_INVITATION
        else:
            del self.fields["unit"]
            roles = policies.roles_to_invite_to(post.organisation, post)
        self.fields["role"].choices = [(role, label) for role, label in Role.choices if role in roles]  # type: ignore[attr-defined]  # of this field

    def clean_unit(self) -> Organisation:
        """The one unit of this name."""
        typed = self.cleaned_data["unit"]
        found = list(units_in(self._post.organisation.county_id).filter(name=typed)[:2])
        if len(found) != 1:
            raise ValidationError(_("没有找到这个单位，请核对全名"))
        return found[0]

    def clean(self) -> dict[str, Any]:
        """One way to reach them, and a post that the unit has."""
        cleaned: dict[str, Any] = super().clean() or {}
        if not cleaned.get("phone") and not cleaned.get("email") and not {"phone", "email"} & self.errors.keys():
            self.add_error("phone", _("手机号和邮箱至少填一个"))
        typed = {way: cleaned.get(way, "") for way in ("phone", "email")}
        for name in staff_invitations.ones_own(self._post, **typed):
            self.add_error(name, _("这是您自己的，不能给自己再开一个账号"))
        unit = cleaned.get("unit", self._post.organisation)
        if "role" in cleaned and not self.errors and cleaned["role"] not in self._allowed(unit):
            self.add_error("role", _("这个单位不设这个岗位"))
        return cleaned

    def _allowed(self, unit: Organisation) -> frozenset[Role]:
        return policies.roles_to_invite_to(unit, self._post)

    @property
    def said(self) -> dict[str, Any]:
        """What the service is told."""
        cleaned = self.cleaned_data
        unit = cleaned.get("unit", self._post.organisation)
        known = {name: cleaned[name] for name in ("name", "phone", "email")}
        return {"organisation_id": unit.pk, "role": Role(cleaned["role"]), **known}


class OpenAccountForm(NewPasswordForm):
    """A user name and a password of one's own."""

    username = TextField(
        label=gettext_lazy("登录账号"),
        help_text=gettext_lazy("小写字母和数字，2 至 32 位；默认用姓名的拼音"),
        max_length=32,
        missing=gettext_lazy("请填写登录账号"),
    )
    field_order = ("username", "new", "again")

    def __init__(self, data: Mapping[str, Any] | None = None, *, person: Person) -> None:
        super().__init__(data, person=person)
        self.fields["username"].initial = "".join(person.pinyin.split())
        self.fields["username"].widget.attrs["autocomplete"] = "username"

    def clean_username(self) -> str:
        """As accounts are written; whether it is free is known when it is taken."""
        typed: str = self.cleaned_data["username"].lower()
        if not re.fullmatch(USERNAME, typed):
            raise ValidationError(_("账号只能用小写字母和数字，2 至 32 位，以字母或数字开头"))
        self.person.username = typed
        return typed


@require_safe
@post_required(*_INVITERS)
def staff(request: PostRequest) -> HttpResponse:
    """Colleagues and open invitations; an administrator sees the county's invitations."""
    return _draw(request, StaffInviteForm(post=_acting(request)))


@require_POST
@post_required(*_INVITERS)
@proven
def staff_invite(request: PostRequest) -> HttpResponse:
    """Invite somebody: 422 keeps what was typed, 429 says how long to wait."""
    post = _acting(request)
    form = StaffInviteForm(request.POST, post=post)
    if form.is_valid():
        try:
            staff_invitations.invite(actor=post, **form.said)
            told = _("邀请已发出，%(hours)d 小时内有效，只能用一次。")
            return done(request, reverse("staff"), told % {"hours": staff_invitations.good_for() // timedelta(hours=1)})
        except TooOften as enough:
            form.add_error(None, too_often_words(enough.minutes, request=request))
            return wait(_draw(request, form, status=429), enough.minutes)
    return _draw(request, form, status=422)


@require_POST
@post_required(*_INVITERS)
def staff_uninvite(request: PostRequest, staff_invitation_id: int) -> HttpResponse:
    """Take an invitation back."""
    post = _acting(request)
    get_object_or_404(staff_invitations_for(post), pk=staff_invitation_id)
    try:
        staff_invitations.withdraw(staff_invitation_id, actor=post)
    except Refused as problem:
        return conflict(request, message=problem, onward=reverse("staff"))
    return done(request, reverse("staff"), _("邀请已撤回，链接不能用了。"))


@sensitive_post_parameters("new", "again")
@public
@require_http_methods(["GET", "HEAD", "POST"])
def staff_invitation(request: HttpRequest, token: str) -> HttpResponse:
    """`/i/staff/<token>/`: open an account, or take the post with the one that there is."""
    found = staff_invitations.find(token)
    if found is None:
        return gone(request)
    if isinstance(request.user, Person):
        return _take_signed_in(request, token, found, request.user)
    if staff_invitations.accounts_of(found).exists():
        return _draw_link(request, {"found": found, "known": True})
    form = OpenAccountForm(request.POST if request.method == "POST" else None, person=_newcomer(found))
    context = {"found": found, "form": form, "token": token}
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            staff_invitations.open_account(token, username=said["username"], password=said["new"])
        except Refused as problem:
            form.add_error(None, str(problem))
        except TooOften as enough:
            form.add_error(None, too_often_words(enough.minutes, request=request))
            return wait(_draw_link(request, context, status=429), enough.minutes)
        else:
            messages.success(request, _("账号已开好，请用刚设的账号和密码登录。"))
            return HttpResponseRedirect(resolve_url("account_login"), status=303)
    return _draw_link(request, context, status=422 if form.errors else 200)


def gone(request: HttpRequest) -> HttpResponse:
    """404: no invitation, or none any more; they read the same."""
    return _draw_link(request, {"found": None}, status=404)


def _newcomer(found: StaffInvitation) -> Person:
    """Who is about to enrol: a password is held against what the register will know of them."""
    keys, county = name_keys(found.name), found.organisation.county
    return Person(name=found.name, **keys, phone=found.phone, email=found.email, county=county)


def _take_signed_in(request: HttpRequest, token: str, found: StaffInvitation, person: Person) -> HttpResponse:
    if request.method != "POST":
        mine = staff_invitations.accounts_of(found).filter(pk=person.pk).exists()
        return _draw_link(request, {"found": found, "mine": mine, "signed_in": True})
    try:
        staff_invitations.take(token, person_id=person.pk)
    except Refused as problem:
        return conflict(request, message=problem)
    return done(request, reverse("start"), _("您已到岗，可以在右上角切换岗位。"))


def _draw(request: PostRequest, form: StaffInviteForm, *, status: int = 200) -> HttpResponse:
    post, now = _acting(request), now_of(request)
    colleagues = Post.objects.live(today(now)).filter(organisation=post.organisation_id).named()
    context = {
        "form": form,
        "unit": post.organisation,
        "people": colleagues.order_by("role", "pk"),
        "invited": staff_invitations_for(post).open(now).select_related("organisation"),
        "whole_county": post.role == Role.SYSADMIN,
        "now": now,
    }
    return page(request, PAGE, context, part=PAGE, status=status)


def _draw_link(request: HttpRequest, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    response = page(request, LINK_PAGE, context, part=LINK_PAGE, status=status)
    response["Cache-Control"] = "no-store"
    return response


def _acting(request: PostRequest) -> Post:
    if request.post is None:
        raise TypeError("a page of a post was reached without one")
    return request.post
