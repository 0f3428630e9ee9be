"""`python -m tickets.inspector`: a fork server. Each file is looked at by a fork of its own, and by nobody else.

Standard input is a socket. Every message on it is one byte and one end of another socket, over which the fork says its
process id, reads its order and says in a line of JSON what it saw, or dies by a limit. Each of these three is written
at once and smaller than what a local socket takes in one piece, so that it is read in one piece as well. The server
itself never touches a file; it ends when whoever started it does.
"""

import errno
import gc
import json
import os
import resource
import signal
import socket
from pathlib import Path
from typing import Any

# Before anybody waits: loading them takes longer than looking at a photo.
from tickets.inspector import pictures  # noqa: F401 -- `looking` loads it only where it is needed
from tickets.inspector.looking import look
from tickets.inspector.verdict import Refused

MOST_WRITTEN = 64 * 1024 * 1024
NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO})
LONGEST_ORDER = 16 * 1024


def serve(line: socket.socket) -> None:
    """Fork for every caller until the line closes."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel buries those who have ended
    while True:
        called, ends, _flags, _address = socket.recv_fds(line, 1, 1)
        if not called:
            return
        if not ends:
            continue  # we have no number left for it; who called hears nothing, and tries again
        with socket.socket(fileno=ends[0]) as caller:
            try:
                child = os.fork()
            except OSError:
                continue  # who called hears nothing, and tries again
            if child == 0:
                line.close()
                answer(caller)


def answer(caller: socket.socket) -> None:
    """One order from beginning to end, in a process that ends with it."""
    status = 1
    try:
        quiet = os.open(os.devnull, os.O_WRONLY)
        os.dup2(quiet, 2)  # what a hostile file makes a decoder say is not for our log
        caller.sendall(b"%d\n" % os.getpid())
        order = json.loads(caller.recv(LONGEST_ORDER))
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
    os.nice(10)  # pages go first
    signal.alarm(seconds * 2)  # a page server that died no longer waits for us


def seen(order: dict[str, Any]) -> dict[str, str]:
    """What the caller is told: the type, why the file is refused, or that the disk is full."""
    source, out, thumb = (Path(order[name]) for name in ("source", "out", "thumb"))
    try:
        return {"type": look(source, extension=order["extension"], out=out, thumb=thumb)}
    except Refused as refused:
        return {"refused": refused.reason.value}
    except OSError as error:
        if error.errno not in NO_ROOM:
            raise
        return {"no_room": str(error.strerror)}


if __name__ == "__main__":
    gc.freeze()  # what is loaded stays shared with the forks
    with socket.socket(fileno=0) as line:
        serve(line)
