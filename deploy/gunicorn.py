"""Gunicorn's hooks. What it is told on the command line stands with who starts it."""

import gc
import signal
from typing import Any

from deploy.local.children import die_with_parent

# A page makes tens of thousands of objects that die with it. Looking through them every 700, and now and then through
# all that was loaded at the start, took a tenth of a page's time (docs/performance.md).
YOUNG = 20_000


def when_ready(server: Any) -> None:  # noqa: ARG001 -- gunicorn's signature
    """What is loaded now stays: never look through it again, and leave its pages shared between the processes."""
    gc.collect()
    gc.freeze()


def post_fork(server: Any, worker: Any) -> None:  # noqa: ARG001 -- gunicorn's signature
    """Let a page server end with its master, even by kill -9: an orphan would answer from a socket nobody sees."""
    die_with_parent(signal.SIGKILL)
    gc.set_threshold(YOUNG, 10, 10)


def post_worker_init(worker: Any) -> None:  # noqa: ARG001 -- gunicorn's signature
    """The first photo of each page process meets a fork server that is ready."""
    from tickets.services.inspecting import get_ready  # noqa: PLC0415 -- the product is loaded by now

    get_ready()
