"""Choosing a password of one's own; whoever got theirs from somebody else comes here before anything else."""

from collections.abc import Mapping
from typing import Any

from allauth.usersessions.models import UserSession
from django import forms
from django.conf import settings
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import resolve_url
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from journal import clock
from orgs import limits, sessions
from orgs.exceptions import Refused
from orgs.middleware import PostRequest, now_of
from orgs.models import Person
from orgs.services import people
from web.access import signed_in
from web.errors import prove_first
from web.forms import Form
from web.pages import done, page


def _secret(label: Any, *, use: str, hint: Any = "") -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": use})
    missing = {"required": _("请填写%(label)s") % {"label": label}}
    return forms.CharField(
        label=label, strip=False, max_length=200, widget=widget, help_text=hint, error_messages=missing
    )


class NewPasswordForm(Form):
    """A new password, typed twice, for somebody who may not be in the register yet."""

    new = _secret(
        _("新密码"),
        use="new-password",
        hint=_("至少 10 位，不要全是数字，不要用常见密码，也不要只用单位名、姓名和手机号"),
    )
    again = _secret(_("再输一遍新密码"), use="new-password")

    def __init__(self, data: Mapping[str, Any] | None = None, *, person: Person) -> None:
        super().__init__(data)
        self.person = person

    def clean_new(self) -> str:
        """Ask the same validators as everywhere."""
        typed: str = self.cleaned_data["new"]
        validate_password(typed, self.person)
        return typed

    def clean(self) -> dict[str, Any]:
        """Typed twice alike."""
        cleaned: dict[str, Any] = super().clean() or {}
        if "new" in cleaned and "again" in cleaned and cleaned["new"] != cleaned["again"]:
            self.add_error("again", _now("两遍新密码不一样。"))
        return cleaned


class PasswordForm(NewPasswordForm):
    """The password there is, and the new one twice."""

    current = _secret(_("现在的密码"), use="current-password")
    field_order = ("current", "new", "again")

    def clean_current(self) -> str:
        """Whoever sits down at an open window does not know it."""
        typed: str = self.cleaned_data["current"]
        try:
            limits.count("current password", str(self.person.pk), limits.GUESSES_OF_A_PASSWORD, now=clock.now())
        except limits.TooOften as enough:
            words = _now("操作太频繁，请 %(minutes)d 分钟后再试。") % {"minutes": enough.minutes}
            raise ValidationError(words) from enough
        if not self.person.check_password(typed):
            raise ValidationError(_("现在的密码不对。"))
        return typed


@sensitive_post_parameters("current", "new", "again")
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def change_password(request: PostRequest) -> HttpResponse:
    """Ask, set, stay signed in here; every other window of the person is signed out.

    Whoever has none yet, as they come in by what others keep, shows by other means who they are before the first one.
    """
    person = request.user
    if not isinstance(person, Person):
        raise TypeError("a page for people who signed in was reached without one")
    none_yet = not person.has_usable_password()
    if none_yet and not sessions.is_proven(request.session, now=now_of(request)):
        return prove_first(request, afresh=not sessions.can_prove_again(person))
    kind = NewPasswordForm if none_yet else PasswordForm
    form = kind(request.POST if request.method == "POST" else None, person=person)
    if form.is_valid():
        try:
            people.choose_password(person.pk, password=form.cleaned_data["new"], actor=request.post)
        except Refused as problem:
            form.add_error("new", str(problem))
        else:
            update_session_auth_hash(request, Person.objects.get(pk=person.pk))
            UserSession.objects.create_from_request(request)  # its key is another one now
            return done(request, resolve_url(settings.LOGIN_REDIRECT_URL), _now("密码已改好，下次用新密码登录。"))
    context = {"form": form, "first": person.must_change_password, "none_yet": none_yet}
    return page(request, "orgs/password.html", context, part="orgs/password.html", status=422 if form.errors else 200)
