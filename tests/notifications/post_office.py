"""A small SMTP server on loopback: takes mail, refuses an addressee, hangs up or hangs. Standard library only."""

import socket
import socketserver
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

OK = "250 ok"


class PostOffice(socketserver.ThreadingTCPServer):
    """`manner` is how it behaves; `letters` is what it took."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, manner: str) -> None:
        super().__init__(("127.0.0.1", 0), _Clerk)
        self.manner = manner
        self.letters: list[str] = []
        self.closing = Event()


class _Clerk(socketserver.StreamRequestHandler):
    server: PostOffice

    def handle(self) -> None:
        if self.server.manner == "hangs":
            self.server.closing.wait(30)
            return
        self._say("220 post office")
        for raw in self.rfile:
            verb = raw.decode().strip().upper()
            if verb.startswith("QUIT"):
                self._say("221 bye")
                return
            if verb.startswith("DATA"):
                self._take_letter()
            elif verb.startswith("RCPT") and self.server.manner.isdigit():
                self._say(f"{self.server.manner} not here {verb}")
            else:
                self._say(OK)

    def _take_letter(self) -> None:
        if self.server.manner == "hangs up":
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        self._say("354 go on")
        lines = []
        while (line := self.rfile.readline().decode().rstrip("\r\n")) != ".":
            lines.append(line)
        self.server.letters.append("\n".join(lines))
        self._say(OK)

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


@contextmanager
def post_office(manner: str = "takes") -> Iterator[PostOffice]:
    """A running server: "takes", "hangs", "hangs up", or a reply code to every addressee."""
    with PostOffice(manner) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield server
        finally:
            server.closing.set()
            server.shutdown()
