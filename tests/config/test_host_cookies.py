"""Over HTTPS a browser holds our cookies to this very host (`__Host-`); on one's own machine they have plain names."""

import os
import subprocess
import sys
from http.cookies import SimpleCookie

import pytest
from django.conf import LazySettings
from django.test import Client

from tests import cast
from tests.cast import World

NAMES = "from config import settings; print(settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME)"


@pytest.fixture
def world(db: None) -> World:
    return cast.county()


def named(https: str) -> list[str]:
    environ = os.environ | {"QIHU_HTTPS": https}
    done = subprocess.run([sys.executable, "-c", NAMES], env=environ, capture_output=True, check=True, text=True)
    return done.stdout.split()


def test_over_https_the_names_bind_cookies_to_the_host_and_without_they_are_plain() -> None:
    assert named("1") == ["__Host-session", "__Host-csrf"]
    assert named("") == ["sessionid", "csrftoken"]


def test_what_the_names_promise_is_what_is_sent(world: World, settings: LazySettings) -> None:
    """A browser throws a `__Host-` cookie away that is not secure, has a domain or another path."""
    settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    client = Client()
    client.get("/accounts/login/", secure=True)
    account = {"login": world.desk.person.username, "password": cast.PASSWORD}
    client.post("/accounts/login/", account, secure=True)

    cookies: SimpleCookie = client.cookies
    for name, same_site in (("__Host-session", "Lax"), ("__Host-csrf", "Lax")):
        sent = cookies[name]
        assert (sent["secure"], sent["httponly"], sent["path"], sent["domain"], sent["samesite"]) == (
            True, True, "/", "", same_site,
        )  # fmt: skip
    assert client.get("/desk/", secure=True).status_code == 200
