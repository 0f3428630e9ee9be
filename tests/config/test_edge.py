"""Who is asking, what happens without Valkey, and a database in the wrong encoding."""

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager

import psycopg2
import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from config.cache import ForgivingCache
from config.checks import cluster_speaks_chinese, encoding_complaints
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


def test_a_database_that_cannot_hold_chinese_is_refused_at_start() -> None:
    with latin_database() as address, closing(psycopg2.connect(address)) as connection:
        (message,) = encoding_complaints("latin", connection.cursor())

    assert message.id == "config.E001"


@contextmanager
def latin_database() -> Iterator[str]:
    """Make a real database that holds no Chinese."""
    owner = os.environ["DATABASE_OWNER_URL"]
    with closing(psycopg2.connect(owner)) as connection:
        connection.autocommit = True
        cursor = connection.cursor()
        cursor.execute("CREATE DATABASE latin ENCODING 'SQL_ASCII' LOCALE_PROVIDER libc LOCALE 'C' TEMPLATE template0")
        try:
            yield owner.replace("/qihu?", "/latin?")
        finally:
            cursor.execute("DROP DATABASE latin")
