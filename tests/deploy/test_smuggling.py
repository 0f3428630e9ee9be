"""Front and servers read every request alike: none hides in another's body, whatever its length is said to be.

The real Caddy with our Caddyfile, the real gunicorn and uvicorn with our hooks and arguments; only the product behind
them is replaced by one that says what it was asked (ASVS V4.2.1).
"""

import io
import os
import shutil
import signal
import socket
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from http.client import HTTPResponse
from pathlib import Path
from typing import Final

import pytest

from deploy.local import places, programs
from deploy.local.children import stop
from deploy.local.options import ROOT
from deploy.local.programs import Program
from tests.deploy.house import free_port

pytestmark = pytest.mark.slow

HOST: Final = b"Host: 127.0.0.1\r\n"
HIDDEN: Final = b"GET /hidden HTTP/1.1\r\n" + HOST + b"\r\n"
LAST: Final = b"GET /last HTTP/1.1\r\n" + HOST + b"Connection: close\r\n\r\n"
SILENCE: Final = 1.5  # seconds after which a server that waits for more has nothing to say


@dataclass(frozen=True)
class Front:
    """Where front and page server listen, and the file of what the servers behind were asked."""

    port: int
    pages: Path
    asked: Path

    def seen(self) -> list[str]:
        return self.asked.read_text(encoding="utf-8").splitlines() if self.asked.exists() else []


def asking(program: Program) -> Program:
    """The same program with what says what it was asked instead of the product."""
    ours = "tests.deploy.asked"
    instead = {"config.wsgi:application": f"{ours}:application", "config.asgi:application": f"{ours}:sockets"}
    return replace(program, argv=[instead.get(str(part), part) for part in program.argv])


@pytest.fixture(scope="module")
def front() -> Iterator[Front]:
    home, sockets = Path(tempfile.mkdtemp(prefix="qihu-test-")), places.socket_folder()
    made = Front(free_port(), sockets / "pages", home / "asked")
    env = os.environ | {"QIHU_TEST_ASKED": str(made.asked), "PYTHONPATH": str(ROOT)}
    pages = programs.pages(made.pages, log=home / "pages.log", env=env)
    live = programs.sockets(sockets / "live", log=home / "live.log", env=env)
    ends = {"pages_sock": made.pages, "sockets_sock": sockets / "live"}
    caddy = programs.front(made.port, folder=home, log=home / "front.log", static=home, **ends)
    with ExitStack() as last:
        for folder in (home, sockets):
            last.callback(shutil.rmtree, folder, ignore_errors=True)
        for program in (asking(pages), asking(live), caddy):
            last.callback(stop, program.wait(program.launch()), by=signal.SIGTERM)
        yield made


class Heard(io.BytesIO):
    """All that came on a connection, as `HTTPResponse` wants to read it: one answer behind the other."""

    def makefile(self, *_how: object) -> "Heard":
        return self

    def close(self) -> None:
        """An answer that ends leaves the next one."""


def exchange(address: int | Path, sent: bytes) -> list[tuple[int, str]]:
    """Send bytes on one connection; status and text of every answer, until the server closes or falls silent."""
    family = socket.AF_UNIX if isinstance(address, Path) else socket.AF_INET
    said, found = b"", []
    with socket.socket(family, socket.SOCK_STREAM) as client, suppress(OSError):
        client.settimeout(SILENCE)
        client.connect(str(address) if isinstance(address, Path) else ("127.0.0.1", address))
        client.sendall(sent)
        while part := client.recv(65536):
            said += part
    heard = Heard(said)
    while heard.tell() < len(said):
        answer = HTTPResponse(heard)  # type: ignore[arg-type]  # all that it asks of a socket
        answer.begin()
        found.append((answer.status, answer.read().decode()))
    return found


def post(*headers: bytes, body: bytes) -> bytes:
    lines = b"".join(line + b"\r\n" for line in headers)
    return b"POST /first HTTP/1.1\r\n" + HOST + lines + b"\r\n" + body


CHUNKED: Final = b"Transfer-Encoding: chunked"
EMPTY: Final = b"0\r\n\r\n"


def length(number: int | bytes) -> bytes:
    return b"Content-Length: %s" % (str(number).encode() if isinstance(number, int) else number)


WHOLE: Final = length(len(HIDDEN))
BEHIND: Final = length(len(EMPTY + HIDDEN))
# What is sent, and what the front makes of it: each address that it has asked the page server for, or its refusal.
# Where `/hidden` stands by itself it was no secret: the front read it as a request behind the first, and answered it.
PROBES: Final[dict[str, tuple[bytes, list[str]]]] = {
    "CL.TE": (post(BEHIND, CHUNKED, body=EMPTY + HIDDEN), ["/first", "/hidden", "/last"]),
    "TE.CL": (post(CHUNKED, length(4), body=b"%x\r\n%s\r\n" % (len(HIDDEN), HIDDEN) + EMPTY), ["/first", "/last"]),
    "TE.TE identity behind": (post(CHUNKED, b"Transfer-Encoding: identity", length(4), body=EMPTY + HIDDEN), ["501"]),
    "TE.TE in one line": (post(b"Transfer-Encoding: chunked, identity", length(4), body=EMPTY + HIDDEN), ["501"]),
    "TE.TE twice chunked": (post(CHUNKED, CHUNKED, length(4), body=EMPTY + HIDDEN), ["501"]),
    "TE.TE xchunked": (post(b"Transfer-Encoding: xchunked", BEHIND, body=EMPTY + HIDDEN), ["501"]),
    "TE.TE vertical tab": (post(b"Transfer-Encoding:\x0bchunked", BEHIND, body=EMPTY + HIDDEN), ["400"]),
    "TE.TE blank before the colon": (post(b"Transfer-Encoding : chunked", length(4), body=EMPTY + HIDDEN), ["400"]),
    "TE.TE folded": (
        post(b"X-Other: y\r\n Transfer-Encoding: chunked", length(5), body=EMPTY + HIDDEN),
        ["/first", "/hidden", "/last"],
    ),
    "TE.TE underscore": (post(b"Transfer_Encoding: chunked", BEHIND, body=EMPTY + HIDDEN), ["/first", "/last"]),
    "TE.TE bare newline": (
        post(b"X-Other: y\nTransfer-Encoding: chunked", length(4), body=EMPTY + HIDDEN),
        ["/first", "/hidden", "/last"],
    ),
    "CL.CL different": (post(length(0), WHOLE, body=HIDDEN), ["400"]),
    "CL.CL the other way": (post(WHOLE, length(0), body=HIDDEN), ["400"]),
    "CL.CL alike": (post(WHOLE, WHOLE, body=HIDDEN), ["/first", "/last"]),
    "CL in one line": (post(length(b"0, %d" % len(HIDDEN)), body=HIDDEN), ["400"]),
    "CL with a sign": (post(length(b"+%d" % len(HIDDEN)), body=HIDDEN), ["400"]),
    "CL in hexadecimal": (post(length(b"0x%x" % len(HIDDEN)), body=HIDDEN), ["400"]),
    "CL below nothing": (post(length(-1), body=HIDDEN), ["400"]),
    "CL with an underscore": (post(length(b"1_0"), body=HIDDEN), ["400"]),
    "a chunk that is too long": (post(CHUNKED, body=b"ffffffffffffffff1\r\nx\r\n" + EMPTY + HIDDEN), ["502"]),
    "a chunk with a sign": (post(CHUNKED, body=b"+1\r\nx\r\n" + EMPTY + HIDDEN), ["502"]),
    "a chunk in hexadecimal": (post(CHUNKED, body=b"0x1\r\nx\r\n" + EMPTY + HIDDEN), ["502"]),
    "chunks of bare newlines": (post(CHUNKED, body=b"1\nx\n0\n\n" + HIDDEN), ["502"]),
    "a newline in a chunk's extension": (post(CHUNKED, body=b"1;\nxx\r\nx\r\n" + EMPTY + HIDDEN), ["502"]),
    "a length behind the chunks": (
        post(CHUNKED, body=b"0\r\nContent-Length: 99\r\n\r\n" + HIDDEN),
        ["/first", "/hidden", "/last"],
    ),
    "chunks of HTTP/1.0": (
        post(CHUNKED, length(5), body=EMPTY + HIDDEN).replace(b"HTTP/1.1", b"HTTP/1.0", 1),
        ["/first"],
    ),
    "a GET with a body": (post(WHOLE, body=HIDDEN).replace(b"POST", b"GET", 1), ["/first", "/last"]),
    "two hosts": (post(b"Host: elsewhere", length(0), body=HIDDEN), ["400"]),
    "an upgrade to HTTP/2": (
        post(b"Connection: Upgrade, HTTP2-Settings", b"Upgrade: h2c", b"HTTP2-Settings: AAMAAABk", WHOLE, body=HIDDEN),
        ["/first", "/last"],
    ),
}  # fmt: skip


# The same addresses, as long as they are, of the server of sockets: the front hands its bodies on as they come.
OF_SOCKETS: Final = {b"/first": b"/ws/f1", b"/hidden": b"/ws/hid", b"/last": b"/ws/l"}


def to_sockets(sent: bytes) -> bytes:
    for path, other in OF_SOCKETS.items():
        sent = sent.replace(path, other)
    return sent


def both(front: Front, sent: bytes) -> list[str]:
    """What the front makes of it: an address that was asked for, or its refusal; the servers were asked for no more."""
    before = len(front.seen())
    answers = exchange(front.port, sent)
    neighbour = exchange(front.port, LAST.replace(b"/last", b"/neighbour"))

    assert neighbour == [(200, "GET /neighbour ''")]
    assert front.seen()[before:] == [text for status, text in answers if status == 200] + ["GET /neighbour ''"]
    return [text.split()[1] if status == 200 else str(status) for status, text in answers]


@pytest.mark.parametrize("name", PROBES)
def test_what_the_page_server_is_asked_is_what_the_front_has_answered(front: Front, name: str) -> None:
    sent, expected = PROBES[name]

    assert both(front, sent + LAST) == expected


@pytest.mark.parametrize("name", PROBES)
def test_so_is_what_the_server_of_sockets_is_asked(front: Front, name: str) -> None:
    sent, expected = PROBES[name]

    assert both(front, to_sockets(sent + LAST)) == [to_sockets(each.encode()).decode() for each in expected]


@pytest.mark.parametrize("version", [b"777", b"", b"13\r\nSec-WebSocket-Version: 777"])
def test_a_socket_that_is_not_opened_is_no_tunnel(front: Front, version: bytes) -> None:
    """What follows is a request for the front to judge, not bytes for the server behind it."""
    asked = (b"Connection: Upgrade", b"Upgrade: websocket", b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==")
    sent = post(*asked, b"Sec-WebSocket-Version: " + version, body=HIDDEN).replace(b"POST", b"GET", 1)

    assert both(front, to_sockets(sent) + LAST) == ["400", "/ws/hid", "/last"]


@pytest.mark.parametrize("name", PROBES)
def test_the_page_server_by_itself_takes_nothing_that_can_be_read_in_two_ways(front: Front, name: str) -> None:
    sent, _expected = PROBES[name]
    before = len(front.seen())

    answers = exchange(front.pages, sent + LAST)

    seen = front.seen()[before:]
    assert seen == [text for status, text in answers if status == 200]
    assert not any(line.startswith("GET /hidden") for line in seen)
