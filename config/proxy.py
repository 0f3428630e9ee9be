"""Who is asking, when the page server listens on a private socket behind Caddy."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse


class ClientAddressMiddleware:
    """Take the client's address from the proxy when the peer has none of its own.

    A peer on a unix socket has no address, and only our own proxy can reach that socket; it discards what clients
    claim and writes what it saw. Over TCP the peer's address stands, and X-Forwarded-For is not believed.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.META.get("REMOTE_ADDR"):
            seen = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()
            request.META["REMOTE_ADDR"] = seen or "127.0.0.1"
        return self.get_response(request)
