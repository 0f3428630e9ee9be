"""One request to a named host outside: allow-listed, verified, no redirects, over in time. The only way out.

The host is resolved once and its addresses are checked; the connection goes to that very address, so that a name that
changes its mind in between gains nothing (ASVS V1.3.6).
"""

import http.client
import ipaddress
import socket
import ssl
import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

CONNECT: Final = 5.0
PATIENCE: Final = 10.0
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
) -> Answer:
    """Send one request. Raises NotAllowed, NoAnswer. A redirect is an answer like any other: nobody follows it.

    `inside`: the operator says that the host stands in the government's own network, so its name may lead there.
    """
    parts = urlsplit(url)
    host, secure = parts.hostname or "", parts.scheme == "https"
    try:
        port = parts.port or (443 if secure else 80)
    except ValueError as wrong:
        raise NotAllowed("the port is no number") from wrong
    _check(host, port, secure=secure, allowed=allowed)
    connection = _Pinned(host, port, address=_address(host, port, inside=inside), secure=secure)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        connection.request(method, target, body=body, headers=dict(headers))
        answer = connection.getresponse()
        return Answer(answer.status, _read(answer, connection), dict(answer.getheaders()))
    except (OSError, http.client.HTTPException) as error:
        raise NoAnswer(type(error).__name__) from error
    finally:
        connection.close()


class _Pinned(http.client.HTTPConnection):
    """A connection to one checked address; over TLS the certificate must be the host's."""

    def __init__(self, host: str, port: int, *, address: str, secure: bool) -> None:
        super().__init__(host, port, timeout=PATIENCE)
        self._address, self._secure = address, secure

    def connect(self) -> None:
        """Connect to the address that was checked, not to what the name says now."""
        self.sock = socket.create_connection((self._address, self.port), CONNECT)
        self.sock.settimeout(PATIENCE)
        if self._secure:
            self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.host)


def _check(host: str, port: int, *, secure: bool, allowed: Collection[str]) -> None:
    """`allowed` holds `host` or `host:port`; without a port the scheme's own. Plain HTTP stays on this machine."""
    usual = 443 if secure else 80
    if f"{host}:{port}" not in allowed and not (host in allowed and port == usual):
        raise NotAllowed(f"{host}:{port} is not on the list")
    if not secure and not _is_loopback(host):
        raise NotAllowed("plain HTTP leaves the machine")


def _address(host: str, port: int, *, inside: bool) -> str:
    """The address to connect to. A name must lead to public ones alone; a literal one was written by the operator."""
    if _literal(host) is not None:
        return host
    try:
        found = {str(row[4][0]) for row in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    except OSError as error:
        raise NoAnswer(type(error).__name__) from error
    if not found or not all(_may_lead_to(ipaddress.ip_address(each), inside=inside) for each in found):
        raise NotAllowed(f"{host} leads into a private network")
    return min(found)


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


def _read(answer: http.client.HTTPResponse, connection: http.client.HTTPConnection) -> bytes:
    """The body, up to a size and a time: an answer that drips is an answer that hangs."""
    until, body = time.monotonic() + PATIENCE, b""
    while len(body) <= LARGEST:
        left = until - time.monotonic()
        if left <= 0:
            raise TimeoutError
        if connection.sock is not None:
            connection.sock.settimeout(left)
        piece = answer.read1(8192)
        if not piece:
            return body
        body += piece
    raise http.client.HTTPException("too much")
