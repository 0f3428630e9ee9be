"""Starts programs that never outlive us: own session, and a signal from the kernel when we die, even by kill -9."""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO

PR_SET_PDEATHSIG = 1
NOBODY = 65534

_libc = ctypes.CDLL(None, use_errno=True)


def spawn(
    argv: Sequence[str | Path],
    *,
    log: Path | IO[bytes],
    env: Mapping[str, str] | None = None,
    folder: Path | None = None,
    unprivileged: bool = False,
    parting: signal.Signals = signal.SIGTERM,
) -> subprocess.Popen[bytes]:
    """Start a program whose output goes to `log`; `parting` is what the kernel sends it when we are gone.

    Call it from the main thread: the kernel watches the thread that started the child. `unprivileged` takes effect
    only for root, since nobody else may become another user.
    """
    as_nobody = unprivileged and os.geteuid() == 0
    output = log.open("ab") if isinstance(log, Path) else log
    try:
        return subprocess.Popen(
            [str(part) for part in argv],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=dict(env) if env is not None else None,
            cwd=folder,
            start_new_session=True,
            user=NOBODY if as_nobody else None,
            group=NOBODY if as_nobody else None,
            extra_groups=[] if as_nobody else None,
            preexec_fn=lambda: _die_with(os.getppid(), parting),  # noqa: PLW1509 -- one thread, two system calls
        )
    finally:
        if isinstance(log, Path):
            output.close()


def die_with_parent(parting: signal.Signals) -> None:
    """Have the kernel send us `parting` when our parent ends. Linux alone can."""
    if sys.platform == "linux":  # elsewhere orphans are stopped by hand
        _libc.prctl(PR_SET_PDEATHSIG, int(parting), 0, 0, 0)


def _die_with(parent: int, parting: signal.Signals) -> None:
    die_with_parent(parting)
    if os.getppid() != parent:  # it died between fork and prctl
        os._exit(1)


def stop(child: subprocess.Popen[bytes], *, by: signal.Signals = signal.SIGTERM, patience: float = 10) -> None:
    """Ask a child to end; after `patience` seconds kill it and all of its session."""
    if child.poll() is None:
        child.send_signal(by)
        try:
            child.wait(patience)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
    bury(child)


def bury(child: subprocess.Popen[bytes]) -> None:
    """Kill what a dead child left of its session, so that nobody holds its socket or its work."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)
