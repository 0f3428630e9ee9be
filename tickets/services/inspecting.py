"""Has a file looked at in a fork with limits: few at once, little memory, little time. Believes only its one line."""

import fcntl
import json
import logging
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from django.conf import settings

from tickets.inspector.verdict import Reason, Refused

logger = logging.getLogger(__name__)

# Seconds to wait for a place, and for an inspector there. With the wall they are less than a page server is given.
PATIENCE: Final = 20.0
GREETING: Final = 8.0
WALL: Final = 2  # times the limit on its own seconds
_PLACES: Final = ".inspectors"
_PAUSE: Final = 0.05
_LONGEST_WORD: Final = 4096


class Crowded(Exception):
    """No place, or no process to be had for this file; trying again in a moment helps."""


def inspect(source: Path, *, extension: str, out: Path, thumb: Path) -> str:
    """Return the media type; a picture stands in `out` and `thumb` then. Raises Refused, Crowded, OSError.

    OSError is the disk's: the inspector could not write what it made.
    """
    order = {
        "memory": settings.FILE_INSPECTOR_MEMORY,
        "seconds": settings.FILE_INSPECTOR_SECONDS,
        "extension": extension,
        "source": str(source),
        "out": str(out),
        "thumb": str(thumb),
    }
    with _place(), _inspector(json.dumps(order).encode()) as inspector:
        return _said(inspector.hear())


@dataclass(slots=True)
class _Inspector:
    """A fork of the server that works at its order."""

    line: socket.socket
    process_id: int

    def hear(self) -> bytes:
        """Its one word; none where it met a limit. Raises Refused when it hangs."""
        # The kernel counts the fork's own seconds; the wall is for one that hangs on a busy machine.
        wall = WALL * settings.FILE_INSPECTOR_SECONDS
        self.line.settimeout(max(wall, _PAUSE))
        try:
            return self.line.recv(_LONGEST_WORD)
        except TimeoutError as late:
            with suppress(ProcessLookupError):
                os.kill(self.process_id, signal.SIGKILL)
            logger.warning("the inspector was stopped after %d seconds", wall)
            raise Refused(Reason.COMPLEX) from late
        except ConnectionResetError:
            return b""


def _said(words: bytes) -> str:
    """The inspector's word. Without one it met a limit; `failed` is a bug of ours or a broken installation."""
    said = json.loads(words or "{}")
    if not said or "failed" in said:
        logger.warning("the inspector ended without a verdict: %s", said.get("failed", "a limit"))
        raise Refused(Reason.COMPLEX)
    if "no_room" in said:
        raise OSError(said["no_room"])
    if "refused" in said:
        raise Refused(Reason(said["refused"]))
    return str(said["type"])


@dataclass(slots=True)
class _Server:
    """The fork server of this process; it ends when its line closes, as it does when this process ends."""

    process: "subprocess.Popen[bytes]"
    line: socket.socket


_server: _Server | None = None
_starting: Final = threading.Lock()


def get_ready() -> None:
    """Start the fork server before the first file comes: starting it takes longer than looking at a photo.

    A machine that cannot start one now serves its pages without; the first file tries again.
    """
    with suppress(OSError):
        _ready()


def _ready() -> _Server:
    global _server  # noqa: PLW0603 -- one a process
    with _starting:
        if _server is None:
            _server = _started()
        return _server


def _gone(server: _Server) -> None:
    """It did not answer: forget it, and the next file starts another. Forks at work go on."""
    global _server  # noqa: PLW0603 -- as above
    with _starting:
        if _server is server:
            _server = None
            server.line.close()
            server.process.kill()
            server.process.wait()


def _started() -> _Server:
    ours, theirs = _pair()
    with theirs, ExitStack() as failing:
        failing.enter_context(ours)
        process = subprocess.Popen(
            [sys.executable, "-E", "-s", "-m", "tickets.inspector"],
            cwd=settings.BASE_DIR,
            env={"PATH": os.defpath},  # none of our secrets is handed down
            stdin=theirs.fileno(),
            stdout=subprocess.DEVNULL,
        )
        failing.pop_all()
    return _Server(process, ours)


def _pair() -> tuple[socket.socket, socket.socket]:
    """Two ends of a line on which a message stays one, whoever else writes at the same time."""
    return socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)


@contextmanager
def _inspector(order: bytes) -> Iterator[_Inspector]:
    """A fresh fork. A server that has died is started anew, once; a machine that cannot fork is crowded."""
    until = time.monotonic() + GREETING
    inspector = _called(order, until) or _called(order, until)
    if inspector is None:
        raise Crowded
    with inspector.line:
        yield inspector


def _called(order: bytes, until: float) -> _Inspector | None:
    """A fork that has said its process id; none where the server has died or the machine has no process to spare."""
    try:
        server = _ready()
        ours, theirs = _pair()
    except OSError:
        return None
    try:
        with theirs:
            socket.send_fds(server.line, [order], [theirs.fileno()])
        ours.settimeout(max(until - time.monotonic(), _PAUSE))
        if first := ours.recv(_LONGEST_WORD):
            return _Inspector(ours, int(first))
    except OSError as silent:
        logger.warning("the fork server does not answer: %s", silent)
    ours.close()
    _gone(server)
    return None


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
