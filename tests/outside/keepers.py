"""钉钉, 飞书, 企业微信, 微信, 公众号 on loopback, each as it documents: what is asked, where, how, in which order.

Whoever opens the page for signing in is somebody at once, and is sent back with a code that is good for once.
"""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from orgs.outside.ways import DINGTALK, FEISHU, OFFICIAL, WECOM, WEIXIN, Way

CLIENT, SECRET, AGENT = "the-countys-id", "the-countys-secret", "1000002"
NAMES = {DINGTALK: "钉钉", FEISHU: "飞书", WECOM: "企业微信", WEIXIN: "微信", OFFICIAL: "微信"}
Words = dict[str, str]
GONE: dict[str, Any] = {"errcode": 40029, "errmsg": "invalid code", "code": "invalidParameter"}


def ways_at(url: str, **changed: Any) -> dict[str, Way]:
    """The settings of a county that has all of them."""
    said: dict[str, Any] = {
        "client": CLIENT,
        "secret": SECRET,
        "url": url,
        "page": url,
        "agent": AGENT,
        "app_page": url,
    }
    hosts = frozenset({urlsplit(url).netloc})
    return {key: Way(key=key, name=name, hosts=hosts, **said | changed) for key, name in NAMES.items()}


class Keepers(ThreadingHTTPServer):
    """All of them. `who`: who signs in there next; empty: no member. `manner`: "nonsense", "500", "preview".

    `pause`: seconds before each answer.
    """

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Clerk)
        self.who, self.manner, self.pause = "zhaodian", "", 0.0
        self.codes: dict[str, str] = {}
        self.asked: list[str] = []

    @property
    def url(self) -> str:
        """Of all of them."""
        return f"http://127.0.0.1:{self.server_port}"


class _Clerk(BaseHTTPRequestHandler):
    server: Keepers

    def do_GET(self) -> None:
        self._answer({})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.headers["Content-Type"].partition(";")[0] != "application/json":
            self._send(415, {})
            return
        self._answer(json.loads(body))

    def _answer(self, body: dict[str, Any]) -> None:
        parts = urlsplit(self.path)
        words = {name: values[0] for name, values in parse_qs(parts.query).items()}
        self.server.asked.append(f"{self.command} {parts.path}")
        time.sleep(self.server.pause)
        if back := _pages().get(parts.path):
            self._send_back(words, back)
        elif self.server.manner in {"nonsense", "500"}:
            self._send(500 if self.server.manner == "500" else 200, ["nonsense"])
        elif f"{self.command} {parts.path}" in _ANSWERS:
            self._send(200, _ANSWERS[f"{self.command} {parts.path}"](self, words | body))
        else:
            self._send(404, {})

    def _send_back(self, words: Words, page: tuple[Words, str]) -> None:
        """Where the page says, if it was opened as it demands."""
        demanded, code_is_called = page
        if demanded.items() - words.items():
            self._send(400, {"missing": sorted(demanded)})
            return
        code = f"code-{len(self.server.asked)}"
        self.server.codes[code] = self.server.who
        back = urlencode({code_is_called: code, "state": words["state"]})
        self.send_response(302)
        self.send_header("Location", f"{words['redirect_uri']}?{back}")
        self.end_headers()

    def take(self, code: object) -> str | None:
        """Whose code that is; it is good for once."""
        return self.server.codes.pop(str(code), None)

    def _send(self, status: int, said: Any) -> None:
        body = json.dumps(said, ensure_ascii=False).encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/plain")  # as 微信 has it
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_said: object) -> None:
        pass


def _pages() -> dict[str, tuple[Words, str]]:
    """Page → what it must be opened with, and how it calls the code."""
    return {
        "/oauth2/auth": (
            {"client_id": CLIENT, "response_type": "code", "scope": "openid", "prompt": "consent"}, "authCode"
        ),
        "/open-apis/authen/v1/index": ({"app_id": CLIENT}, "code"),
        "/wwlogin/sso/login": ({"login_type": "CorpApp", "appid": CLIENT, "agentid": AGENT}, "code"),
        "/connect/qrconnect": ({"appid": CLIENT, "response_type": "code", "scope": "snsapi_login"}, "code"),
        "/connect/oauth2/authorize": ({"appid": CLIENT, "response_type": "code", "scope": "snsapi_base"}, "code"),
    }  # fmt: skip


def _dingtalk_token(clerk: _Clerk, said: Words) -> dict[str, Any]:
    known = (said["clientId"], said["clientSecret"], said["grantType"]) == (CLIENT, SECRET, "authorization_code")
    who = clerk.take(said["code"])
    return {"accessToken": f"t-{who}", "refreshToken": "r", "expireIn": 7200} if known and who else GONE


def _dingtalk_me(clerk: _Clerk, _said: Words) -> dict[str, Any]:
    who = clerk.headers["x-acs-dingtalk-access-token"].removeprefix("t-")
    return {"openId": who, "unionId": f"u-{who}", "nick": "赵电", "mobile": "13800001234", "email": "z@x.example"}


def _feishu_application(_clerk: _Clerk, said: Words) -> dict[str, Any]:
    known = (said["app_id"], said["app_secret"]) == (CLIENT, SECRET)
    return (
        {"code": 0, "app_access_token": "a-1", "expire": 7200}
        if known
        else {"code": 10014, "msg": "app secret invalid"}
    )


def _feishu_token(clerk: _Clerk, said: Words) -> dict[str, Any]:
    who = clerk.take(said["code"]) if said["app_access_token"] == "a-1" else None
    return {"code": 0, "data": {"access_token": f"t-{who}", "expires_in": 7200}} if who else {"code": 20007}


def _feishu_me(clerk: _Clerk, _said: Words) -> dict[str, Any]:
    who = clerk.headers["Authorization"].removeprefix("Bearer t-")
    return {"code": 0, "data": {"open_id": who, "name": "赵电", "mobile": "+8613800001234"}}


def _wecom_token(_clerk: _Clerk, said: Words) -> dict[str, Any]:
    known = (said["corpid"], said["corpsecret"]) == (CLIENT, SECRET)
    return {"errcode": 0, "errmsg": "ok", "access_token": "a-1", "expires_in": 7200} if known else {"errcode": 40001}


def _wecom_me(clerk: _Clerk, said: Words) -> dict[str, Any]:
    who = clerk.take(said["code"]) if said["access_token"] == "a-1" else None
    if who is None:
        return GONE
    return {"errcode": 0, "errmsg": "ok", **({"userid": who} if who else {"openid": "o-visitor"})}


def _weixin_token(clerk: _Clerk, said: Words) -> dict[str, Any]:
    known = (said["appid"], said["secret"], said["grant_type"]) == (CLIENT, SECRET, "authorization_code")
    who = clerk.take(said["code"])
    preview = {"is_snapshotuser": 1} if clerk.server.manner == "preview" else {}
    return {"access_token": "t", "expires_in": 7200, "openid": who, **preview} if known and who else GONE


_ANSWERS = {
    "POST /v1.0/oauth2/userAccessToken": _dingtalk_token,
    "GET /v1.0/contact/users/me": _dingtalk_me,
    "POST /open-apis/auth/v3/app_access_token/internal": _feishu_application,
    "POST /open-apis/authen/v1/access_token": _feishu_token,
    "GET /open-apis/authen/v1/user_info": _feishu_me,
    "GET /cgi-bin/gettoken": _wecom_token,
    "GET /cgi-bin/auth/getuserinfo": _wecom_me,
    "GET /sns/oauth2/access_token": _weixin_token,
}


@contextmanager
def running() -> Iterator[Keepers]:
    """All of them, for a block."""
    with Keepers() as server:
        Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield server
        finally:
            server.shutdown()
