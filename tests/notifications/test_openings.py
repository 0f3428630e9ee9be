"""How often one address may open sockets: counted before anybody is asked who they are."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from channels.testing import WebsocketCommunicator
from django.conf import LazySettings
from django.core.cache import cache

from config import limits
from notifications import openings
from notifications.openings import AddressGate, address_of
from web import rates

BEHIND_OUR_PROXY: dict[str, Any] = {"client": None, "headers": [(b"x-forwarded-for", b"198.51.100.7, 203.0.113.9")]}


@pytest.fixture(autouse=True)
def a_fresh_minute(monkeypatch: pytest.MonkeyPatch, settings: LazySettings) -> Iterator[None]:
    """Two openings of an address, and no count of another test."""
    cache.clear()
    settings.RATES = limits.RATES | {openings.OF_AN_ADDRESS: 2}
    monkeypatch.setattr(rates, "_seconds", lambda: 1_800_000_015)
    yield
    cache.clear()


async def _inner(_scope: object, receive: openings.Receive, send: openings.Send) -> None:
    """A house behind the gate that shuts the door at once, with a code of its own."""
    await receive()
    await send({"type": "websocket.accept"})
    await send({"type": "websocket.close", "code": 4000})


def opened_by(address: str) -> tuple[int, str]:
    """How a socket of this address is closed."""

    async def story() -> tuple[int, str]:
        page = WebsocketCommunicator(AddressGate(_inner), "/ws/")
        page.scope["client"] = [address, 50_000]
        await page.connect()
        said = await page.receive_output()
        return said["code"], said.get("reason", "")

    return asyncio.run(story())


def test_an_address_beyond_its_share_is_told_how_long_to_wait_and_goes_no_further() -> None:
    assert [opened_by("203.0.113.9")[0] for _each in range(2)] == [4000, 4000]

    assert opened_by("203.0.113.9") == (openings.TOO_OFTEN, "45")
    assert opened_by("198.51.100.7")[0] == 4000


def test_in_the_next_minute_it_may_again(monkeypatch: pytest.MonkeyPatch) -> None:
    for _each in range(3):
        opened_by("203.0.113.9")
    monkeypatch.setattr(rates, "_seconds", lambda: 1_800_000_060)

    assert opened_by("203.0.113.9")[0] == 4000


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        (BEHIND_OUR_PROXY, "203.0.113.9"),
        (BEHIND_OUR_PROXY | {"client": ["192.0.2.4", 50_000]}, "192.0.2.4"),
        ({"client": None, "headers": []}, ""),
    ],
)
def test_the_address_is_the_last_one_that_our_own_proxy_saw(scope: dict[str, Any], expected: str) -> None:
    assert address_of(scope) == expected
