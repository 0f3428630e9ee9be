"""A short number for every request, so that a person on the phone and a line in the log mean the same failure."""

import logging
import secrets
from contextvars import ContextVar

# Without 0 O 1 I L: the number is read out on the telephone.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LENGTH = 7

_current: ContextVar[str] = ContextVar("request_id", default="-")


def new_request_id() -> str:
    """Start a number for the request at hand; ``LENGTH`` characters, 31⁷ of them."""
    number = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    _current.set(number)
    return number


def request_id() -> str:
    return _current.get()


class RequestIdFilter(logging.Filter):
    """Puts ``request_id`` on every log record: ``{"()": "web.request_id.RequestIdFilter"}`` in ``LOGGING``."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = _current.get()
        return True
