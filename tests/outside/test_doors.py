"""Where the server asks: the configured hosts and nowhere else, whatever their keepers say."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, ClassVar

import pytest
import requests
from django.conf import LazySettings
from django.test import Client

from orgs.outside import openid, transport, turns
from orgs.outside.ways import OIDC
from tests.outside import browsing


class Liar(BaseHTTPRequestHandler):
    """Publishes what a test has told it to, and redirects what it is asked beside."""

    published: ClassVar[Any] = {}

    def do_GET(self) -> None:
        known = self.path == "/.well-known/openid-configuration"
        body = json.dumps(self.published).encode()
        self.send_response(200 if known else 302)
        if not known:
            self.send_header("Location", "http://169.254.169.254/latest/meta-data/")
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_said: object) -> None:
        pass


@pytest.fixture
def liar(db: None, settings: LazySettings) -> Iterator[str]:
    """A keeper that is not to be trusted; its address."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Liar) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}"
        settings.OUTSIDE = browsing.way(url)
        yield url
        server.shutdown()


@pytest.mark.parametrize("changed", [
    {"issuer": "https://another.example"},
    {"authorization_endpoint": "https://evil.example/authorize"},
    {"authorization_endpoint": None},
    {"authorization_endpoint": "javascript:alert(1)"},
])  # fmt: skip
def test_a_keeper_leads_nobody_elsewhere(liar: str, monkeypatch: pytest.MonkeyPatch, changed: dict[str, Any]) -> None:
    honest = {"issuer": liar, "authorization_endpoint": f"{liar}/authorize", "token_endpoint": f"{liar}/token"}
    monkeypatch.setattr(Liar, "published", honest)
    assert Client().post("/accounts/outside/oidc/").status_code == 303
    monkeypatch.setattr(Liar, "published", honest | changed)
    openid.KEPT.clear()

    assert Client().post("/accounts/outside/oidc/").status_code == 503


def test_an_issuer_may_end_in_a_slash(liar: str, settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.OUTSIDE = browsing.way(f"{liar}/")
    monkeypatch.setattr(Liar, "published", {"issuer": f"{liar}/", "authorization_endpoint": f"{liar}/authorize",
                                            "token_endpoint": f"{liar}/token"})  # fmt: skip

    assert Client().post("/accounts/outside/oidc/").status_code == 303


@pytest.mark.parametrize("published", [[], "x", None, 7])
def test_a_keeper_that_talks_nonsense_is_a_sentence(liar: str, monkeypatch: pytest.MonkeyPatch, published: Any) -> None:
    monkeypatch.setattr(Liar, "published", published)

    assert Client().post("/accounts/outside/oidc/").status_code == 503


def test_nobody_follows_a_redirect(liar: str, settings: LazySettings) -> None:
    with turns.turn(settings.OUTSIDE[OIDC]), pytest.raises(requests.TooManyRedirects):
        transport.session().get(f"{liar}/elsewhere")


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:1/", "https://evil.example/", "http://169.254.169.254/", "file:///etc/passwd"]
)
def test_nobody_is_asked_whom_the_operator_has_not_named(liar: str, url: str) -> None:
    with pytest.raises((requests.ConnectionError, requests.exceptions.InvalidSchema)):
        transport.session().get(url)
