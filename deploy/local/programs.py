"""The programs of ./run beside the two databases: how each is called and how we see that it is ready."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from deploy.local.children import spawn, stop
from deploy.local.options import ROOT
from deploy.local.saying import Refusal
from deploy.local.supervisor import Child, Service, last_lines

PATIENCE = 60  # seconds: two slow cores that start everything at once
PYTHON = sys.executable
CONFIG = ROOT / "deploy" / "gunicorn.py"
MEMORY = Path("/dev/shm")  # noqa: S108 -- heartbeats of page servers must not wait for a disk


@dataclass(frozen=True)
class Program:
    """One command line of ours with its environment, its log and its sign of life."""

    name: str
    argv: Sequence[str | Path]
    log: Path
    env: dict[str, str]
    ready: Callable[[], bool] | None = None

    def launch(self) -> Child:
        """Start it without waiting. Orphaned it is killed, not asked: nothing of ours is lost with a process."""
        env = self.env | {"QIHU_PROCESS": f"qihu {self.log.stem}"}
        return spawn(self.argv, log=self.log, env=env, folder=ROOT, parting=signal.SIGKILL)

    def wait(self, child: Child) -> Child:
        """Wait for its sign of life. Raises Refusal with its last words when there is none."""
        until = time.monotonic() + PATIENCE
        while self.ready is not None and not self.ready():
            if child.poll() is not None or time.monotonic() > until:
                stop(child, by=signal.SIGKILL)
                words = last_lines(self.log) or ["?"]
                raise Refusal(f"{self.name} 无法启动：{words[-1].strip()} (does not start; see {self.log})")
            time.sleep(0.1)
        return child

    def service(self, *, launched: Child | None = None) -> Service:
        """Return it as something to look after; `launched` is what was started ahead and is only waited for."""
        ahead = [launched] if launched is not None else []
        return Service(self.name, lambda: self.wait(ahead.pop() if ahead else self.launch()), self.log)


def pages(sock: Path, *, log: Path, env: dict[str, str]) -> Program:
    """Gunicorn: pages, two processes of one thread each, measured as the fastest (STACK)."""
    memory = MEMORY if MEMORY.is_dir() else sock.parent
    argv: list[str | Path] = [PYTHON, "-m", "gunicorn", "config.wsgi:application", "--config", CONFIG]
    argv += ["--preload", "--no-control-socket"]
    argv += ["--bind", f"unix:{sock}", "--workers", "2", "--max-requests", "5000", "--max-requests-jitter", "500"]
    argv += ["--timeout", "60", "--graceful-timeout", "10", "--worker-tmp-dir", memory, "--log-level", "warning"]
    # The memory of a tracking code's hash (19 MB) is kept by the allocator: once a process, not once a thread.
    env = env | {"MALLOC_ARENA_MAX": "1"}
    return Program("网页 pages", argv, log, env, lambda: answers(sock, "/health/live"))


def sockets(sock: Path, *, log: Path, env: dict[str, str]) -> Program:
    """Uvicorn: what open pages are told while they are open."""
    argv = [PYTHON, "-m", "uvicorn", "config.asgi:application", "--uds", str(sock), "--lifespan", "off"]
    argv += ["--timeout-graceful-shutdown", "2", "--ws-ping-interval", "20", "--log-level", "warning"]
    return Program("实时通道 sockets", argv, log, env, lambda: listens(sock))


def worker(*, log: Path, env: dict[str, str]) -> Program:
    """Celery's worker, whose pool of processes ends with it."""
    argv = [
        PYTHON,
        "-m",
        "deploy.local.worker",
        "-A",
        "config",
        "worker",
        "--concurrency",
        "2",
        "--loglevel",
        "WARNING",
    ]
    argv += ["--without-gossip", "--without-mingle"]
    return Program("后台任务 worker", argv, log, env)


def beat(*, log: Path, env: dict[str, str]) -> Program:
    """Celery's clock: rings for the outbox and the deadlines even when every nudge was lost."""
    argv = [PYTHON, "-m", "deploy.local.worker", "-A", "config", "beat", "--loglevel", "WARNING", "--pidfile="]
    return Program("定时器 beat", argv, log, env)


def front(port: int, *, folder: Path, pages_sock: Path, sockets_sock: Path, log: Path, static: Path) -> Program:
    """Caddy: the one address. It keeps what it writes inside the data folder."""
    argv: list[str | Path] = [Path(PYTHON).with_name("caddy"), "run", "--adapter", "caddyfile"]
    argv += ["--config", ROOT / "deploy" / "Caddyfile"]
    env = {
        **os.environ,
        "HOME": str(folder),
        "XDG_DATA_HOME": str(folder),
        "XDG_CONFIG_HOME": str(folder),
        "QIHU_SITE": f"http://:{port}",
        "QIHU_BIND": "127.0.0.1",
        "QIHU_AUTO_HTTPS": "auto_https off",
        "QIHU_PAGES": f"unix/{pages_sock}",
        "QIHU_SOCKETS": f"unix/{sockets_sock}",
        "QIHU_STATIC": str(static),
    }
    return Program("入口 front", argv, log, env, lambda: listens(("127.0.0.1", port)))


def listens(address: Path | tuple[str, int]) -> bool:
    """Return whether somebody takes a connection there."""
    family = socket.AF_UNIX if isinstance(address, Path) else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as client:
        client.settimeout(2)
        try:
            client.connect(str(address) if isinstance(address, Path) else address)
        except OSError:
            return False
        return True


def answers(sock: Path, path: str) -> bool:
    """Return whether a page server on a socket serves a page."""
    connection = http.client.HTTPConnection("127.0.0.1", timeout=5)
    connection.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    connection.sock.settimeout(5)
    try:
        connection.sock.connect(str(sock))
        connection.request("GET", path)
        return connection.getresponse().status < http.client.INTERNAL_SERVER_ERROR
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def once(argv: Sequence[str | Path], *, log: Path, env: dict[str, str], words: str) -> None:
    """Run a program to its end. Raises Refusal with its last words when it fails."""
    child = spawn([PYTHON, *argv], log=log, env=env, folder=ROOT)
    try:
        code = child.wait()
    except BaseException:
        child.terminate()
        child.wait()
        raise
    if code:
        said = last_lines(log) or ["?"]
        raise Refusal(f"{words}失败：{said[-1].strip()} (failed; see {log})")


def output(argv: Sequence[str | Path], *, env: dict[str, str]) -> list[str]:
    """Return the lines that a program prints; none when it fails."""
    done = subprocess.run([PYTHON, *argv], capture_output=True, check=False, cwd=ROOT, env=env, text=True)
    return done.stdout.splitlines() if done.returncode == 0 else []
