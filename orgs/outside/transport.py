"""What the account library asks others through: `orgs.wire` and nothing else, and only the hosts of configured ways."""

import io
from urllib.parse import urlsplit

import requests
from django.conf import settings
from requests.adapters import BaseAdapter
from requests.structures import CaseInsensitiveDict

from orgs import wire
from orgs.outside import turns
from orgs.outside.ways import Way


def session() -> requests.Session:
    """A session that follows no redirect, reads no environment and leaves by the one door."""
    made = requests.Session()
    made.adapters.clear()
    made.mount("http://", _Door())
    made.mount("https://", _Door())
    made.trust_env = False
    made.max_redirects = 0
    made.headers.update({"Accept": "application/json", "Accept-Encoding": "identity", "Connection": "close"})
    return made


def keeper_of(url: str) -> Way | None:
    """The configured way whose keeper answers at this address."""
    ways: dict[str, Way] = settings.OUTSIDE
    host = urlsplit(url).netloc.lower()
    return next((way for way in ways.values() if host in way.hosts), None)


class _Door(BaseAdapter):
    """Hands a prepared request to `wire`; how much is wire's own, how long is the page's turn's."""

    def send(self, request: requests.PreparedRequest, *_how: object, **_more: object) -> requests.Response:
        """Raises requests.ConnectionError where nobody may be asked or nobody answers, NotNow where nobody is asked."""
        url, body = request.url or "", request.body
        way = keeper_of(url)
        if way is None or not isinstance(body, bytes | str | None):
            raise requests.ConnectionError("not a request to the host of a configured way")
        try:
            answer = wire.send(
                request.method or "GET",
                url,
                headers={name: str(value) for name, value in request.headers.items()},
                body=body.encode() if isinstance(body, str) else body,
                allowed=way.hosts,
                inside=way.inside,
                until=turns.deadline(),
            )
        except wire.NotAllowed as failed:
            raise requests.ConnectionError(str(failed)) from failed
        except wire.NoAnswer as failed:
            turns.rest(way)
            raise requests.ConnectionError(str(failed)) from failed
        return _response(request, answer)

    def close(self) -> None:
        """Nothing is kept open."""


def _response(request: requests.PreparedRequest, answer: wire.Answer) -> requests.Response:
    made = requests.Response()
    made.status_code, made.url, made.request = answer.status, request.url or "", request
    made.headers = CaseInsensitiveDict(answer.headers)
    made.encoding = "utf-8"  # as JSON is, whatever a header says
    made.raw = io.BytesIO(answer.body)
    return made
