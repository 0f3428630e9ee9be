"""One request to a named host outside: allow-listed, verified, no redirects, over in time. The only way out.

The host is resolved once and its addresses are checked; the connection goes to those very addresses, so that a name
that changes its mind in between gains nothing (ASVS V1.3.6). One deadline holds for all of it, from the name to the
last byte: an answer that drips is an answer that hangs.
"""

import http.client
import io
import ipaddress
import socket
import ssl
import time
from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import Future
from contextlib import closing
from dataclasses import dataclass, field
from threading import Thread
from typing import Any, Final
from urllib.parse import urlsplit

CONNECT: Final = 5.0
"""Seconds for one address of several to take the connection."""
PATIENCE: Final = 10.0
"""Seconds for a request whose caller names no deadline."""
LARGEST: Final = 64 * 1024


class NotAllowed(Exception):
    """The address is not one that the operator has named, or leads into a private network."""


class NoAnswer(Exception):
    """The far end could not be reached, hung, or did not speak HTTP."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


def post(url: str, *, body: bytes, headers: Mapping[str, str], allowed: Collection[str]) -> Answer:
    """Send one POST. Raises NotAllowed, NoAnswer."""
    return send("POST", url, body=body, headers=headers, allowed=allowed)


def send(
    method: str,
    url: str,
    *,
    headers: Mapping[str, str],
    allowed: Collection[str],
    body: bytes | None = None,
    inside: bool = False,
    until: float | None = None,
) -> Answer:
    """Send one request. Raises NotAllowed, NoAnswer. A redirect is an answer like any other: nobody follows it.

    `inside`: the operator says that the host stands in the government's own network, so its name may lead there.
    `until`: when it must be over, as `time.monotonic()` counts; without it in PATIENCE seconds.
    """
    until = time.monotonic() + PATIENCE if until is None else until
    parts = urlsplit(url)
    host, secure = parts.hostname or "", parts.scheme == "https"
    try:
        port = parts.port or (443 if secure else 80)
    except ValueError as wrong:
        raise NotAllowed("the port is no number") from wrong
    _check(host, port, secure=secure, allowed=allowed)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        connection = _Pinned(host, port, _addresses(host, port, inside=inside, until=until), secure=secure, until=until)
        with closing(connection):
            connection.request(method, target, body=body, headers=dict(headers))
            answer = connection.getresponse()
            return Answer(answer.status, _read(answer), dict(answer.getheaders()))
    except (OSError, UnicodeError, http.client.HTTPException) as error:
        raise NoAnswer(type(error).__name__) from error


class _Pinned(http.client.HTTPConnection):
    """A connection to one of the checked addresses; over TLS the certificate must be the host's."""

    def __init__(self, host: str, port: int, addresses: Sequence[str], *, secure: bool, until: float) -> None:
        super().__init__(host, port)
        self._addresses, self._secure, self._until = addresses, secure, until

    def connect(self) -> None:
        """Connect to the addresses that were checked, in their order, not to what the name says now."""
        self.sock = self._reached()
        if self._secure:
            self.sock.settimeout(_left(self._until))
            self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.host)

    def send(self, data: Any) -> None:
        """As the library does, while there is time."""
        if self.sock is not None:
            self.sock.settimeout(_left(self._until))
        super().send(data)

    def response_class(self, sock: socket.socket, *how: Any, **more: Any) -> http.client.HTTPResponse:  # type: ignore[override]
        """The library's answer, reading while there is time."""
        answer = http.client.HTTPResponse(sock, *how, **more)
        answer.fp = io.BufferedReader(_InTime(answer.fp.detach(), sock, self._until))
        return answer

    def _reached(self) -> socket.socket:
        """The first address that takes the connection; each has its share of what is left. Raises OSError."""
        failed: OSError = OSError("no address")
        for at, address in enumerate(self._addresses):
            share = _left(self._until) / (len(self._addresses) - at)
            try:
                return socket.create_connection((address, self.port), min(CONNECT, share))
            except OSError as error:
                failed = error
        raise failed


class _InTime(io.RawIOBase):
    """What a socket says until a deadline: a socket's own time-out starts anew with every byte."""

    def __init__(self, raw: io.RawIOBase, sock: socket.socket, until: float) -> None:
        self._raw, self._sock, self._until = raw, sock, until

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: Any) -> int | None:
        """Raises TimeoutError."""
        self._sock.settimeout(_left(self._until))
        return self._raw.readinto(buffer)

    def close(self) -> None:
        """The socket's file with it."""
        self._raw.close()
        super().close()


def _left(until: float) -> float:
    """Seconds. Raises TimeoutError where there are none."""
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _check(host: str, port: int, *, secure: bool, allowed: Collection[str]) -> None:
    """`allowed` holds `host` or `host:port`; without a port the scheme's own. Plain HTTP stays on this machine."""
    usual = 443 if secure else 80
    if f"{host}:{port}" not in allowed and not (host in allowed and port == usual):
        raise NotAllowed(f"{host}:{port} is not on the list")
    if not secure and not _is_loopback(host):
        raise NotAllowed("plain HTTP leaves the machine")


def _addresses(host: str, port: int, *, inside: bool, until: float) -> list[str]:
    """Where to connect to, the system's first choice first. A literal address was written by the operator.

    A name must lead to such as it may lead to alone. Raises NotAllowed, OSError.
    """
    if _literal(host) is not None:
        return [host]
    found = list(dict.fromkeys(str(row[4][0]) for row in _resolved(host, port, until=until)))
    if not found or not all(_may_lead_to(ipaddress.ip_address(each), inside=inside) for each in found):
        raise NotAllowed(f"{host} leads into a private network")
    return found


def _resolved(host: str, port: int, *, until: float) -> list[Any]:
    """As `getaddrinfo`, which knows no time-out: one that hangs is left to itself, in a thread. Raises OSError."""
    answer: Future[list[Any]] = Future()

    def look_up() -> None:
        try:
            answer.set_result(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        except (OSError, UnicodeError) as error:
            answer.set_exception(error)

    Thread(target=look_up, daemon=True).start()
    return answer.result(timeout=_left(until))


def _may_lead_to(address: ipaddress.IPv4Address | ipaddress.IPv6Address, *, inside: bool) -> bool:
    """Public addresses; of private ones only such as other machines have, never this one's own or its cloud's."""
    if address.is_global:
        return True
    own = address.is_loopback or address.is_link_local or address.is_multicast or address.is_unspecified
    return inside and address.is_private and not own and not address.is_reserved


def _literal(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def _is_loopback(host: str) -> bool:
    literal = _literal(host)
    return literal is not None and literal.is_loopback


def _read(answer: http.client.HTTPResponse) -> bytes:
    """The body, up to a size."""
    body = answer.read(LARGEST + 1)
    if len(body) > LARGEST:
        raise http.client.HTTPException("too much")
    return body
