"""A person's browser, which our pages and the keeper's pages share: ours by Django's client, theirs by real HTTP."""

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

import requests
from django.test import Client

from orgs.models import Person
from orgs.outside.ways import OIDC, Way
from tests import cast
from tests.outside import issuer

BACK = "/accounts/outside/oidc/back/"


@contextmanager
def running(folder: Path, *, code_seconds: int = 60, back: str = "") -> Iterator[str]:
    """A provider, and its address; it ends with the block. `back`: one more address that it may send people to."""
    argv = [sys.executable, issuer.__file__, str(folder), str(code_seconds), *filter(None, [back])]
    with subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env={}) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            yield f"http://127.0.0.1:{int(process.stdout.readline())}"
        finally:
            process.stdin.close()


def way(url: str, **other: Any) -> dict[str, Way]:
    """The settings of a county that has this provider."""
    said: dict[str, Any] = {
        "key": OIDC, "name": "统一身份认证", "client": issuer.CLIENT, "secret": issuer.SECRET,
        "url": url, "page": url, "hosts": frozenset({urlsplit(url).netloc}),
    }  # fmt: skip
    return {OIDC: Way(**said | other)}


def begin(client: Client, *, link: bool = False, **words: str) -> str:
    """Press the button; the address that the browser is led to."""
    answer = client.post(f"/accounts/outside/oidc/{'link/' if link else ''}", words)
    assert answer.status_code == 303, answer.content.decode()
    return str(answer["Location"])


def visit(address: str, *, name: str = "wangwu") -> str:
    """Sign in at the keeper's own pages; the address that they send the browser back to."""
    with requests.Session() as browser:
        browser.trust_env = False
        answer = browser.get(address, timeout=10)
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', answer.text)
        assert token is not None, answer.text
        words = {"login": name, "password": issuer.PASSWORD, "csrfmiddlewaretoken": token[1]}
        answer = browser.post(answer.url, words, timeout=10, allow_redirects=False)
        for _hop in range(5):
            onward = urljoin(answer.url, answer.headers["Location"])
            if onward.startswith(issuer.BACK):
                return onward
            answer = browser.get(onward, timeout=10, allow_redirects=False)
    raise AssertionError(f"the provider ended at {answer.url}")


def come_back(client: Client, address: str, **changed: str) -> Any:
    """Open the address that the keeper sent the browser to, with words of it changed."""
    return client.get(BACK, dict(parse_qsl(urlsplit(address).query)) | changed)


def with_words(address: str, **changed: str) -> str:
    """The same address with words of its query changed, as somebody at the browser can."""
    parts = urlsplit(address)
    return parts._replace(query=urlencode(dict(parse_qsl(parts.query)) | changed)).geturl()


def round_trip(client: Client, *, name: str = "wangwu", link: bool = False, **words: str) -> Any:
    """There, signed in there, and back."""
    return come_back(client, visit(begin(client, link=link, **words), name=name))


def by_password(person: Person) -> Client:
    """A browser in which somebody of the cast has just typed their password."""
    client = Client()
    client.post("/accounts/login/", {"login": person.username, "password": cast.PASSWORD})
    return client


def who(client: Client) -> str | None:
    """The number of the person who has signed in."""
    found: str | None = client.session.get("_auth_user_id")
    return found


def refused(answer: Any) -> str:
    """What a refusal says."""
    assert answer.status_code == 403
    return str(answer.context["message"])
