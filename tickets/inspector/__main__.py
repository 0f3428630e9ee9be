"""`python -m tickets.inspector MEMORY SECONDS EXTENSION SOURCE OUT THUMB`: one line of JSON, or death by a limit."""

import errno
import json
import os
import resource
import signal
import sys
from pathlib import Path

MOST_WRITTEN = 64 * 1024 * 1024
NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO})


def limit(*, memory: int, seconds: int) -> None:
    """The kernel keeps these, whatever the file makes us do."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (MOST_WRITTEN, MOST_WRITTEN))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
    signal.alarm(seconds * 2)  # a page server that died no longer waits for us
    os.nice(10)  # pages go first


def main(argv: list[str]) -> None:
    """Look, and say what was seen."""
    memory, seconds, extension, *paths = argv
    limit(memory=int(memory), seconds=int(seconds))
    from tickets.inspector.looking import look  # noqa: PLC0415 -- under the limits
    from tickets.inspector.verdict import Refused  # noqa: PLC0415 -- as above

    source, out, thumb = map(Path, paths)
    try:
        said = {"type": look(source, extension=extension, out=out, thumb=thumb)}
    except Refused as refused:
        said = {"refused": refused.reason.value}
    except OSError as error:
        if error.errno not in NO_ROOM:
            raise
        said = {"no_room": str(error.strerror)}
    sys.stdout.write(json.dumps(said))


main(sys.argv[1:])
