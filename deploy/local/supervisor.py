"""Keeps a handful of programs running: ordered start and stop, restarts with back-off. Knows none of them."""

import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from deploy.local.children import bury, stop
from deploy.local.saying import Refusal, complain, say

Child = subprocess.Popen[bytes]

LONGEST_PAUSE = 30.0
CALM = 60.0  # seconds of service after which earlier failures are forgiven
LAST_LINES = 6


class Leave(BaseException):
    """Somebody asked us to stop. Not an Exception, so that no step can swallow it."""


@dataclass
class Service:
    """One program: how it starts (ready when `start` returns), and how it is asked to end."""

    name: str
    start: Callable[[], Child]
    log: Path
    by: signal.Signals = signal.SIGTERM
    patience: float = 10
    child: Child | None = field(default=None, init=False)
    since: float = field(default=0.0, init=False)
    failures: int = field(default=0, init=False)
    again_at: float = field(default=0.0, init=False)


class Supervisor:
    """Starts services in order, restarts the one that died, and stops them all in reverse order."""

    def __init__(self) -> None:
        self.services: list[Service] = []

    def listen(self) -> None:
        """Let Ctrl-C, SIGTERM and a closed terminal end the run in good order."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._leave)

    def _leave(self, number: int, _frame: FrameType | None) -> None:
        for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(each, signal.SIG_IGN)  # one request is enough; the end must not be interrupted
        raise Leave(number)

    def start(self, service: Service) -> None:
        """Start one more service and wait until it is ready. Raises Refusal when it is not."""
        self.services.append(service)
        service.child = service.start()
        service.since = time.monotonic()

    def watch(self) -> None:
        """Restart what dies, until somebody asks us to leave."""
        while True:
            for service in self.services:
                self._look_after(service)
            time.sleep(0.3)

    def _look_after(self, service: Service) -> None:
        now = time.monotonic()
        if service.child is not None and service.child.poll() is not None:
            if now - service.since > CALM:
                service.failures = 0
            self._mourn(service, now)
        if service.child is None and now >= service.again_at:
            self._revive(service)

    def _mourn(self, service: Service, now: float) -> None:
        code = None
        if service.child is not None:
            code = service.child.returncode
            bury(service.child)
        pause = min(2.0**service.failures, LONGEST_PAUSE)
        service.child, service.again_at, service.failures = None, now + pause, service.failures + 1
        complain(f"✗ {service.name} 意外退出（{code}），{pause:.0f} 秒后重启；日志 {service.log} 的最后几行：")
        for line in last_lines(service.log):
            complain(f"    {line}")

    def _revive(self, service: Service) -> None:
        try:
            service.child = service.start()
        except Refusal as refusal:
            service.failures += 1
            service.again_at = time.monotonic() + min(2.0**service.failures, LONGEST_PAUSE)
            complain(f"✗ {service.name}：{refusal}")
        else:
            service.since = time.monotonic()
            say(f"✓ {service.name} 已恢复 (running again)")

    def stop(self) -> None:
        """Stop everything, last started first."""
        for service in reversed(self.services):
            if service.child is not None:
                stop(service.child, by=service.by, patience=service.patience)
                service.child = None


def last_lines(log: Path) -> list[str]:
    """Return what a program said before it ended."""
    try:
        with log.open("rb") as file:
            file.seek(max(0, log.stat().st_size - 8192))
            return file.read().decode("utf-8", errors="replace").splitlines()[-LAST_LINES:]
    except OSError:
        return []
