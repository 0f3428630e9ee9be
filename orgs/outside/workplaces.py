"""钉钉, 飞书, 企业微信, 微信, 公众号: OAuth as each speaks it. They sign no tokens: what they say over TLS holds.

allauth has three of them; addresses are the configured ones here, so that a county's own house can be asked. None
knows PKCE or a nonce: a state that is good once, in one browser, binds the answer.
"""

from typing import Any, Final
from urllib.parse import urlencode

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.providers.dingtalk.provider import DingTalkProvider
from allauth.socialaccount.providers.dingtalk.views import DingTalkOAuth2Adapter
from allauth.socialaccount.providers.feishu.client import FeishuOAuth2Client
from allauth.socialaccount.providers.feishu.provider import FeishuProvider
from allauth.socialaccount.providers.feishu.views import FeishuOAuth2Adapter
from allauth.socialaccount.providers.oauth2.client import OAuth2Client, OAuth2Error
from allauth.socialaccount.providers.oauth2.provider import OAuth2Provider
from allauth.socialaccount.providers.oauth2.views import OAuth2Adapter
from allauth.socialaccount.providers.weixin.client import WeixinOAuth2Client
from allauth.socialaccount.providers.weixin.provider import WeixinProvider
from allauth.socialaccount.providers.weixin.views import WeixinOAuth2Adapter
from django.http import HttpRequest

from orgs.outside import browsers
from orgs.outside.identity import Back, Ours
from orgs.outside.ways import DINGTALK, FEISHU, OFFICIAL, WECOM, WEIXIN

_IN_APP: Final = "/connect/oauth2/authorize"
# 微信 and 企业微信 look for it at the end of the address, a redirect's too; without it they tell nothing.
_WITH_IDENTITY: Final = "#wechat_redirect"


class DingTalkAdapter(Back, DingTalkOAuth2Adapter):  # type: ignore[misc]  # allauth has no types
    """It calls the code `authCode`; allauth's adapter knows."""

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request)
        self.authorize_url = f"{self.way.page}/oauth2/auth"
        self.access_token_url = f"{self.way.url}/v1.0/oauth2/userAccessToken"
        self.profile_url = f"{self.way.url}/v1.0/contact/users/me"


class DingTalk(Ours, DingTalkProvider):  # type: ignore[misc]  # as above
    """The number of a person for this application; names, telephone and mail are left where they are."""

    key = DINGTALK
    oauth2_adapter_class = DingTalkAdapter

    def subject(self, said: dict[str, Any]) -> str:
        """`openId`."""
        return str(said["openId"])

    def shown(self, said: dict[str, Any]) -> object:
        """The nickname."""
        return said.get("nick")

    def get_default_scope(self) -> list[str]:
        """Who it is, of no particular corporation."""
        return ["openid"]

    def get_auth_params(self) -> dict[str, str]:
        """It insists on being told to ask."""
        return {"prompt": "consent"}


class _FeishuClient(FeishuOAuth2Client):  # type: ignore[misc]  # as above
    def app_access_token(self) -> str:
        """The application's own token, asked for in JSON as it documents."""
        words = {"app_id": self.consumer_key, "app_secret": self.consumer_secret}
        with get_adapter().get_requests_session() as outside:
            answer = outside.post(self.app_access_token_url, json=words)
            answer.raise_for_status()
        return str(answer.json()["app_access_token"])


class FeishuAdapter(Back, FeishuOAuth2Adapter):  # type: ignore[misc]  # as above
    """Two tokens: the application's, and with it the person's."""

    authorize_url = ""

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request)
        self.authorize_url = f"{self.way.page}/open-apis/authen/v1/index"
        self.access_token_url = f"{self.way.url}/open-apis/authen/v1/access_token"
        self.user_info_url = f"{self.way.url}/open-apis/authen/v1/user_info"

    def get_client(self, request: HttpRequest, app: Any) -> _FeishuClient:
        """allauth's would come back to an address of its own."""
        back = self.get_callback_url(request, app)
        client = _FeishuClient(
            request, app.client_id, app.secret, self.access_token_method, self.access_token_url, back
        )
        client.app_access_token_url = f"{self.way.url}/open-apis/auth/v3/app_access_token/internal"
        return client


class Feishu(Ours, FeishuProvider):  # type: ignore[misc]  # as above
    """The number of a person for this application."""

    key = FEISHU
    oauth2_adapter_class = FeishuAdapter

    def subject(self, said: dict[str, Any]) -> str:
        """`open_id`."""
        return str(said["open_id"])

    def shown(self, said: dict[str, Any]) -> object:
        """The name."""
        return said.get("name")


class _WeComClient(OAuth2Client):  # type: ignore[misc]  # as above
    """The token is the application's; the code is handed in with it, for the person's name in the corporation."""

    agent, corporation_url = "", ""

    def get_redirect_url(self, authorization_url: str, scope: object, extra_params: object) -> str:  # noqa: ARG002 -- allauth's signature
        """The page with the square code; in its own browser the one that asks nothing, in the order it documents."""
        if browsers.app_of(self.request) == WECOM:
            words = {
                "appid": self.consumer_key,
                "redirect_uri": self.callback_url,
                "response_type": "code",
                "scope": "snsapi_base",
                "state": self.state,
                "agentid": self.agent,
            }
            return f"{authorization_url}?{urlencode(words)}{_WITH_IDENTITY}"
        words = {
            "login_type": "CorpApp",
            "appid": self.consumer_key,
            "agentid": self.agent,
            "redirect_uri": self.callback_url,
            "state": self.state,
        }
        return f"{authorization_url}?{urlencode(words)}"

    def get_access_token(self, code: str, pkce_code_verifier: str | None = None) -> dict[str, Any]:  # noqa: ARG002 -- as above
        """Also who it is: `userid`, of members of the corporation alone. Raises OAuth2Error."""
        with get_adapter().get_requests_session() as outside:
            mine = _said(
                outside.get(
                    self.access_token_url, params={"corpid": self.consumer_key, "corpsecret": self.consumer_secret}
                )
            )
            token = str(mine["access_token"])
            return mine | _said(outside.get(self.corporation_url, params={"access_token": token, "code": code}))


def _said(answer: Any) -> dict[str, Any]:
    answer.raise_for_status()
    found: dict[str, Any] = answer.json()
    if found["errcode"] != 0:
        raise OAuth2Error(f"errcode {int(found['errcode'])}")
    return found


class WeComAdapter(Back, OAuth2Adapter):  # type: ignore[misc]  # as above
    """企业微信's pages for a browser on a desk (登录组件) and for its own (网页授权): they name people alike."""

    provider_id = WECOM
    client_class = _WeComClient

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request)
        in_app = browsers.app_of(request) == WECOM
        self.authorize_url = f"{self.way.app_page}{_IN_APP}" if in_app else f"{self.way.page}/wwlogin/sso/login"
        self.access_token_url = f"{self.way.url}/cgi-bin/gettoken"

    def get_client(self, request: HttpRequest, app: Any) -> _WeComClient:
        """It needs the application's number, and a second address."""
        client: _WeComClient = super().get_client(request, app)
        client.agent, client.corporation_url = self.way.agent, f"{self.way.url}/cgi-bin/auth/getuserinfo"
        return client

    def complete_login(self, request: HttpRequest, app: Any, token: Any, **how: Any) -> SocialLogin:  # noqa: ARG002 -- as above
        """Everything has been said with the token."""
        return self.get_provider().sociallogin_from_response(request, how["response"])


class WeCom(Ours, OAuth2Provider):  # type: ignore[misc]  # as above
    """A member, by their name in the corporation. Whoever is no member has none, and is nobody."""

    id = key = WECOM
    oauth2_adapter_class = WeComAdapter

    def subject(self, said: dict[str, Any]) -> str:
        """`userid`."""
        return str(said["userid"])

    def shown(self, said: dict[str, Any]) -> object:
        """The same: a name would have to be asked for, and nobody needs it."""
        return said["userid"]


class WeixinAdapter(Back, WeixinOAuth2Adapter):  # type: ignore[misc]  # as above
    """Asked as it documents, by GET; the nickname is left where it is."""

    authorize_url = ""
    access_token_method = "GET"  # noqa: S105 -- a method

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request)
        self.authorize_url = f"{self.way.page}/connect/qrconnect"
        self.access_token_url = f"{self.way.url}/sns/oauth2/access_token"

    def complete_login(self, request: HttpRequest, app: Any, token: Any, **how: Any) -> SocialLogin:  # noqa: ARG002 -- as above
        """The number comes with the token."""
        return self.get_provider().sociallogin_from_response(request, how["response"])


class Weixin(Ours, WeixinProvider):  # type: ignore[misc]  # as above
    """The number of a person for this site."""

    key = WEIXIN
    oauth2_adapter_class = WeixinAdapter

    def subject(self, said: dict[str, Any]) -> str:
        """`openid`."""
        return str(said["openid"])

    def shown(self, said: dict[str, Any]) -> object:  # noqa: ARG002 -- as above
        """None was asked for."""
        return ""


class _OfficialClient(WeixinOAuth2Client):  # type: ignore[misc]  # as above
    def get_redirect_url(self, authorization_url: str, scope: list[str], extra_params: dict[str, str]) -> str:
        """allauth sorts the words of the query, which is the order that 微信 insists on."""
        address: str = super().get_redirect_url(authorization_url, scope, extra_params)
        return address + _WITH_IDENTITY


class OfficialAdapter(WeixinAdapter):
    """An official account's page (公众号网页授权), which opens within 微信 alone."""

    provider_id = OFFICIAL
    client_class = _OfficialClient

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request)
        self.authorize_url = f"{self.way.page}{_IN_APP}"


class Official(Weixin):
    """The number of a person for the official account; of the website's application they have another one."""

    id = key = OFFICIAL
    oauth2_adapter_class = OfficialAdapter

    def subject(self, said: dict[str, Any]) -> str:
        """`openid`. Raises ValueError for a preview (快照页), which 微信 gives a number that is nobody's."""
        if said.get("is_snapshotuser"):
            raise ValueError("a preview is nobody")
        return super().subject(said)

    def get_default_scope(self) -> list[str]:
        """The number, without asking."""
        return ["snsapi_base"]
