"""The configured ways as allauth wants to find them: in the settings alone, never in the database."""

from collections.abc import Mapping
from typing import Any, Final

import requests
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp, SocialLogin
from allauth.socialaccount.providers.base import Provider, ProviderException
from django.conf import settings
from django.http import HttpRequest

from orgs.models import Person
from orgs.outside import openid, transport, workplaces
from orgs.outside.ways import Way

_ALL: Final = (
    openid.Provider, workplaces.DingTalk, workplaces.Feishu, workplaces.WeCom, workplaces.Weixin, workplaces.Official,
)  # fmt: skip
PROVIDERS: Final[Mapping[str, type[Provider]]] = {each.key: each for each in _ALL}


class CountyOutside(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Who is known elsewhere gets no account here, and changes none."""

    def list_apps(self, request: HttpRequest, provider: str | None = None, **_of_allauth: object) -> list[SocialApp]:  # noqa: ARG002 -- allauth's signature
        """As configured; a row in the database opens no way."""
        return [_app(way) for way in settings.OUTSIDE.values() if provider in {None, way.key}]

    def get_provider(self, request: HttpRequest, provider: str, client_id: str | None = None) -> Provider:  # noqa: ARG002 -- as above
        """Raises SocialApp.DoesNotExist for a way that is not configured."""
        if provider not in settings.OUTSIDE:
            raise SocialApp.DoesNotExist
        return PROVIDERS[provider](request, app=_app(settings.OUTSIDE[provider]))

    def get_requests_session(self) -> requests.Session:
        """The one door."""
        return transport.session()

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:  # noqa: ARG002 -- as above
        """Nobody gets an account by signing in from outside."""
        return False

    def on_authentication_error(self, request: HttpRequest, provider: Provider, **why: Any) -> None:  # noqa: ARG002 -- as above
        """Instead of a page of allauth's: `coming` says what has failed. Raises ProviderException."""
        raise ProviderException from why.get("exception")

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: Any) -> Person:  # noqa: ARG002 -- as above
        """Nothing from elsewhere enters the register."""
        person: Person = sociallogin.user
        return person


def _app(way: Way) -> SocialApp:
    return SocialApp(
        provider=PROVIDERS[way.key].id,
        provider_id=way.key,
        name=str(way.name),
        client_id=way.client,
        secret=way.secret,
        settings={"server_url": way.url.rstrip("/")},  # as OpenID Connect Discovery §4.1 has it
    )
