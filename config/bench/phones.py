"""Slow phones: uploads that trickle in while somebody reads. Each ends by itself; loopback only."""

import socket
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from ipaddress import ip_address
from statistics import median
from typing import Final
from urllib.parse import SplitResult, urlsplit

from config.bench.browser import Browser, File, Refused, expect, multipart
from config.bench.measuring import percentile

PAUSE: Final = 0.2  # seconds between two pieces
LONGEST: Final = 600.0  # seconds after which a phone gives up
FILE: Final = 5_000_000  # bytes


@dataclass(frozen=True, slots=True)
class Phones:
    """How many, how fast in bytes a second, and the form that they send."""

    number: int
    rate: int
    path: str
    fields: list[tuple[str, str]]
    name: str
    cookies: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Read:
    """What the reader met, in ms."""

    pages: int
    p50: float
    p95: float


def loopback(address: str) -> SplitResult:
    """The address in parts. Raises Refused for any that is not this machine's own."""
    parts = urlsplit(address)
    host = parts.hostname or ""
    with suppress(ValueError):
        if host == "localhost" or ip_address(host).is_loopback:
            return parts
    raise Refused(f"phones call this machine only, not {host}")


@contextmanager
def uploading(address: str, phones: Phones) -> Iterator[Callable[[], int]]:
    """Keep them sending during the block; gives back how many are under way. They stop when it ends."""
    parts, over = loopback(address), threading.Event()
    threads = [threading.Thread(target=_send, args=(parts, phones, over)) for _each in range(phones.number)]
    for thread in threads:
        thread.start()
    try:
        yield lambda: sum(thread.is_alive() for thread in threads)
    finally:
        over.set()
        for thread in threads:
            thread.join()


def _send(parts: SplitResult, phones: Phones, over: threading.Event) -> None:
    """One phone: a piece every PAUSE until all is sent, the block is over or its patience ends."""
    request, until = _request(parts, phones), time.monotonic() + LONGEST
    piece = max(int(phones.rate * PAUSE), 1)
    with socket.create_connection((parts.hostname or "127.0.0.1", parts.port or 80), timeout=LONGEST) as link:
        for start in range(0, len(request), piece):
            if over.is_set() or time.monotonic() > until:
                return
            link.sendall(request[start : start + piece])
            over.wait(PAUSE)
        link.recv(1024)


def _request(parts: SplitResult, phones: Phones) -> bytes:
    boundary = uuid.uuid4().hex
    body = multipart(phones.fields, {phones.name: File("照片.jpg", bytes(FILE))}, boundary=boundary)
    cookies = "; ".join(f"{name}={value}" for name, value in phones.cookies.items())
    head = (
        f"POST {phones.path} HTTP/1.1\r\nHost: {parts.netloc}\r\nCookie: {cookies}\r\nConnection: close\r\n"
        f"Content-Type: multipart/form-data; boundary={boundary}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def read_for(browser: Browser, path: str, *, seconds: float) -> Read:
    """Read a page again and again, with a breath between, as one person would."""
    took: list[float] = []
    until = time.monotonic() + seconds
    while time.monotonic() < until or not took:
        took.append(expect(browser.get(path), 200).seconds * 1000)
        time.sleep(PAUSE / 4)
    return Read(len(took), median(took), percentile(took))
