"""What the terminal shows: Chinese first, one line a step. No traceback ever reaches a person who started ./run."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager


class Refusal(Exception):
    """Qihu cannot start here; the text is the one sentence a person needs."""


def say(line: str = "") -> None:
    """Print one line at once, even into a pipe."""
    print(line, flush=True)


def complain(line: str) -> None:
    """Print one line on stderr."""
    print(line, file=sys.stderr, flush=True)


@contextmanager
def step(words: str) -> Iterator[None]:
    """Say what begins and, if it took long enough to be felt, how long it took."""
    started = time.monotonic()
    say(f"→ {words}")
    yield
    spent = time.monotonic() - started
    if spent >= 1:
        say(f"  {spent:.1f} s")
