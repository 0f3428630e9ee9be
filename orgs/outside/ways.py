"""Ways to sign in that others keep (OpenID Connect, 钉钉, 飞书, 企业微信, 微信, 公众号): which there are, by setting.

`QIHU_<WAY>_…` configures one; docs/operations.md lists the names. Reads and judges addresses; knows no request.
"""

import ipaddress
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, Protocol
from urllib.parse import urlsplit

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

OIDC, DINGTALK, FEISHU, WECOM = "oidc", "dingtalk", "feishu", "wecom"
# A website's application (网站应用) by a code that 微信 scans, and an official account (公众号) within 微信 itself: two
# applications, which know one person by two numbers.
WEIXIN, OFFICIAL = "weixin", "gongzhong"


@dataclass(frozen=True, kw_only=True, slots=True)
class Way:
    """One way: `client` and `secret` are what its keeper has given the county.

    `url` is asked by this server (of OpenID Connect the issuer, letter by letter), `page` opened by people's browsers:
    scheme and host, and for the issuer a path. `hosts` are all that may be asked, `host` or `host:port`. `inside`: they
    stand in the government's own network. Of 企业微信 alone: `agent`, the number of the county's application, and
    `app_page`, as `page`, for its own browser.
    """

    key: str
    name: str | Promise
    client: str
    secret: str = field(repr=False)
    url: str
    page: str
    hosts: frozenset[str]
    inside: bool = False
    agent: str = ""
    app_page: str = ""

    @property
    def realm(self) -> str:
        """Within what a subject names one person: of another realm the same subject is somebody else."""
        return self.url if self.key == OIDC else f"{self.url} {self.client}"


@dataclass(frozen=True, slots=True)
class _Usual:
    name: Promise
    url: str = ""
    page: str = ""
    app_page: str = ""


_USUAL: Final[Mapping[str, _Usual]] = {
    OIDC: _Usual(_("统一身份认证")),
    DINGTALK: _Usual(_("钉钉"), "https://api.dingtalk.com", "https://login.dingtalk.com"),
    FEISHU: _Usual(_("飞书"), "https://open.feishu.cn", "https://open.feishu.cn"),
    WECOM: _Usual(
        _("企业微信"), "https://qyapi.weixin.qq.com", "https://login.work.weixin.qq.com", "https://open.weixin.qq.com"
    ),
    WEIXIN: _Usual(_("微信"), "https://api.weixin.qq.com", "https://open.weixin.qq.com"),
    OFFICIAL: _Usual(_("微信"), "https://api.weixin.qq.com", "https://open.weixin.qq.com"),
}


class Text(Protocol):
    """Reads one variable; empty when it is unset (`config.environment.text`)."""

    def __call__(self, name: str, *, default: str = "") -> str: ...


def configured(text: Text) -> dict[str, Way]:
    """The ways of which anything is set, in the order of their buttons; half-set ones too, which `problems` names."""
    ways = (_way(key, usual, text) for key, usual in _USUAL.items())
    return {way.key: way for way in ways if way is not None}


def _way(key: str, usual: _Usual, text: Text) -> Way | None:
    def said(name: str) -> str:
        return text(f"QIHU_{key.upper()}_{name}")

    client, secret, own = said("ID"), said("SECRET"), said("URL")
    if not (client or secret or own):
        return None
    url = own or usual.url
    page = said("PAGE") or usual.page or _origin(url)
    more = {word.strip().lower() for word in said("HOSTS").split(",")}
    return Way(
        key=key,
        name=said("NAME") or usual.name,
        client=client,
        secret=secret,
        url=url,
        page=page,
        hosts=frozenset({urlsplit(url).netloc.lower(), *more} - {""}),
        inside=said("INSIDE").lower() in {"1", "true", "yes", "on"},
        agent=said("AGENT"),
        app_page=usual.app_page and (said("APP_PAGE") or said("PAGE") or usual.app_page),
    )


def problems(ways: Mapping[str, Way], *, https: bool) -> list[str]:
    """What is wrong with them, a sentence each. `https`: others reach this product, so nothing may travel in clear."""
    return [f"QIHU_{way.key.upper()}: {words}" for way in ways.values() for words in _problems(way, https=https)]


def _problems(way: Way, *, https: bool) -> Iterator[str]:
    if not (way.client and way.secret and way.url):
        yield "ID, SECRET and (for OpenID Connect) URL belong together."
    if way.key == WECOM and not way.agent:
        yield "AGENT is missing: the number of the county's application."
    for address in filter(None, (way.url, way.page, way.app_page)):
        parts = urlsplit(address)
        if parts.scheme != "https" and (https or parts.scheme != "http" or not _is_loopback(parts.hostname or "")):
            yield f"{address} is not HTTPS."
        if not parts.hostname or "@" in parts.netloc or parts.query or parts.fragment:
            yield f"{address} is more or less than an address."


def origins(ways: Mapping[str, Way]) -> list[str]:
    """Where a press of a button may lead a browser: for the content policy."""
    found = {_origin(page) for way in ways.values() for page in (way.page, way.app_page) if page}
    return sorted(found | {f"https://{host}" for way in ways.values() if way.key == OIDC for host in way.hosts})


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
