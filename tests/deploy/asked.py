"""What stands where the product stands, behind the real front and the real page server: it says what it was asked."""

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

StartResponse = Callable[[str, list[tuple[str, str]]], object]


def application(environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
    """Answer with method, address and body of the request, and keep that line in the file `QIHU_TEST_ASKED`."""
    body = environ["wsgi.input"].read()
    line = f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']} {body.decode('latin-1')!r}"
    with Path(os.environ["QIHU_TEST_ASKED"]).open("a", encoding="utf-8") as file:
        file.write(line + "\n")
    said = line.encode()
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(said)))])
    return [said]
