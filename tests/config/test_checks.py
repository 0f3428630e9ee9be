"""What must not start, does not: a product that others reach with settings that are only for one's own machine."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import LazySettings, settings
from django.core.management.base import SystemCheckError
from django.test import override_settings
from redis import Redis
from redis.exceptions import ConnectionError as Away

from config import checks, security
from config.cache import ForgivingCache
from orgs.statuses import Role

LONG = "0123456789abcdefghijklmnopqrstuvwxyz" * 2
SAFE: dict[str, Any] = {
    "HTTPS": True,
    "DEBUG": False,
    "ALLOWED_HOSTS": ["qihu.example.gov.cn"],
    "SECRET_KEY": LONG,
    "BENCH": False,
    "TWO_FACTORS": frozenset({"staff"}),
    "SECURITY_PROFILE": "level3",
}


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"DEBUG": True}, "config.E004"),
        ({"ALLOWED_HOSTS": ["*"]}, "config.E005"),
        ({"SECRET_KEY": "x"}, "config.E006"),
        ({"SECRET_KEY": "x" * 80}, "config.E006"),
        ({"BENCH": True}, "config.E007"),
        ({"TWO_FACTORS": frozenset()}, "config.E008"),
        ({"SECURITY_PROFILE": "demonstration"}, "config.E008"),
        ({"SMS_GATEWAY": "pigeon"}, "config.E002"),
    ],
)
def test_a_product_that_others_reach_refuses_to_start_unsafe(changed: dict[str, Any], named: str) -> None:
    with override_settings(**{**SAFE, **changed}), pytest.raises(SystemCheckError) as refused:
        checks.refuse_unsafe()

    assert named in str(refused.value)


def test_a_safe_one_starts_and_so_does_one_on_ones_own_machine() -> None:
    with override_settings(**SAFE):
        checks.refuse_unsafe()
    with override_settings(**{**SAFE, "HTTPS": False, "DEBUG": True, "SECRET_KEY": "x"}):
        checks.refuse_unsafe()


@pytest.fixture
def valkey() -> Iterator[Redis]:
    """The tests' own server, with its policy put back."""
    with Redis.from_url(settings.VALKEY_URL) as server:
        before = server.config_get("maxmemory-policy")["maxmemory-policy"]
        yield server
        server.config_set("maxmemory-policy", before)


def test_a_valkey_that_makes_room_by_throwing_away_stops_the_start(valkey: Redis) -> None:
    valkey.config_set("maxmemory-policy", "allkeys-lru")
    with override_settings(**SAFE), pytest.raises(SystemCheckError) as refused:
        checks.refuse_unsafe()
    assert "config.E010" in str(refused.value)
    with override_settings(**{**SAFE, "HTTPS": False}):
        checks.refuse_unsafe()

    valkey.config_set("maxmemory-policy", "noeviction")
    with override_settings(**SAFE):
        checks.refuse_unsafe()


def test_a_valkey_that_is_away_is_no_reason_not_to_start() -> None:
    with override_settings(**SAFE, VALKEY_URL="redis://127.0.0.1:1/0"):
        checks.refuse_unsafe()


def test_a_cache_that_is_away_holds_no_lock_against_anybody(
    settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = ForgivingCache("redis://127.0.0.1:1/0", {})
    monkeypatch.setattr("django.core.cache.backends.redis.RedisCache.add", _away)

    assert cache.add("lock", "mine") is True


def _away(*_of: object, **_how: object) -> bool:
    raise Away


def test_the_roles_that_may_be_named_are_those_of_the_register() -> None:
    assert set(Role) == security.ROLES


def test_a_word_that_names_nobody_stops_the_start() -> None:
    assert security.asked_of(["staff", "supervisor"]) == {"staff", "supervisor"}
    with pytest.raises(ValueError, match="Staff"):
        security.asked_of(["Staff"])
