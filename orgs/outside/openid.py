"""OpenID Connect: allauth's client, with what it leaves out – nonce, signature, issuer and hosts are always checked."""

import time
from typing import Any, Final

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import HttpRequest

from orgs.outside import tokens
from orgs.outside.identity import Back, Ours
from orgs.outside.transport import keeper_of
from orgs.outside.ways import OIDC

KEPT: Final[dict[str, tuple[float, Any]]] = {}
"""What issuers have published, by address, and until when this process believes it."""
_KEEP: Final = 300  # seconds; a new key is looked for at once


class Adapter(Back, OpenIDConnectOAuth2Adapter):  # type: ignore[misc]  # allauth has no types
    """`nonce`: what this sign-in was begun with."""

    nonce = ""

    @property
    def openid_config(self) -> dict[str, Any]:
        """What the issuer publishes about itself, if it is the one that was configured (ASVS V10.5.3)."""
        address = self.get_provider().server_url
        found: dict[str, Any] | None = _kept(address)
        if found is None:
            found = _published(address)
            if found.get("issuer") != self.way.url:
                raise OAuth2Error("another issuer answers there")
            _keep(address, found)
        return found

    @property
    def authorize_url(self) -> str:
        """Where a browser is sent: to no host that the operator has not named."""
        url: str = super().authorize_url
        if keeper_of(url) is None:
            raise OAuth2Error("the page for signing in is on another host")
        return url

    def complete_login(self, request: HttpRequest, app: Any, token: Any, **how: Any) -> SocialLogin:  # noqa: ARG002 -- allauth's signature
        """Believe the signed token alone; nothing more is asked about the person."""
        token, address = how["response"]["id_token"], self.openid_config["jwks_uri"]
        keys = _kept(address)
        fresh = keys is None or not tokens.names_one_of(keys, token=token)
        if fresh:
            keys = _published(address)
        provider = self.get_provider()
        said = tokens.claims(token, keys=keys, issuer=provider.way.url, audience=provider.way.client, nonce=self.nonce)
        if fresh:
            _keep(address, keys)
        return provider.sociallogin_from_response(request, said)


class Provider(Ours, OpenIDConnectProvider):  # type: ignore[misc]  # as above
    """PKCE is always on."""

    key, has_nonce = OIDC, True
    oauth2_adapter_class = Adapter
    pkce_enabled_default = True

    def subject(self, said: dict[str, Any]) -> str:
        """Of the token."""
        return str(said["sub"])

    def shown(self, said: dict[str, Any]) -> object:
        """What its keeper calls the person."""
        return said.get("name") or said.get("preferred_username")

    def get_default_scope(self) -> list[str]:
        """Who it is and what they are called; no mail address, no telephone."""
        return ["openid", "profile"]


def _published(address: str) -> Any:
    """What an issuer says there now."""
    with get_adapter().get_requests_session() as outside:
        answer = outside.get(address)
        answer.raise_for_status()
    return answer.json()


def _kept(address: str) -> Any:
    """None where nothing is kept, or too old."""
    until, found = KEPT.get(address, (0.0, None))
    return found if time.monotonic() < until else None


def _keep(address: str, found: Any) -> None:
    KEPT[address] = (time.monotonic() + _KEEP, found)
