"""The network between a phone and the county: a real connection that is slow upwards and can be cut in mid-file."""

import socket
import threading
import time
from contextlib import suppress


class Wire:
    """Listens on a port of its own in front of another; `cut` breaks what is under way and refuses what comes."""

    def __init__(self, *, to: int, upwards: int) -> None:
        self.to, self.upwards, self.sent, self.is_cut = to, upwards, 0, False
        self.ends: list[socket.socket] = []
        self.server = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self._serve, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.getsockname()[1]}"

    def cut(self) -> None:
        self.is_cut = True
        for end in self.ends:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
        self.ends.clear()

    def mend(self) -> None:
        self.is_cut = False

    def wait_for_bytes(self, count: int) -> None:
        """Wait until so many more have gone up."""
        goal, until = self.sent + count, time.monotonic() + 60
        while self.sent < goal:
            assert time.monotonic() < until, f"{goal - self.sent} bytes never came"
            time.sleep(0.02)

    def _serve(self) -> None:
        while True:
            phone, _address = self.server.accept()
            if self.is_cut:
                phone.close()
                continue
            county = socket.create_connection(("127.0.0.1", self.to))
            self.ends += [phone, county]
            threading.Thread(target=self._carry, args=(phone, county, True), daemon=True).start()
            threading.Thread(target=self._carry, args=(county, phone, False), daemon=True).start()

    def _carry(self, source: socket.socket, target: socket.socket, upwards: bool) -> None:
        with suppress(OSError):
            while data := source.recv(4096):
                target.sendall(data)
                if upwards:
                    self.sent += len(data)
                    time.sleep(len(data) / self.upwards)
        for end in (source, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
