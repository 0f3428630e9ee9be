"""`python -m tickets.inspector MEMORY SECONDS`: a file's order on standard input, then one line of JSON, or death by a
limit. Whoever waits for an order has loaded all that a photo needs; one process looks at one file.
"""

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
    os.nice(10)  # pages go first


def main(argv: list[str]) -> None:
    """Wait for the order, look, and say what was seen. Without an order (the page server is gone) say nothing."""
    memory, seconds = map(int, argv)
    limit(memory=memory, seconds=seconds)
    from tickets.inspector import pictures  # noqa: F401, PLC0415 -- under the limits, and before anybody waits
    from tickets.inspector.looking import look  # noqa: PLC0415 -- under the limits
    from tickets.inspector.verdict import Refused  # noqa: PLC0415 -- as above

    order = sys.stdin.readline()
    if not order:
        return
    signal.alarm(seconds * 2)  # a page server that died no longer waits for us
    extension, *paths = json.loads(order)
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
