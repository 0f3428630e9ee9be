"""The one door out, by itself: which addresses it opens to, and that it is over in time whoever is behind it."""

import socket
import time
from collections.abc import Callable
from threading import Event
from typing import Any

import pytest

from orgs import wire
from tests.outside.slow import house

HEAD = b"HTTP/1.1 200 OK\r\n"
LONGER = b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n"


def seconds(act: Callable[[], object]) -> float:
    since = time.monotonic()
    act()
    return time.monotonic() - since


def lead_to(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> list[str]:
    """Names lead to these, none of which takes a connection; which ones were tried."""
    tried: list[str] = []

    def connect(where: tuple[str, int], _timeout: float) -> socket.socket:
        tried.append(where[0])
        raise ConnectionRefusedError

    rows = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 443)) for address in addresses]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_a, **_k: rows)
    monkeypatch.setattr(socket, "create_connection", connect)
    return tried


def ask(*, inside: bool = False) -> None:
    wire.send("GET", "https://keeper.gov.example/", headers={}, allowed=["keeper.gov.example"], inside=inside)


@pytest.mark.parametrize(("address", "inside", "let_through"), [
    ("10.0.0.8", True, True),
    ("10.0.0.8", False, False),
    ("127.0.0.1", True, False),
    ("169.254.169.254", True, False),
    ("0.0.0.0", True, False),  # noqa: S104 -- asked, not listened to
    ("fd00::8", True, True),
    ("fe80::8", True, False),
])  # fmt: skip
def test_a_name_leads_into_the_governments_network_only_where_the_operator_says_so(
    monkeypatch: pytest.MonkeyPatch, address: str, inside: bool, let_through: bool
) -> None:
    tried = lead_to(monkeypatch, address)

    with pytest.raises(wire.NoAnswer if let_through else wire.NotAllowed):
        ask(inside=inside)
    assert tried == ([address] if let_through else [])


def test_every_address_of_a_name_is_tried_in_the_systems_order(monkeypatch: pytest.MonkeyPatch) -> None:
    tried = lead_to(monkeypatch, "8.8.8.8", "8.8.8.8", "1.1.1.1")

    with pytest.raises(wire.NoAnswer):
        ask()
    assert tried == ["8.8.8.8", "1.1.1.1"]


def test_one_address_that_is_not_allowed_spoils_the_name(monkeypatch: pytest.MonkeyPatch) -> None:
    tried = lead_to(monkeypatch, "8.8.8.8", "127.0.0.1")

    with pytest.raises(wire.NotAllowed):
        ask(inside=True)
    assert tried == []


@pytest.mark.parametrize(("scheme", "first", "then"), [
    ("https", b"", b""),
    ("http", b"", b""),
    ("http", HEAD, b"X-More: x\r\n"),
    ("http", HEAD + b"X-", b"x"),
    ("http", b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    ("http", LONGER, b"x"),
])  # fmt: skip
def test_however_slowly_somebody_speaks_it_is_over_in_time(scheme: str, first: bytes, then: bytes) -> None:
    def ask() -> None:
        with pytest.raises(wire.NoAnswer):
            wire.send("GET", f"{scheme}://{host}/", headers={}, allowed=[host], until=time.monotonic() + 0.4)

    with house(first, then) as (host, _asked):
        assert 0.3 < seconds(ask) < 1.5


def test_a_name_that_nobody_resolves_is_over_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    over = Event()

    def hang(*_said: object, **_more: object) -> list[Any]:
        over.wait(10)
        return []

    def ask() -> None:
        with pytest.raises(wire.NoAnswer):
            wire.send("GET", "https://a.example/", headers={}, allowed=["a.example"], until=time.monotonic() + 0.2)

    monkeypatch.setattr(socket, "getaddrinfo", hang)
    assert seconds(ask) < 1.5
    over.set()
