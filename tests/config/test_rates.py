"""How often: a person is counted wherever they sit, strangers by their address; nothing holds when Valkey is away."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver

from config import limits
from config.cache import ForgivingCache
from notifications import openings
from tests import cast
from tests.cast import World, signed_in
from web import rates

HTMX = {"HX-Request": "true"}
EASY = dict.fromkeys(limits.RATES, 1_000_000)


@pytest.fixture
def world(db: None, settings: LazySettings) -> World:
    settings.COUNTY_NAME = "测试县"
    return cast.county()


@pytest.fixture(autouse=True)
def a_fresh_minute(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No count of another test, and no minute that ends within this one."""
    cache.clear()
    monkeypatch.setattr(rates, "_seconds", lambda: 1_800_000_015)
    yield
    cache.clear()
    ForgivingCache._away_until = 0.0


def at_most(settings: LazySettings, **most: int) -> None:
    settings.RATES = EASY | most


def note(window: Client, **more: Any) -> Any:
    return window.post("/notices/read/", {"words": "电压又低了"}, **more)


def test_beyond_its_share_a_person_is_told_to_wait_and_keeps_what_they_typed(
    world: World, settings: LazySettings
) -> None:
    at_most(settings, WRITES=2)
    window = signed_in(world.desk)
    assert {note(window).status_code for _each in range(2)} == {303}

    answer = note(window)

    assert (answer.status_code, answer["Retry-After"]) == (429, "60")
    words = answer.content.decode()
    assert ("操作太频繁，请 1 分钟后再试" in words, "电压又低了" in words) == (True, True)
    part = note(window, headers=HTMX)
    assert (part.status_code, part["HX-Retarget"]) == (429, "#problem")


def test_a_colleague_behind_the_same_address_goes_on(world: World, settings: LazySettings) -> None:
    at_most(settings, WRITES=1)
    for window, status in ((signed_in(world.desk), 429), (signed_in(world.second_desk), 303)):
        if status == 429:
            note(window)
        assert note(window).status_code == status


def test_in_the_next_minute_everything_is_possible_again(
    world: World, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_most(settings, WRITES=1)
    window = signed_in(world.desk)
    note(window)
    assert note(window).status_code == 429

    monkeypatch.setattr(rates, "_seconds", lambda: 1_800_000_075)

    assert note(window).status_code == 303


def test_a_flood_of_strangers_locks_out_nobody_who_has_signed_in_or_wants_to(
    world: World, settings: LazySettings
) -> None:
    at_most(settings, STRANGERS_WRITES=1)
    stranger, elsewhere = Client(), Client(REMOTE_ADDR="203.0.113.9")
    assert [stranger.post("/track/", {}).status_code for _each in range(2)] == [422, 429]
    assert elsewhere.post("/track/", {}).status_code == 422

    assert note(signed_in(world.desk)).status_code == 303
    account = {"login": world.desk.person.username, "password": cast.PASSWORD}
    assert stranger.post("/accounts/login/", account).status_code == 302


@pytest.mark.parametrize(
    ("address", "rate"), [("/statistics/", "COSTLY_READS"), ("/desk/?q=电压", "COSTLY_READS"), ("/exports/", "EXPORTS")]
)
def test_what_is_costly_has_a_share_of_its_own(world: World, settings: LazySettings, address: str, rate: str) -> None:
    at_most(settings, **{rate: 1})
    window = signed_in(world.desk)
    ask = window.post if rate == "EXPORTS" else window.get

    assert ask(address).status_code in {200, 422}
    assert ask(address).status_code == 429
    assert (window.get("/desk/").status_code, note(window).status_code) == (200, 303)


def test_a_forged_address_gives_a_stranger_no_other_share(settings: LazySettings, world: World) -> None:
    at_most(settings, STRANGERS_WRITES=1)
    Client().post("/track/", {})

    assert Client(HTTP_X_FORWARDED_FOR="198.51.100.7").post("/track/", {}).status_code == 429


def test_counting_asks_the_database_nothing(world: World, settings: LazySettings) -> None:
    window = signed_in(world.desk)
    note(window)
    with CaptureQueriesContext(connection) as counted:
        note(window)
    settings.MIDDLEWARE = [each for each in settings.MIDDLEWARE if each != "web.rates.RateMiddleware"]
    other = signed_in(world.desk)
    note(other)
    with CaptureQueriesContext(connection) as without:
        note(other)

    assert len(counted) == len(without)


def test_without_valkey_nobody_is_refused_and_a_line_says_so(
    world: World, settings: LazySettings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    at_most(settings, WRITES=1)
    away = ForgivingCache("redis://127.0.0.1:1/0", {})
    monkeypatch.setattr(rates, "cache", away)
    window = signed_in(world.desk)

    assert {note(window).status_code for _each in range(4)} == {303}

    assert len(re.findall("cache unreachable", caplog.text)) == 1


def test_a_bench_is_counted_and_never_refused(world: World, settings: LazySettings) -> None:
    at_most(settings, WRITES=1)
    settings.RATES_REFUSE = False
    window = signed_in(world.desk)

    assert {note(window).status_code for _each in range(3)} == {303}


def test_every_address_that_is_named_exists_and_every_share_has_a_number() -> None:
    counted, known = limits.COUNTED, set(get_resolver().reverse_dict)
    named = counted.reads | counted.writes.keys() | counted.elsewhere

    assert sorted(name for name in named if name not in known) == []
    of_sockets = {openings.OF_A_PERSON, openings.OF_AN_ADDRESS}
    of_pages = {*counted.writes.values(), *counted.strangers, *counted.strangers.values()}
    assert of_pages | of_sockets == limits.RATES.keys()
