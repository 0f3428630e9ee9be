"""How people sign in: by password or, people of firms, by a code. Every sign-in, failure and sign-out is noted.

allauth's own hooks carry the notes, so that they are written where the act happens, and once.
"""

import time
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from allauth.account.adapter import DefaultAccountAdapter, get_adapter
from allauth.account.internal.flows.login import get_authentication_records, perform_login, record_authentication
from allauth.account.models import Login
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from journal import access, clock
from journal.models import AccessKind, AccessLog
from orgs import limits, second_factor, sessions
from orgs.models import Person, Post
from orgs.queries import today
from orgs.services import privacy
from orgs.statuses import Role
from web.errors import too_often

_WRONG, _WRONG_OF = "wrong passwords", "wrong passwords of an account"


def hashed_name(request: HttpRequest, credentials: Mapping[str, Any] | None = None) -> str:
    """What axes counts failures by (`AXES_USERNAME_CALLABLE`): people type passwords where their name belongs."""
    typed = str((credentials or {}).get("username") or request.POST.get("login", "")).strip().lower()
    return limits.keyed("user name", typed)


class CountyAccounts(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Nobody opens a password account alone. What a person typed as user name is never kept: it may be a password."""

    def is_reauthentication_required(self, *, app: str) -> bool:  # noqa: ARG002 -- allauth's signature
        """Whether to ask for the password again: not of whoever typed it a moment ago, to sign in."""
        records = get_authentication_records(context.request, context.request.user)
        proofs = [each["at"] for each in records if sessions.is_proof(each)]
        return not any(time.time() - at < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT for at in proofs)

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 -- allauth's signature
        """Refuse: firms join by phone, officials' accounts are opened by the county office."""
        return False

    def login(self, request: HttpRequest, user: Person) -> None:
        """Sign in and note it. Whoever was not found by a backend, as from outside, is read by ours."""
        user.backend = getattr(user, "backend", "orgs.backends.PersonBackend")
        super().login(request, user)
        _note(AccessKind.SIGN_IN, request, person=user, way=_way_in(get_authentication_records(request, user)))

    def post_login(self, request: HttpRequest, user: Person, **how: Any) -> HttpResponse:
        """Show people of firms the privacy notice that they have not seen, before they go on."""
        response: HttpResponse = super().post_login(request, user, **how)
        if not owes_notice(user):
            return response
        return HttpResponseRedirect(notice_first(response["Location"]))

    def logout(self, request: HttpRequest) -> None:
        """Note who leaves, then sign out."""
        if isinstance(request.user, Person):
            _note(AccessKind.SIGN_OUT, request, person=request.user)
        super().logout(request)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Refuse an address that tries accounts by the hundred, and an account that is tried from many addresses.

        Raises ImmediateHttpResponse (429). Whoever has signed in from there lately goes on: one machine never locks out
        an office behind its address, nor a stranger somebody at their own desk.
        """
        super().pre_authenticate(request, **credentials)
        address, now = request.META.get("REMOTE_ADDR", ""), clock.now()
        name = str(credentials.get("username", "")).lower()
        if _is_at_home(name, address, now=now):
            return
        try:
            limits.refuse(_WRONG, address, limits.WRONG_PASSWORDS_FROM_AN_ADDRESS, now=now)
            limits.refuse(_WRONG_OF, name, limits.WRONG_PASSWORDS_OF_AN_ACCOUNT, now=now)
        except limits.TooOften as enough:
            raise ImmediateHttpResponse(too_often(request, enough.minutes)) from enough

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Note a failure, with the person whose account was tried when there is one; count it for address and name."""
        super().authentication_failed(request, **credentials)
        address, tried = request.META.get("REMOTE_ADDR", ""), str(credentials.get("username", "")).lower()
        with suppress(limits.TooOften):
            limits.count(_WRONG, address, limits.WRONG_PASSWORDS_FROM_AN_ADDRESS, now=clock.now())
        with suppress(limits.TooOften):  # of names that are nobody's as well: what is counted must not tell
            limits.count(_WRONG_OF, tried, limits.WRONG_PASSWORDS_OF_AN_ACCOUNT, now=clock.now())
        _note(AccessKind.SIGN_IN_FAILED, request, person=Person.objects.filter(username=tried).first(), way="password")


def _is_at_home(username: str, address: str, *, now: datetime) -> bool:
    """Whether this account has signed in from this address within a month. Its own failures lock it all the same."""
    # One statement whether the account is there or not: the wait must not tell.
    person = Person.objects.filter(username=username).values("pk")
    lately = AccessLog.objects.filter(actor__in=person, at__gte=now - timedelta(days=30), kind=AccessKind.SIGN_IN)
    return lately.filter(address=address).exists()


def _way_in(records: list[dict[str, Any]]) -> str:
    """By what somebody has just come in, beside a second factor: an outside way's key, or the password."""
    last: dict[str, Any] = next((each for each in reversed(records) if each["method"] != "mfa"), {})
    return str(last["provider"]) if last.get("method") == sessions.OUTSIDE else "password"


def enter_from_outside(request: HttpRequest, person: Person, *, way: str, onward: str) -> HttpResponse:
    """Sign in whom the keeper of a way has named: one factor, so allauth asks for the second one where there is one.

    Whoever sat at this browser before is signed out.
    """
    if isinstance(request.user, Person):
        get_adapter(request).logout(request)
    record_authentication(request, person, sessions.OUTSIDE, provider=way)
    answer: HttpResponse = perform_login(request, Login(user=person, redirect_url=onward or None))
    return answer


def outside_failed(request: HttpRequest, *, way: str, person: Person | None) -> None:
    """Note an outside account that let nobody in, with whose it is here, if anybody's; never whose there."""
    _note(AccessKind.SIGN_IN_FAILED, request, person=person, way=way)


def enter_by_phone(request: HttpRequest, person: Person) -> None:
    """Sign a person in whose number was proven. The session gets another key; the way in is noted."""
    login(request, person, backend="orgs.backends.PersonBackend")
    record_authentication(request, person, "phone")
    UserSession.objects.create_from_request(request)
    second_factor.came_without(request.session, person)
    _note(AccessKind.SIGN_IN, request, person=person, way="phone")


def phone_failed(request: HttpRequest) -> None:
    """Note a code that let nobody in. Whose number it was is not known, and not looked up."""
    _note(AccessKind.SIGN_IN_FAILED, request, person=None, way="phone")


def owes_notice(person: Person) -> bool:
    """Whether the county still has to show a person of a firm its privacy notice."""
    post = Post.objects.live(today(clock.now())).filter(person=person, role=Role.ENTERPRISE_USER).named().first()
    return post is not None and not privacy.is_told(person, post.organisation.county)


def notice_first(onward: str) -> str:
    """The address of the notice, with where to go on from there."""
    return f"{reverse('privacy_read')}?{urlencode({'next': onward})}"


def _note(kind: AccessKind, request: HttpRequest, *, person: Person | None, way: str = "") -> None:
    access.note(
        kind,
        actor=None,
        person_id=person.pk if person else None,
        county=person.county_id if person else None,
        origin=access.origin(request),
        data={"way": way} if way else {},
    )
