"""A small ClamAV daemon on loopback: reads INSTREAM by its documentation, then answers in the manner it was given."""

import socketserver
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import Any

from tickets.clamd import Address

EICAR = "Eicar-Test-Signature"
ANSWERS = {
    "clean": b"stream: OK\0",
    "infected": f"stream: {EICAR} FOUND\0".encode(),
    "garbage": b"HTTP/1.1 200 OK\r\n\r\nstream: OK\0",
    "unended": b"stream: OK",
    "error": b"stream: Can't allocate memory ERROR\0",
    "floods": b"stream: " * 4096,
    "nothing found": b"stream:  FOUND\0",
}


class Daemon:
    """`manner`: a key of ANSWERS, or "limit", "early", "eager", "hangs", "stops reading"."""

    def __init__(self, manner: str) -> None:
        self.manner = manner
        self.taken: list[bytes] = []
        self.closing = Event()
        self.address: Address = ""

    def serve(self, line: Any) -> None:
        """One connection."""
        reader = line.makefile("rb")
        assert reader.read(10) == b"zINSTREAM\0"
        if self.manner == "stops reading":
            self.closing.wait(30)
            return
        if self.manner in {"limit", "early", "eager"}:
            reader.read(4 + 100)
            said = {"limit": b"INSTREAM size limit exceeded. ERROR\0", "eager": b"stream: OK\0"}
            line.sendall(said.get(self.manner, b""))
            return
        content = b""
        while size := struct.unpack("!I", reader.read(4))[0]:
            content += reader.read(size)
        self.taken.append(content)
        if self.manner == "hangs":
            self.closing.wait(30)
        else:
            line.sendall(ANSWERS[self.manner])


@contextmanager
def daemon(manner: str = "clean", *, path: Path | None = None) -> Iterator[Daemon]:
    """A running daemon, on a port or on the path of a socket."""
    clamd = Daemon(manner)

    class Clerk(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            clamd.serve(self.request)

    kind = socketserver.ThreadingUnixStreamServer if path else socketserver.ThreadingTCPServer
    with kind(str(path) if path else ("127.0.0.1", 0), Clerk) as server:  # type: ignore[arg-type]
        server.daemon_threads = True
        clamd.address = str(path) if path else server.server_address  # type: ignore[assignment]
        Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield clamd
        finally:
            clamd.closing.set()
            server.shutdown()
