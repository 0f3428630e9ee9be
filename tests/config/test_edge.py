"""Who is asking, what happens without Valkey, and a database in the wrong encoding."""

import os
from contextlib import closing
from typing import Any
from urllib.parse import parse_qs, urlsplit

import psycopg2
import pytest
from django.db import connections
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from config.cache import ForgivingCache
from config.checks import cluster_speaks_chinese
from config.proxy import ClientAddressMiddleware


def seen_address(request: HttpRequest) -> str:
    ClientAddressMiddleware(lambda _request: HttpResponse())(request)
    return str(request.META["REMOTE_ADDR"])


def test_behind_our_own_proxy_the_last_address_it_saw_counts(rf: RequestFactory) -> None:
    request = rf.get("/", REMOTE_ADDR="", HTTP_X_FORWARDED_FOR="10.0.0.9, 203.0.113.7")

    assert seen_address(request) == "203.0.113.7"


def test_over_the_network_nobody_is_believed(rf: RequestFactory) -> None:
    request = rf.get("/", REMOTE_ADDR="203.0.113.7", HTTP_X_FORWARDED_FOR="10.0.0.9")

    assert seen_address(request) == "203.0.113.7"


@pytest.fixture
def away() -> ForgivingCache:
    return ForgivingCache("unix:///nonexistent/valkey", {"OPTIONS": {"socket_connect_timeout": 1}})


def test_without_valkey_nothing_is_remembered_and_nothing_breaks(away: ForgivingCache) -> None:
    away.set("key", "value")

    assert (away.get("key"), away.get("key", "nothing"), away.delete("key")) == (None, "nothing", False)


def test_with_valkey_a_value_is_remembered_until_deleted() -> None:
    cache = ForgivingCache(os.environ["VALKEY_URL"], {"KEY_PREFIX": "edge"})
    cache.set("key", "企业")

    assert (cache.get("key"), cache.delete("key"), cache.get("key")) == ("企业", True, None)


@pytest.mark.django_db
def test_a_database_in_utf8_is_accepted() -> None:
    assert cluster_speaks_chinese(databases=["default"]) == []


@pytest.mark.django_db
def test_a_database_that_cannot_hold_chinese_is_refused_at_start(monkeypatch: pytest.MonkeyPatch) -> None:
    with latin_database() as settings:
        monkeypatch.setitem(connections.settings, "latin", connections["default"].settings_dict | settings)
        (message,) = cluster_speaks_chinese(databases=["latin"])
        connections["latin"].close()

    assert message.id == "config.E001"


class latin_database:  # noqa: N801 -- reads as a sentence
    """A real database that holds no Chinese."""

    def __enter__(self) -> dict[str, Any]:
        self._run(
            "CREATE DATABASE latin ENCODING 'SQL_ASCII' LOCALE_PROVIDER libc LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0"
        )
        parts = urlsplit(os.environ["DATABASE_URL"])
        return {"NAME": "latin", "HOST": parse_qs(parts.query)["host"][0]}

    def __exit__(self, *_exception: object) -> None:
        self._run("DROP DATABASE latin")

    def _run(self, statement: str) -> None:
        with closing(psycopg2.connect(os.environ["DATABASE_OWNER_URL"])) as connection:
            connection.autocommit = True
            connection.cursor().execute(statement)
