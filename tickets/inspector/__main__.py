"""`python -m tickets.inspector`: a fork server. Each file is looked at by a fork of its own, and by nobody else.

Standard input is a socket that keeps messages apart. Each is an order in JSON and one end of another such socket, over
which a fork says its process id, and then in JSON what it saw, or dies by a limit. One fork waits for the next file
ahead of time, with all that a photo needs in memory of its own. The server itself never touches a file; it ends when
whoever started it does.
"""

import errno
import gc
import json
import os
import resource
import signal
import socket
import time
from contextlib import suppress
from pathlib import Path
from typing import Any, NoReturn

# Before anybody waits: loading them takes longer than looking at a photo.
from tickets.inspector import pictures
from tickets.inspector.looking import look
from tickets.inspector.verdict import Refused

MOST_WRITTEN = 64 * 1024 * 1024
NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO})
LONGEST_ORDER = 16 * 1024
TAKEN, OVER = b"+", b"."
PAUSE = 0.5  # seconds


def serve(line: socket.socket) -> None:
    """Keep one fork waiting for the next caller until the line closes."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel buries those who have ended
    while True:
        heard, saying = os.pipe()
        try:
            child = os.fork()
        except OSError:
            child = -1
        if child == 0:
            os.close(heard)
            try:
                wait(line, saying)
            finally:
                os._exit(1)  # whatever happens, a fork never goes on as a server
        os.close(saying)
        said = os.read(heard, 1) if child > 0 else turned_away(line)
        os.close(heard)
        if said == OVER:
            return
        if not said:
            time.sleep(PAUSE)  # it died while it waited: whatever kills them shall not have two cores to itself


def wait(line: socket.socket, saying: int) -> NoReturn:
    """In a fork: be ready for one caller, say that there is one or that the line has closed, answer it and end."""
    with suppress(Exception):  # the photo's own fork will say what is wrong
        pictures.warm()
    order, ends, _flags, _address = socket.recv_fds(line, LONGEST_ORDER, 1)
    if not order:
        with suppress(BrokenPipeError):
            os.write(saying, OVER)
        os._exit(0)
    os.write(saying, TAKEN)
    os.close(saying)
    line.close()
    if not ends:
        os._exit(1)  # no number was left for it; who called hears nothing, and tries again
    answer(socket.socket(fileno=ends[0]), order)


def turned_away(line: socket.socket) -> bytes:
    """The machine cannot fork: the next caller hears nothing, and tries again."""
    order, ends, _flags, _address = socket.recv_fds(line, LONGEST_ORDER, 1)
    for end in ends:
        os.close(end)
    return TAKEN if order else OVER


def answer(caller: socket.socket, words: bytes) -> NoReturn:
    """One order from beginning to end, in a process that ends with it."""
    status = 1
    try:
        quiet = os.open(os.devnull, os.O_WRONLY)
        os.dup2(quiet, 2)  # what a hostile file makes a decoder say is not for our log
        caller.sendall(b"%d" % os.getpid())
        order = json.loads(words)
        limit(memory=order["memory"], seconds=order["seconds"])
        caller.sendall(json.dumps(seen(order)).encode())
        status = 0
    # A bug of ours or of a decoder; memory that ran out may come by here as well.
    except Exception as error:  # noqa: BLE001 -- whatever it is, it ends with this process and is told by name
        caller.sendall(json.dumps({"failed": type(error).__name__}).encode())
    finally:
        os._exit(status)


def limit(*, memory: int, seconds: int) -> None:
    """The kernel keeps these, whatever the file makes us do."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (MOST_WRITTEN, MOST_WRITTEN))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
    signal.alarm(seconds * 2)  # a page server that died no longer waits for us


def step_back() -> None:
    """Pages go first: what follows takes longer than one of them."""
    os.nice(10)


def seen(order: dict[str, Any]) -> dict[str, str]:
    """What the caller is told: the type, why the file is refused, or that the disk is full."""
    source, out, thumb = (Path(order[name]) for name in ("source", "out", "thumb"))
    try:
        return {"type": look(source, extension=order["extension"], out=out, thumb=thumb, heavy=step_back)}
    except Refused as refused:
        return {"refused": refused.reason.value}
    except OSError as error:
        if error.errno not in NO_ROOM:
            raise
        return {"no_room": str(error.strerror)}


if __name__ == "__main__":
    pictures.warm()
    gc.freeze()  # what is loaded stays shared with the forks
    with socket.socket(fileno=0) as line:
        serve(line)
