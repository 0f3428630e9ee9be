"""Slow phones: uploads that trickle in while somebody reads. Each ends by itself; loopback only."""

import socket
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from io import BytesIO
from ipaddress import ip_address
from statistics import median
from typing import Final
from urllib.parse import SplitResult, urlsplit

from PIL import Image

from config.bench.browser import Browser, File, Refused, expect, multipart
from config.bench.measuring import percentile

PAUSE: Final = 0.2  # seconds between two pieces
LONGEST: Final = 600.0  # seconds after which a phone gives up
_EDGE: Final = 2300  # pixels: noise that a JPEG of about 5 MB holds


@dataclass(frozen=True, slots=True)
class Phones:
    """How many, how fast in bytes a second, and whose they are."""

    number: int
    rate: int
    csrf: str
    cookies: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Sent:
    """How many are under way, and how many photos have arrived and been kept so far."""

    under_way: int
    arrived: int


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
def uploading(address: str, phones: Phones) -> Iterator[Callable[[], Sent]]:
    """Keep them sending photos during the block; gives back what has come of it. They stop when it ends.

    Each begins at another place of its first photo, as if all had begun long ago: photos arrive one by one.
    """
    parts, over, photo = loopback(address), threading.Event(), photograph()
    arrived: list[int] = []

    def phone(place: int) -> None:
        begun = place / phones.number
        while not over.is_set():
            if _kept(_request(parts, phones, photo), parts, phones, over, begun=begun):
                arrived.append(place)
            begun = 0

    threads = [threading.Thread(target=phone, args=(place,)) for place in range(phones.number)]
    for thread in threads:
        thread.start()
    try:
        yield lambda: Sent(sum(thread.is_alive() for thread in threads), len(arrived))
    finally:
        over.set()
        for thread in threads:
            thread.join()


def photograph() -> bytes:
    """About 5 MB that are worth looking at: a camera's JPEG without anything to leave out."""
    picture = BytesIO()
    Image.effect_noise((_EDGE, _EDGE), 90).save(picture, "JPEG", quality=95)
    return picture.getvalue()


def _kept(request: bytes, parts: SplitResult, phones: Phones, over: threading.Event, *, begun: float) -> bool:
    """Send one photo, a piece every PAUSE, what is `begun` at once; returns whether the server kept it.

    It ends early when the block is over or its patience ends.
    """
    until, piece = time.monotonic() + LONGEST, max(int(phones.rate * PAUSE), 1)
    first = int(len(request) * begun)
    with socket.create_connection((parts.hostname or "127.0.0.1", parts.port or 80), timeout=LONGEST) as link:
        link.sendall(request[:first])
        for start in range(first, len(request), piece):
            if over.is_set() or time.monotonic() > until:
                return False
            link.sendall(request[start : start + piece])
            over.wait(PAUSE)
        return b" 201 " in link.recv(1024).partition(b"\r\n")[0]


def _request(parts: SplitResult, phones: Phones, photo: bytes) -> bytes:
    boundary = uuid.uuid4().hex
    body = multipart([("csrfmiddlewaretoken", phones.csrf)], {"file": File("照片.jpg", photo)}, boundary=boundary)
    cookies = "; ".join(f"{name}={value}" for name, value in phones.cookies.items())
    head = (
        f"POST /files/new/{uuid.uuid4()}/ HTTP/1.1\r\n"
        f"Host: {parts.netloc}\r\nCookie: {cookies}\r\nConnection: close\r\n"
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
