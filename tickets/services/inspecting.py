"""Has a file looked at in a child with limits: few at once, little memory, little time. Believes only its one line."""

import fcntl
import json
import logging
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
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
    seconds = settings.FILE_INSPECTOR_SECONDS
    command = [sys.executable, "-E", "-s", "-m", "tickets.inspector", str(settings.FILE_INSPECTOR_MEMORY)]
    command += [str(seconds), extension, str(source), str(out), str(thumb)]
    with _place():
        try:
            done = subprocess.run(  # noqa: S603 -- our own program; the file's name is not among its arguments
                command,
                cwd=settings.BASE_DIR,
                env={"PATH": os.defpath},  # no secret of ours is in its reach
                stdin=subprocess.DEVNULL,
                capture_output=True,
                # The kernel counts the child's own seconds; the wall is for one that hangs on a busy machine.
                timeout=WALL * seconds,
                check=False,
            )
        except subprocess.TimeoutExpired as late:
            logger.warning("the inspector was stopped after %d seconds", WALL * seconds)
            raise Refused(Reason.COMPLEX) from late
    return _said(done)


def _said(done: subprocess.CompletedProcess[bytes]) -> str:
    """The child's word. Without one it met a limit."""
    if done.returncode:
        logger.warning("the inspector ended with %d", done.returncode)
        raise Refused(Reason.COMPLEX)
    said = json.loads(done.stdout)
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
