"""OpenID Connect: allauth's client, with what it leaves out – nonce, signature, issuer and hosts are always checked."""

from typing import Any

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


class Adapter(Back, OpenIDConnectOAuth2Adapter):  # type: ignore[misc]  # allauth has no types
    """`nonce`: what this sign-in was begun with."""

    nonce = ""

    @property
    def openid_config(self) -> dict[str, Any]:
        """What the issuer publishes about itself, if it is the one that was configured (ASVS V10.5.3)."""
        found: dict[str, Any] = super().openid_config
        if found.get("issuer") != self.way.url:
            raise OAuth2Error("another issuer answers there")
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
        with get_adapter().get_requests_session() as outside:
            answer = outside.get(self.openid_config["jwks_uri"])
            answer.raise_for_status()
        provider = self.get_provider()
        said = tokens.claims(
            how["response"]["id_token"],
            keys=answer.json(),
            issuer=provider.way.url,
            audience=provider.way.client,
            nonce=self.nonce,
        )
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
