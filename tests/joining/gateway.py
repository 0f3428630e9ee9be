"""A small SMS gateway on loopback: recomputes Aliyun's signature by itself, then answers in the manner it was given."""

import hashlib
import hmac
import json
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread
from urllib.parse import parse_qsl, quote

KEY_ID, SECRET = "test-key", "test-secret"


class Gateway(ThreadingHTTPServer):
    """`manner`: "OK" or another code of the gateway, "500", "hangs", "drips", "garbage", "redirects", "floods"."""

    daemon_threads = True

    def __init__(self, manner: str) -> None:
        super().__init__(("127.0.0.1", 0), _Clerk)
        self.manner = manner
        self.taken: list[dict[str, str]] = []
        self.forged = 0
        self.closing = Event()

    @property
    def host(self) -> str:
        """As the list of allowed hosts names it."""
        return f"127.0.0.1:{self.server_address[1]}"


class _Clerk(BaseHTTPRequestHandler):
    server: Gateway

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if not self._signature_is_right(body):
            self.server.forged += 1
            self._answer({"Code": "SignatureDoesNotMatch"}, status=400)
            return
        manner = self.server.manner
        if manner == "hangs":
            self.server.closing.wait(30)
        elif manner == "drips":
            self._drip()
        elif manner == "redirects":
            self.send_response(302)
            self.send_header("Location", "http://169.254.169.254/latest/meta-data/")
            self.end_headers()
        elif manner in {"garbage", "floods", "500"}:
            self._raw(b"<html>oops</html>" * (20_000 if manner == "floods" else 1), 500 if manner == "500" else 200)
        else:
            self._take(body, manner)

    def do_GET(self) -> None:
        self.server.forged += 1

    def _take(self, body: bytes, code: str) -> None:
        if code == "OK":
            self.server.taken.append(dict(parse_qsl(body.decode())))
        self._answer({"Code": code, "Message": "to 13800001234", "RequestId": "x", "BizId": "y"})

    def _drip(self) -> None:
        self.send_response(200)
        self.end_headers()
        while not self.server.closing.wait(0.05):
            try:
                self.wfile.write(b" ")
                self.wfile.flush()
            except OSError:
                return

    def _signature_is_right(self, body: bytes) -> bool:
        """Written from the documentation, not from the code under test."""
        words = dict(part.strip().split("=", 1) for part in self.headers["Authorization"].split(" ", 1)[1].split(","))
        names = words["SignedHeaders"].split(";")
        query = self.path.partition("?")[2]
        lines = "".join(f"{name}:{self.headers[name].strip()}\n" for name in names)
        canonical = f"POST\n/\n{query}\n{lines}\n{';'.join(names)}\n{hashlib.sha256(body).hexdigest()}"
        to_sign = "ACS3-HMAC-SHA256\n" + hashlib.sha256(canonical.encode()).hexdigest()
        right = hmac.new(SECRET.encode(), to_sign.encode(), hashlib.sha256).hexdigest()
        needed = {"host", "content-type", "x-acs-action", "x-acs-content-sha256", "x-acs-date", "x-acs-signature-nonce"}
        sorted_body = "&".join(
            f"{quote(name, safe='~')}={quote(value, safe='~')}" for name, value in sorted(parse_qsl(body.decode()))
        )
        return (
            words["Signature"] == right
            and words["Credential"] == KEY_ID
            and needed <= set(names)
            and self.headers["x-acs-content-sha256"] == hashlib.sha256(body).hexdigest()
            and self.headers["x-acs-action"] == "SendSms"
            and sorted_body == body.decode()
        )

    def _answer(self, said: dict[str, str], *, status: int = 200) -> None:
        self._raw(json.dumps(said).encode(), status)

    def _raw(self, body: bytes, status: int) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- the library's signature
        pass


@contextmanager
def gateway(manner: str = "OK", *, certificate: Path | None = None) -> Iterator[Gateway]:
    """A running gateway; with a certificate it speaks TLS."""
    with Gateway(manner) as server:
        if certificate is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            server.socket = context.wrap_socket(server.socket, server_side=True)
        Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield server
        finally:
            server.closing.set()
            server.shutdown()
