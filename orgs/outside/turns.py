"""Whose turn it is to ask the keeper of a way. Few processes make all pages, and whoever asks a keeper holds one up.

So one page of this machine asks at a time, for a few seconds in all its calls together; and a keeper that has not
answered is left alone for a while. A keeper that hangs, and strangers who press its button, stop nobody else's work.
"""

import fcntl
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import IO, Final

import requests
from django.conf import settings

from orgs.outside.ways import Way

PATIENCE: Final = 4.0
"""Seconds, for all that one page asks."""
REST: Final = 30
"""Seconds without asking, after no answer."""
RESTING: Final[dict[Way, float]] = {}
"""Until when this process leaves a way alone, as `time.monotonic()` counts."""
_BRIEFLY: Final = 0.5  # as long as two or three honest answers take
_LOCK: Final = ".asking-outside"


class NotNow(requests.ConnectionError):
    """Nobody was asked: the keeper has not answered lately, or another page is asking one."""


class _Turn:
    """What one page asks. `until` is set when it begins to."""

    def __init__(self) -> None:
        self.held, self.until = ExitStack(), 0.0


_turn: ContextVar[_Turn] = ContextVar("turn")


@contextmanager
def turn(way: Way) -> Iterator[None]:
    """For what one page asks in this block, if it asks anything. Raises NotNow while the way rests."""
    if RESTING.get(way, 0) > time.monotonic():
        raise NotNow("has not answered lately")
    mine = _Turn()
    before = _turn.set(mine)
    try:
        with mine.held:
            yield
    finally:
        _turn.reset(before)


def deadline() -> float:
    """When all asking of this page must be over, as `time.monotonic()` counts. Raises NotNow while another asks."""
    mine = _turn.get()
    if not mine.until:
        _take(mine.held.enter_context(_place()))
        mine.until = time.monotonic() + PATIENCE
    return mine.until


def rest(way: Way) -> None:
    """It has not answered, or nothing that makes sense whoever asks."""
    RESTING[way] = time.monotonic() + REST


def _place() -> IO[bytes]:
    folder = Path(settings.FILES_ROOT)
    folder.mkdir(parents=True, exist_ok=True, mode=0o750)
    return (folder / _LOCK).open("ab")


def _take(place: IO[bytes]) -> None:
    """The lock, which ends with the file."""
    enough = time.monotonic() + _BRIEFLY
    while True:
        try:
            return fcntl.flock(place, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as taken:
            if time.monotonic() > enough:
                raise NotNow("another page is asking") from taken
        time.sleep(0.02)
