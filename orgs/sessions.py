"""How long a session lasts, and how all of a person's end (ASVS V7.3, V7.4).

Idle minutes are the security profile's, by post; twelve hours after signing in every session is over. What was being
typed is not lost with it: drafts are on the server, and a form that meets a session's end keeps its text.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.signals import user_logged_in
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils.module_loading import import_string

from journal import access, clock
from journal.models import AccessKind
from orgs.models import Person, Post
from orgs.statuses import ADMIN_ROLES, Role

_SINCE, _SEEN = "since", "seen"  # seconds since 1970
_SHOWN: Final = "account_authentication_methods"  # allauth's: how and when its person has proven who they are
OUTSIDE: Final = "socialaccount"
"""What a sign-in by an account elsewhere is recorded as."""
_NOTED_AGAIN: Final = timedelta(minutes=1)
LIVE: Final = "X-Qihu-Live"
"""The header of what a page asks for by itself, because somebody else moved something: that is no sign of life."""


@receiver(user_logged_in)
def _begun(request: HttpRequest, **_of_the_signal: Any) -> None:
    at = int(clock.now().timestamp())
    request.session[_SINCE], request.session[_SEEN] = at, at


def idle_limit(person: Person, posts: Iterable[Post]) -> timedelta | None:
    """How long nothing may happen in a session of this person: the shortest that one of their posts allows."""
    profile = settings.SECURITY
    roles = {post.role for post in posts}
    minutes = {profile.idle_firm if role == Role.ENTERPRISE_USER else profile.idle_staff for role in roles}
    if person.is_superuser or roles & ADMIN_ROLES:
        minutes.add(profile.idle_administrator)
    known = [each for each in minutes if each is not None]
    return timedelta(minutes=min(known)) if known else None


def ended_by(session: SessionBase, idle: timedelta | None, *, now: datetime) -> str:
    """Why a session is over: `idle` or `too_long`; empty while it lasts. No query."""
    at = now.timestamp()
    since, seen = session.get(_SINCE, at), session.get(_SEEN, at)
    if at - since >= settings.SESSION_COOKIE_AGE:
        return "too_long"
    return "idle" if idle is not None and at - seen >= idle.total_seconds() else ""


def is_proven(session: SessionBase, *, now: datetime) -> bool:
    """Whether the person has shown lately who they are, by password, code or key: for what must not be done in a hurry.

    At a window that its person has left open, somebody else could. No query.
    """
    minutes = settings.SECURITY.proof
    if minutes is None:
        return True
    shown = session.get(_SHOWN) if session.get(f"{_SHOWN}_user") == session.get("_auth_user_id") else None
    proofs = [each["at"] for each in shown if is_proof(each)] if isinstance(shown, list) else []
    at = max(proofs, default=0.0)
    return bool(now.timestamp() - at < minutes * 60)


def is_proof(record: Mapping[str, Any]) -> bool:
    """Whether a way of signing in shows who is there: elsewhere, they may have been let through without being asked."""
    return bool(record["method"] != OUTSIDE)


def can_prove_again(person: Person) -> bool:
    """Whether there is something to ask this person for within a session: a password, or a second factor."""
    return bool(get_reauthentication_flows(person))


def end_all(person: Person) -> int:
    """End every session of a person, wherever it is; how many. Reads all sessions there are: for what is rare."""
    ended = 0
    store = import_string(f"{settings.SESSION_ENGINE}.SessionStore")
    for session in Session.objects.filter(expire_date__gt=clock.now()).iterator():
        if session.get_decoded().get("_auth_user_id") == str(person.pk):
            store().delete(session.session_key)
            ended += 1
    UserSession.objects.filter(user=person).delete()
    return ended


def note_life(request: HttpRequest, *, now: datetime) -> None:
    """Remember that somebody is there, once a minute at most: it writes the session."""
    session, at = request.session, int(now.timestamp())
    if LIVE in request.headers:
        return
    if at - session.get(_SEEN, 0) >= _NOTED_AGAIN.total_seconds():
        session[_SEEN] = at
        session.setdefault(_SINCE, at)


def end(request: HttpRequest, person: Person, *, why: str) -> None:
    """End the session of this request and note it; whoever asks goes on as a stranger."""
    access.note(
        AccessKind.SESSION_ENDED,
        actor=None,
        person_id=person.pk,
        county=person.county_id,
        origin=access.origin(request),
        data={"why": why},
    )
    logout(request)
