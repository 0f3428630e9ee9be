"""A copy of the project in an awkward place, and ./run in it, as a newcomer would have it."""

import atexit
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from urllib.request import urlopen

import psutil

ROOT = Path(__file__).resolve().parents[2]
UP = "✓ 企呼链应已启动"
PATIENCE = 900  # seconds: a first start takes minutes on two slow cores that also run the other tests


def copy_of_the_project(folder: Path, *, with_packages: bool) -> Path:
    """Copy what git would carry; `with_packages` lends it this run's .venv."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    for name in filter(None, listed.stdout.decode().split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    if with_packages:
        (folder / ".venv").symlink_to(sys.prefix)
    return folder


def clean_environment(**more: str) -> dict[str, str]:
    """Return our environment without what the tests' own servers and the coverage put into it."""
    ours = (
        "DATABASE_",
        "VALKEY_",
        "BROKER_",
        "CACHE_",
        "QIHU_",
        "DJANGO_",
        "COVERAGE_",
        "COV_",
        "PYTEST_",
        "PYTHONPATH",
    )
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)} | more


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def call(argv: list[str | Path], **more: str) -> subprocess.CompletedProcess[str]:
    """Run a command to its end and return what it said, both streams together."""
    return subprocess.run(
        [str(part) for part in argv],
        env=clean_environment(**more),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


@cache
def demonstration() -> Path:
    """The data folder that a newcomer's first ./run leaves, in a folder with a blank and Chinese characters.

    Writing it takes two minutes, moving in some seconds. Gone with the tests.
    """
    place = Path(tempfile.mkdtemp(prefix="企 呼-"))
    place.chmod(0o755)
    atexit.register(shutil.rmtree, place, ignore_errors=True)
    first = House(copy_of_the_project(place / "链 应", with_packages=True), place / "数 据")
    try:
        first.start()
    finally:
        ended = first.end()
    assert ended == 0, first.said
    return first.data


@dataclass
class House:
    """One ./run, started and perhaps ended."""

    project: Path
    data: Path
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None
    environment: dict[str, str] = field(default_factory=dict)
    secrets: set[str] = field(default_factory=set)
    """What people of its stories have typed, been given or carry in their browsers, and no log may hold."""

    @property
    def log(self) -> Path:
        return self.data.with_name(self.data.name + ".out")

    @property
    def said(self) -> str:
        return self.log.read_text(encoding="utf-8")

    @property
    def logs(self) -> list[Path]:
        """What each of its programs has said."""
        return sorted((self.data / "logs").glob("*.log"))

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self, *arguments: str) -> None:
        """Start and wait until it says that it is up."""
        self.launch(*arguments)
        self.wait_until_up()

    def move_in(self) -> None:
        """Start in a copy of the demonstration county that one ./run of these tests has written."""
        subprocess.run(["cp", "-a", "--reflink=auto", str(demonstration()), str(self.data)], check=True)
        self.start()

    def launch(self, *arguments: str) -> None:
        """Start without waiting."""
        argv: list[str | Path] = [self.project / "run", "--port", str(self.port), "--data", self.data, *arguments]
        with self.log.open("wb") as out:
            self.process = subprocess.Popen(argv, stdout=out, stderr=out, env=clean_environment(**self.environment))

    def wait_until_up(self) -> None:
        """Wait until it says that it is up; it must not end before."""
        until = time.monotonic() + PATIENCE
        while UP not in self.said or "Ctrl-C" not in self.said:
            assert self.running.poll() is None, self.said
            assert time.monotonic() < until, self.said
            time.sleep(0.2)

    @property
    def running(self) -> subprocess.Popen[bytes]:
        assert self.process is not None
        return self.process

    def family(self) -> list[psutil.Process]:
        """Return every process below ./run."""
        found: list[psutil.Process] = psutil.Process(self.running.pid).children(recursive=True)
        return found

    def end(self, by: signal.Signals = signal.SIGTERM) -> int:
        """Ask it to end, and wait."""
        self.running.send_signal(by)
        return self.running.wait(60)

    def variable(self, name: str) -> str:
        """Return what the running product was given."""
        found = re.search(rf"^{name}=(.*)$", (self.data / "environment").read_text(encoding="utf-8"), re.MULTILINE)
        assert found is not None
        return found[1]

    def get(self, path: str) -> tuple[int, str]:
        """Fetch a page."""
        with urlopen(self.url + path, timeout=10) as answer:  # noqa: S310 -- loopback
            return answer.status, answer.read().decode()


def wait_for(question: str, answer: Callable[[], bool], *, seconds: float = 20) -> None:
    """Wait until `answer()` is true."""
    until = time.monotonic() + seconds
    while not answer():
        assert time.monotonic() < until, f"never: {question}"
        time.sleep(0.2)
