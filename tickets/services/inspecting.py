"""Has a file looked at in a child with limits: few at once, little memory, little time. Believes only its one line."""

import fcntl
import json
import logging
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Final

from django.conf import settings

from tickets.inspector.verdict import Reason, Refused

logger = logging.getLogger(__name__)

PATIENCE: Final = 20.0  # seconds to wait for a place; a page server waits no longer
WALL: Final = 2  # times the limit on its own seconds; with PATIENCE less than a page server is given
_PLACES: Final = ".inspectors"
_PAUSE: Final = 0.05


class Crowded(Exception):
    """All places are taken by other files; trying again in a moment helps."""


def inspect(source: Path, *, extension: str, out: Path, thumb: Path) -> str:
    """Return the media type; a picture stands in `out` and `thumb` then. Raises Refused, Crowded, OSError.

    OSError is the disk's: the child could not write what it made.
    """
    order = json.dumps([extension, str(source), str(out), str(thumb)]).encode() + b"\n"
    with _place(), _waiting() or _started() as child:
        try:
            # The kernel counts the child's own seconds; the wall is for one that hangs on a busy machine.
            said, _errors = child.communicate(order, timeout=WALL * settings.FILE_INSPECTOR_SECONDS)
        except subprocess.TimeoutExpired as late:
            child.kill()
            child.communicate()
            logger.warning("the inspector was stopped after %d seconds", WALL * settings.FILE_INSPECTOR_SECONDS)
            raise Refused(Reason.COMPLEX) from late
        finally:
            _start_the_next()
    return _said(child.returncode, said)


_spares: list["subprocess.Popen[bytes]"] | None = None
"""Inspectors that have started and wait for a file: where pages are served one, elsewhere none is kept (None)."""


def keep_a_spare() -> None:
    """From now on an inspector waits ready in this process: starting one takes longer than looking at a photo.

    It ends with this process, whose end closes its standard input.
    """
    global _spares  # noqa: PLW0603 -- one a process
    if _spares is None:
        _spares = [_started()]


def _start_the_next() -> None:
    """Where spares are kept; a machine that cannot start one now starts one when the next file comes."""
    if _spares is not None:
        with suppress(OSError):
            _spares.append(_started())


def _waiting() -> "subprocess.Popen[bytes] | None":
    """The spare, if there is one and it lives."""
    while _spares:
        spare = _spares.pop()
        if spare.poll() is None:
            return spare
    return None


def _started() -> "subprocess.Popen[bytes]":
    limits = [str(settings.FILE_INSPECTOR_MEMORY), str(settings.FILE_INSPECTOR_SECONDS)]
    return subprocess.Popen(  # noqa: S603 -- our own program; nothing of the file is among its arguments
        [sys.executable, "-E", "-s", "-m", "tickets.inspector", *limits],
        cwd=settings.BASE_DIR,
        env={"PATH": os.defpath},  # no secret of ours is in its reach
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def _said(status: int, words: bytes) -> str:
    """The child's word. Without one it met a limit."""
    if status:
        logger.warning("the inspector ended with %d", status)
        raise Refused(Reason.COMPLEX)
    said = json.loads(words)
    if "no_room" in said:
        raise OSError(said["no_room"])
    if "refused" in said:
        raise Refused(Reason(said["refused"]))
    return str(said["type"])


@contextmanager
def _place() -> Iterator[None]:
    """One of the few places; they are files, so that all page servers share them and a killed one gives its back."""
    folder = Path(settings.FILES_ROOT) / _PLACES
    folder.mkdir(parents=True, exist_ok=True, mode=0o750)
    places: list[IO[bytes]] = [(folder / str(number)).open("ab") for number in range(settings.FILE_INSPECTORS)]
    try:
        _take_one(places)
        yield
    finally:
        for place in places:
            place.close()


def _take_one(places: list[IO[bytes]]) -> None:
    until = time.monotonic() + PATIENCE
    while True:
        for place in places:
            try:
                fcntl.flock(place, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            return
        if time.monotonic() > until:
            raise Crowded
        time.sleep(_PAUSE)
