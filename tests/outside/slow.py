"""Somebody on loopback who is in no hurry."""

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread


@contextmanager
def house(first: bytes, then: bytes) -> Iterator[tuple[str, list[float]]]:
    """Somebody who says one thing at once and the other again and again; `host:port`, and when they were asked."""
    asked: list[float] = []

    def answer(one: socket.socket) -> None:
        with one, suppress(OSError):
            one.sendall(first)
            while not over.wait(0.05):
                one.sendall(then)

    def listen() -> None:
        with suppress(OSError):
            while not over.is_set():
                one, _address = door.accept()
                asked.append(time.monotonic())
                Thread(target=answer, args=(one,), daemon=True).start()

    over = Event()
    with socket.create_server(("127.0.0.1", 0)) as door:
        Thread(target=listen, daemon=True).start()
        yield f"127.0.0.1:{door.getsockname()[1]}", asked
        over.set()
        door.shutdown(socket.SHUT_RDWR)
