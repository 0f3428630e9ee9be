"""Without Valkey hints are lost, and nobody waits for them."""

import socket
import time

import pytest

from notifications import live
from tests import cast
from tests.cast import World
from tests.notifications.conftest import last_event
from tests.notifications.layers import layer_at

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def here() -> World:
    return cast.county()


def test_without_valkey_a_hint_is_lost_and_nothing_fails_or_waits(here: World) -> None:
    event = last_event(cast.filed(here))
    with layer_at("redis://127.0.0.1:1/0"):
        live.handle(event)

    assert live._silent_until > time.monotonic()


def test_a_valkey_that_hangs_costs_two_seconds_once(here: World) -> None:
    event = last_event(cast.filed(here))
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        with layer_at(f"redis://127.0.0.1:{silent.getsockname()[1]}/0"):
            started = time.monotonic()
            for _ in range(20):
                live.handle(event)

    assert time.monotonic() - started < live.PATIENCE + 1.5
