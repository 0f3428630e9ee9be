"""Two factors (双因素, ASVS V6.3.3): who needs a second one, whether it was shown, and codes that nobody can guess.

allauth asks for codes and keys. What it would count in the cache is counted in PostgreSQL here: no guess is free while
Valkey is away, and no code works twice.
"""

import logging
from collections.abc import Iterable
from datetime import timedelta
from typing import Any, Final

from allauth.account.internal.flows.login import record_authentication
from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa import signals
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.core.exceptions import ValidationError
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from journal import access, clock
from journal.models import AccessKind
from orgs import limits
from orgs.models import Person, Post
from orgs.queries import today
from orgs.statuses import ADMIN_ROLES, Role
from web import sealed

logger = logging.getLogger(__name__)
_SHOWN: Final = "account_authentication_methods"  # as `orgs.sessions` says
_OWED: Final = "second_factor_owed"
_ONCE: Final = (limits.Limit(1, timedelta(minutes=5)),)


def stands_between(session: SessionBase, person: Person, posts: Iterable[Post]) -> bool:
    """Whether a second factor is owed and was not shown in this session. No query."""
    return (bool(session.get(_OWED)) or is_owed(person, posts)) and not is_shown(session, person)


def came_without(session: SessionBase, person: Person) -> None:
    """Somebody has signed in by a way that asks for none: who has set one up shows it all the same."""
    if has_one(person):
        session[_OWED] = True


def is_owed(person: Person, posts: Iterable[Post]) -> bool:
    """Whether this person may work only with two factors: by a post of theirs, or as the installation's own.

    Whoever of the staff has no password comes in by what others keep alone: with nothing else they could never show
    who sits there (`sessions.is_proof`), so they set up a second factor wherever anybody does.
    """
    asked: frozenset[str] = settings.TWO_FACTORS
    if not asked:
        return False
    if not person.has_usable_password():
        asked |= {"staff"}
    return person.is_superuser or any(_asks(asked, post.role) for post in posts)


def _asks(asked: frozenset[str], role: str) -> bool:
    if role in asked or ("administrators" in asked and role in ADMIN_ROLES):
        return True
    return "staff" in asked and role != Role.ENTERPRISE_USER


def is_shown(session: SessionBase, person: Person) -> bool:
    """Whether this person's second factor was shown in this session. No query."""
    shown = session.get(_SHOWN) if session.get(f"{_SHOWN}_user") == str(person.pk) else None
    return isinstance(shown, list) and any(each.get("method") == "mfa" for each in shown)


def has_one(person: Person) -> bool:
    """Whether the person has set one up that can be asked for; recovery codes alone are none."""
    kinds = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    found: bool = Authenticator.objects.filter(user=person, type__in=kinds).exists()
    return found


class CountySecondFactor(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    """Secrets are sealed; who has to have a second factor keeps the last one."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": gettext_lazy("验证码不对。请输手机上现在显示的 6 位数字；也可以输一个备用码。"),
        "cannot_delete_authenticator": gettext_lazy("您的岗位必须用两步验证。换手机时先加一种新的，再取消旧的。"),
    }

    def encrypt(self, text: str) -> str:
        """As the database keeps it."""
        return sealed.seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """The secret again. Raises sealed.Unreadable."""
        return sealed.unseal(encrypted_text)

    def _get_site_name(self) -> str:
        return settings.COUNTY_NAME or settings.MFA_TOTP_ISSUER

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Not the last one of somebody who needs it."""
        person: Person = authenticator.user
        others = Authenticator.objects.filter(user=person).exclude(type=Authenticator.Type.RECOVERY_CODES)
        posts = Post.objects.live(today(clock.now())).filter(person=person)
        return others.exclude(pk=authenticator.pk).exists() or not is_owed(person, posts)


class _Counted:
    """A form for a code: guesses are counted, and a code that was taken once is no code any more."""

    user: Any

    def clean_code(self) -> str:
        """The code, if it is right. Raises ValidationError."""
        who, now = str(self.user.pk), clock.now()
        try:
            limits.count("second factor", who, limits.GUESSES_OF_A_SECOND_FACTOR, now=now)
        except limits.TooOften as enough:
            words = _("操作太频繁，请 %(minutes)d 分钟后再试。") % {"minutes": enough.minutes}
            raise ValidationError(words, code="too_often") from enough
        try:
            code: str = super().clean_code()  # type: ignore[misc]  # of the form beside it
        except sealed.Unreadable as lost:
            logger.error("a second factor of person %s cannot be opened: is a key of QIHU_DATA_KEYS missing?", who)  # noqa: TRY400 -- a trace would say no more
            raise ValidationError(_("两步验证读不出来，请联系系统管理员。"), code="unreadable") from lost
        try:
            limits.count("second factor taken", f"{who} {normalize_user_code(code)}", _ONCE, now=now)
        except limits.TooOften as again:
            raise ValidationError(_("这个验证码已经用过，请等手机显示下一个。"), code="used") from again
        return code


class CodeForm(_Counted, AuthenticateForm):  # type: ignore[misc]  # as above
    """After the password."""


class AgainForm(_Counted, ReauthenticateForm):  # type: ignore[misc]  # as above
    """In a session that has begun."""


class ActivateForm(_Counted, ActivateTOTPForm):  # type: ignore[misc]  # as above
    """The first code of a phone that is being set up."""


@receiver(signals.authenticator_added)
def _added(request: HttpRequest, user: Person, authenticator: Authenticator, **_of_the_signal: Any) -> None:
    """Whoever has just set it up has shown it."""
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type)
    _note(AccessKind.FACTOR_ADDED, request, user, authenticator)


@receiver(signals.authenticator_removed)
def _removed(request: HttpRequest, user: Person, authenticator: Authenticator, **_of_the_signal: Any) -> None:
    _note(AccessKind.FACTOR_REMOVED, request, user, authenticator)


@receiver(signals.authentication_failed)
def _failed(request: HttpRequest, user: Person, authenticator: Authenticator, **_of_the_signal: Any) -> None:
    _note(AccessKind.FACTOR_FAILED, request, user, authenticator)


def _note(kind: AccessKind, request: HttpRequest, person: Person, authenticator: Authenticator) -> None:
    access.note(
        kind,
        actor=None,
        person_id=person.pk,
        county=person.county_id,
        origin=access.origin(request),
        data={"way": str(authenticator.type)},
    )
