"""Gunicorn's hooks. What it is told on the command line stands with who starts it."""

import signal
from typing import Any

from deploy.local.children import die_with_parent


def post_fork(server: Any, worker: Any) -> None:  # noqa: ARG001 -- gunicorn's signature
    """Let a page server end with its master, even by kill -9: an orphan would answer from a socket nobody sees."""
    die_with_parent(signal.SIGKILL)
