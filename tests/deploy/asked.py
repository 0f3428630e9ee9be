"""What stands where the product stands, behind the real front and the real servers: it says what it was asked."""

import os
from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path
from typing import Any

StartResponse = Callable[[str, list[tuple[str, str]]], object]
PLAIN = "text/plain"


def application(environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
    """For the page server: answer with method, address and body, and keep that line in the file `QIHU_TEST_ASKED`."""
    said = kept(environ["REQUEST_METHOD"], environ["PATH_INFO"], environ["wsgi.input"].read())
    start_response("200 OK", [("Content-Type", PLAIN), ("Content-Length", str(len(said)))])
    return [said]


async def sockets(
    scope: dict[str, Any],
    receive: Callable[[], Awaitable[dict[str, Any]]],
    send: Callable[[dict[str, Any]], Awaitable[None]],
) -> None:
    """The same for the server of sockets, which opens none here."""
    asked = await receive()
    if scope["type"] == "websocket":
        kept("WEBSOCKET", scope["path"], b"")
        await send({"type": "websocket.close"})
        return
    body = asked.get("body", b"")
    while asked.get("more_body"):
        asked = await receive()
        body += asked.get("body", b"")
    if asked["type"] == "http.disconnect":
        return
    said = kept(scope["method"], scope["path"], body)
    headers = [(b"content-type", PLAIN.encode()), (b"content-length", str(len(said)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": said})


def kept(method: str, path: str, body: bytes) -> bytes:
    line = f"{method} {path} {body.decode('latin-1')!r}"
    with Path(os.environ["QIHU_TEST_ASKED"]).open("a", encoding="utf-8") as file:
        file.write(line + "\n")
    return line.encode()
