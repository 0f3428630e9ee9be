"""A keeper that hangs, and strangers who press its button: nobody else's work stops."""

import fcntl
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.conf import LazySettings
from django.test import Client

from orgs import wire
from orgs.models import Person
from orgs.outside import openid, turns
from tests import cast
from tests.cast import World
from tests.outside import browsing, keepers
from tests.outside.browsing import begin, come_back, round_trip, visit, who
from tests.outside.slow import house

ENTER = "/accounts/outside/oidc/"


@pytest.fixture
def mute(world: World, settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[float]]:
    """The county's keeper takes connections and says nothing; when it was asked."""
    monkeypatch.setattr(turns, "PATIENCE", 0.4)
    with house(b"", b"") as (host, asked):
        settings.OUTSIDE = browsing.way(f"http://{host}")
        yield asked


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The paths that are asked from now on."""
    found: list[str] = []
    send = wire.send

    def noted(method: str, url: str, **how: Any) -> wire.Answer:
        found.append(urlsplit(url).path)
        return send(method, url, **how)

    monkeypatch.setattr(wire, "send", noted)
    return found


def test_a_keeper_that_does_not_answer_is_left_alone_for_a_while(mute: list[float]) -> None:
    answers = [Client().post(ENTER) for _each in range(3)]

    assert [(answer.status_code, answer["Retry-After"]) for answer in answers] == [(503, "30")] * 3
    assert all("没有回应" in answer.content.decode() for answer in answers)
    assert len(mute) == 1
    for way in turns.RESTING:
        turns.RESTING[way] -= turns.REST  # half a minute later
    Client().post(ENTER)
    assert len(mute) == 2


def test_a_code_that_somebody_has_made_up_stops_nobody(linked: Person) -> None:
    client = Client()
    answer = come_back(client, visit(begin(client)), code="made-up")
    round_trip(client)

    assert (answer.status_code, who(client)) == (503, str(linked.pk))


def test_while_one_page_asks_the_others_do_not_wait_for_it(
    mute: list[float], settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "_BRIEFLY", 0.1)
    Path(settings.FILES_ROOT).mkdir(parents=True, exist_ok=True)
    with (Path(settings.FILES_ROOT) / turns._LOCK).open("ab") as place:
        fcntl.flock(place, fcntl.LOCK_EX)
        answer = Client().post(ENTER)

        assert (answer.status_code, answer["Retry-After"], mute) == (503, "30", [])
    Client().post(ENTER)  # the keeper has done nothing wrong
    assert len(mute) == 1


def test_all_that_one_page_asks_is_over_in_time_together(
    db: None, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "PATIENCE", 0.7)
    with keepers.running() as found:
        settings.OUTSIDE = keepers.ways_at(found.url)
        cast.county()
        client = Client()
        begun = client.post("/accounts/outside/feishu/")
        state = dict(parse_qsl(urlsplit(begun["Location"]).query))["state"]
        found.codes["c"], found.pause = "zhaodian", 0.3
        answer = client.get("/accounts/outside/feishu/back/", {"state": state, "code": "c"})

    assert answer.status_code == 503
    assert len(found.asked) == 3


def test_what_an_issuer_publishes_is_asked_for_once(linked: Person, asked: list[str]) -> None:
    openid.KEPT.clear()
    for _each in range(2):
        round_trip(Client())

    assert len(asked) == 4
    assert len(set(asked)) == 3  # what it publishes, its keys; and twice for a token


def test_a_key_that_is_new_is_looked_for_at_once(linked: Person, asked: list[str]) -> None:
    (keys,) = [address for address in openid.KEPT if "jwks" in address]
    openid.KEPT[keys] = (time.monotonic() + 100, {"keys": []})
    client = Client()
    round_trip(client)

    assert urlsplit(keys).path in asked
    assert who(client) == str(linked.pk)
