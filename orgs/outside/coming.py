"""The way there and back: a browser is sent to the keeper of an account, and what it brings back is checked.

States are allauth's: random, kept in the session of the browser that began, good for ten minutes and once. Nothing
here knows whose account it is.
"""

import logging
import secrets
from dataclasses import dataclass
from typing import Any, Final

import requests
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.internal import statekit
from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.providers.base import ProviderException
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from orgs.outside import turns
from orgs.outside.identity import configured_way

logger = logging.getLogger(__name__)
SIGN_IN, LINK, OPEN = "login", "connect", "open"
# What an answer that makes no sense ends in, wherever it is taken apart.
_SENSELESS: Final = (
    requests.RequestException, OAuth2Error, ProviderException, PermissionDenied,
    LookupError, TypeError, ValueError, AttributeError, RecursionError,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Began:
    """What it was begun for: `SIGN_IN`, `LINK` with the number of the person who links, or `OPEN` (an account) with
    that of the invitation; and where to go on.
    """

    process: str
    person: int | None
    invitation: int | None
    onward: str
    nonce: str
    verifier: str


@dataclass(frozen=True, slots=True)
class Identity:
    """Somebody, as the keeper of a way knows them. `uid` is `identity.identifier`'s."""

    way: str
    uid: str
    name: str


class Unanswered(Exception):
    """The keeper cannot be reached or is not asked now, or what it says makes no sense or proves nothing.

    The log says which.
    """


class Cancelled(Exception):
    """The person, or the keeper, said no."""


class NotBegun(Exception):
    """No sign-in of this browser was begun with that, or it was too long ago, or it has come back already."""


def send(
    request: HttpRequest, key: str, *, process: str, onward: str = "", invitation: int | None = None
) -> HttpResponse:
    """The answer that leads a browser to the keeper of a way. Raises Unanswered."""
    nonce = secrets.token_urlsafe(32)
    data = {"nonce": nonce, "person": request.user.pk if process == LINK else None, "invitation": invitation}
    provider = get_adapter(request).get_provider(request, key)
    words = provider.get_auth_params() | ({"nonce": nonce} if provider.has_nonce else {})
    way = configured_way(key)
    try:
        with turns.turn(way):
            answer: HttpResponse = provider.redirect(request, process, next_url=onward, data=data, auth_params=words)
    except turns.NotNow as busy:
        raise _unanswered(key, busy) from busy
    except _SENSELESS as failed:
        turns.rest(way)  # nothing that a visitor has said was in the question
        raise _unanswered(key, failed) from failed
    answer.status_code = 303
    return answer


def began(request: HttpRequest, key: str) -> Began:
    """What the state that came back stands for; it is used up. Raises NotBegun."""
    state = statekit.unstash_state(request, provider_id=key, state_id=request.GET.get("state", ""))
    if state is None:
        raise NotBegun
    data = state.get("data") or {}
    return Began(
        process=str(state["process"]),
        person=data.get("person"),
        invitation=data.get("invitation"),
        onward=str(state.get("next") or ""),
        nonce=str(data.get("nonce", "")),
        verifier=str(state.get("pkce_code_verifier") or ""),
    )


def identify(request: HttpRequest, key: str, *, beginning: Began) -> Identity:
    """Who came back. Raises Cancelled, Unanswered."""
    if "error" in request.GET or not _code(request):
        raise Cancelled
    adapter = get_adapter(request).get_provider(request, key).get_oauth2_adapter(request)
    adapter.nonce = beginning.nonce
    try:
        with turns.turn(configured_way(key)):
            known: SocialLogin = _known(request, adapter, beginning)
    except _SENSELESS as failed:
        raise _unanswered(key, failed) from failed
    return Identity(key, known.account.uid, known.account.extra_data["name"])


def _known(request: HttpRequest, adapter: Any, beginning: Began) -> SocialLogin:
    app = adapter.get_provider().app
    client = adapter.get_client(request, app)
    said = adapter.get_access_token_data(request, app, client, pkce_code_verifier=beginning.verifier or None)
    return adapter.complete_login(request, app, adapter.parse_token(said), response=said)


def _code(request: HttpRequest) -> str:
    """钉钉 calls it otherwise."""
    return request.GET.get("code") or request.GET.get("authCode") or ""


def _unanswered(key: str, failed: Exception) -> Unanswered:
    """What it was, without what was said: answers hold tokens."""
    logger.warning("signing in by %s failed: %s", key, _kinds(failed))
    return Unanswered(key)


def _kinds(failed: BaseException | None) -> str:
    """`OAuth2Error ← InvalidSignatureError`: the kinds of errors, inner ones last."""
    kinds = []
    while failed is not None:
        kinds.append(type(failed).__name__)
        failed = failed.__cause__
    return " ← ".join(kinds)
