"""A browser without a screen: one person's cookies, one connection, every request timed. Talks to one address only."""

import http.client
import re
import time
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode, urljoin, urlsplit

from config.bench.probe import HEADER, Cost

PATIENCE = 60  # seconds
FILE_TYPE = "image/png"


class Refused(Exception):
    """The product did not answer as this journey expects; says where and with what."""


@dataclass(frozen=True, slots=True)
class File:
    """A file to be sent."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back and what it cost (None when no page server answered); `carried`: a file went along."""

    path: str
    status: int
    location: str
    text: str
    seconds: float
    cost: Cost | None
    carried: bool


class Browser:
    """Signed in by its cookies, or a stranger without any; `source` is the address that it asks from.

    `more` are headers beside the usual ones, as a script of the page sends them.
    """

    def __init__(
        self, address: str, cookies: Mapping[str, str] | None = None, *, source: str = "",
        more: Mapping[str, str] | None = None,
    ) -> None:  # fmt: skip
        parts = urlsplit(address)
        self.cookies, self.more = dict(cookies or {}), dict(more or {})
        self.link = http.client.HTTPConnection(
            parts.hostname or "127.0.0.1",
            parts.port or 80,
            timeout=PATIENCE,
            source_address=(source, 0) if source else None,
        )

    def close(self) -> None:
        """Leave."""
        self.link.close()

    def get(self, path: str) -> Answer:
        """Fetch a page; redirects are not followed."""
        return self._ask("GET", path)

    def post(self, path: str, fields: Sequence[tuple[str, str]], files: Mapping[str, File] | None = None) -> Answer:
        """Send a form, as multipart where files go along."""
        if not files:
            return self._ask("POST", path, urlencode(fields).encode(), "application/x-www-form-urlencoded")
        boundary = uuid.uuid4().hex
        body = multipart(fields, files, boundary=boundary)
        return self._ask("POST", path, body, f"multipart/form-data; boundary={boundary}")

    def page(self, path: str) -> Answer:
        """Fetch a page, through redirects. Raises Refused when there is none."""
        answer = self.get(path)
        for _step in range(5):
            if not answer.location:
                break
            answer = self.get(answer.location)
        return expect(answer, http.client.OK)

    def _ask(self, method: str, path: str, body: bytes | None = None, kind: str = "") -> Answer:
        headers = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "Accept": "text/html",
            **self.more,
        }
        if kind:
            headers["Content-Type"] = kind
        began = time.perf_counter()
        self.link.request(method, path, body, {name: value for name, value in headers.items() if value})
        response = self.link.getresponse()
        text = response.read()
        seconds = time.perf_counter() - began
        for line in response.headers.get_all("Set-Cookie") or ():
            name, _equals, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        location, cost = response.headers.get("Location", ""), response.headers.get(HEADER)
        return Answer(
            path=path,
            status=response.status,
            location=_local(urljoin(path, location)) if location else "",
            text=text.decode("utf-8", errors="replace"),
            seconds=seconds,
            cost=Cost.read(cost) if cost else None,
            carried=kind.startswith("multipart"),
        )


def _local(url: str) -> str:
    parts = urlsplit(url)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def expect(answer: Answer, *statuses: int) -> Answer:
    """The same answer. Raises Refused when its status is another."""
    if answer.status not in statuses:
        words = re.sub(r"<(style|script|head)\b.*?</\1>|<[^>]+>", " ", answer.text, flags=re.DOTALL)
        raise Refused(f"{answer.path}: {answer.status}, {' '.join(words.split())[:600]}")
    return answer


def multipart(fields: Sequence[tuple[str, str]], files: Mapping[str, File], *, boundary: str) -> bytes:
    """A form with files, as browsers send it."""
    parts = [f'name="{name}"\r\n\r\n{value}'.encode() for name, value in fields]
    parts += [
        f'name="{name}"; filename="{file.name}"\r\nContent-Type: {FILE_TYPE}\r\n\r\n'.encode() + file.content
        for name, file in files.items()
    ]
    start = f"--{boundary}\r\nContent-Disposition: form-data; ".encode()
    return b"".join(start + part + b"\r\n" for part in parts) + f"--{boundary}--\r\n".encode()
