"""A small whole Qihu of its own, kept running by ./run's own supervisor, whose programs are killed one by one.

Everything here dies with the test: each program gets a signal from the kernel when its parent is gone.
"""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
import psycopg2

from deploy.local import children, places, postgres, programs, valkey
from deploy.local.supervisor import Service, Supervisor
from tests.deploy.house import ROOT, clean_environment

CLIENTS = 2


@dataclass
class Stack:
    """The servers, the worker, its clock, a second relay and the people at work."""

    home: Path
    sockets: Path
    cluster: postgres.Cluster
    supervisor: Supervisor = field(default_factory=Supervisor)
    services: dict[str, Service] = field(default_factory=dict)

    @classmethod
    def build(cls) -> "Stack":
        """Make an empty one."""
        home = Path(tempfile.mkdtemp(prefix="qihu-faults-"))
        home.chmod(0o711)
        for folder in ("data/static", "data/beat", "logs"):
            (home / folder).mkdir(parents=True)
        sockets = places.socket_folder()
        passwords = postgres.Passwords(postgres="throwaway", owner="throwaway", web="throwaway")
        return cls(home, sockets, postgres.Cluster(home / "postgresql", sockets / "pg", passwords))

    @property
    def env(self) -> dict[str, str]:
        """What the product's programs read."""
        return clean_environment(
            DJANGO_SETTINGS_MODULE="config.settings",
            PYTHONPATH=str(ROOT),
            DATABASE_URL=self.cluster.url(postgres.WEB),
            VALKEY_URL=f"unix://{self.sockets}/own/valkey?db=0",
            QIHU_DATA=str(self.home / "data"),
            QIHU_SECRET_KEY="tests-only-" + "x" * 50,
            QIHU_RATE_WRITES="1000000",  # a few people file for a whole county, as fast as they can
            QIHU_RATE_UPLOADS="1000000",
        )

    @property
    def county(self) -> Path:
        """Who is who."""
        return self.home / "county.json"

    def midway(self, name: str) -> Path:
        """A file that is there while a kill of this program would land where it hurts most."""
        return self.home / f"midway-{name}"

    @property
    def uploader(self) -> Path:
        """The process that keeps photos just now."""
        return self.home / "uploader.pid"

    @property
    def ledgers(self) -> list[Path]:
        """What the clients were promised."""
        return sorted(self.home.glob("ledger-*"))

    def log(self, name: str) -> Path:
        return self.home / "logs" / f"{name}.log"

    # --- starting -----------------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Start servers, worker and clock; migrate; build the county."""
        postgres.create(self.cluster)
        self.keep("database", lambda: postgres.start(self.cluster, log=self.log("database")), by=signal.SIGINT)
        self.keep("cache", self._cache)
        postgres.prepare(self.cluster)
        self.keep("worker", programs.worker(log=self.log("worker"), env=self.env).launch)
        owner = {"DATABASE_URL": self.cluster.url(postgres.OWNER)}
        self.run("-m", "tests.faults", "people", self.county, **owner)
        self.keep("beat", programs.beat(log=self.log("beat"), env=self.env).launch)

    def start_relay(self) -> None:
        """Start the relay that lingers in mid-consumer."""
        self.keep("relay", lambda: self.spawn("relay", "relays", self.midway("relay")))

    def start_clients(self) -> None:
        """Let people work."""
        for place in range(CLIENTS):
            name = f"client-{place}"
            self.keep(name, lambda n=name: self.spawn(n, "client", self.county, self.home / f"ledger-{n}"))  # type: ignore[misc]

    def start_uploads(self) -> None:
        """Let one more process keep photos."""
        self.keep("uploads", lambda: self.spawn("uploads", "uploads", self.county, self.uploader))

    def keep(self, name: str, start: Callable[[], Any], *, by: signal.Signals = signal.SIGTERM) -> None:
        """Start something and look after it from now on."""
        service = Service(name, start, self.log(name), by=by)
        self.supervisor.start(service)
        self.services[name] = service

    def spawn(self, name: str, *argv: str | Path) -> subprocess.Popen[bytes]:
        """Start one of these tests' own programs."""
        words = [sys.executable, "-m", "tests.faults", *argv]
        return children.spawn(words, log=self.log(name), env=self.env, folder=ROOT, parting=signal.SIGKILL)

    def run(self, *argv: str | Path, **more: str) -> str:
        """Run a program to its good end and return what it printed."""
        with self.log("once").open("ab") as log:
            done = subprocess.run(
                [sys.executable, *argv], env=self.env | more, cwd=ROOT, stdout=subprocess.PIPE, stderr=log, check=False
            )
        assert done.returncode == 0, self.log("once").read_text()[-4000:]
        return done.stdout.decode()

    def account(self) -> dict[str, Any]:
        """Count everything again."""
        counted: dict[str, Any] = json.loads(self.run("-m", "tests.faults", "accounting", *self.ledgers))
        return counted

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        """Run a statement as superuser; returns its rows. A database that is being restarted is awaited."""
        while True:
            try:
                with closing(postgres.connect(self.cluster, postgres.DATABASE)) as link, link.cursor() as cursor:
                    cursor.execute(sql)
                    return list(cursor.fetchall()) if cursor.description else []
            except psycopg2.OperationalError:
                self.look_after(0.2)

    def _cache(self) -> subprocess.Popen[bytes]:
        return valkey.start(self.home / "valkey", sock=self.sockets / "own" / "valkey", log=self.log("cache"))

    # --- looking after ------------------------------------------------------------------------------------------------

    def look_after(self, seconds: float) -> None:
        """Let time pass while the supervisor restarts what has died, as in ./run."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            for service in self.supervisor.services:
                self.supervisor._look_after(service)
            time.sleep(0.1)

    def until(self, question: str, answer: Callable[[], bool], *, seconds: float) -> float:
        """Look after everything until something is so; the seconds that it took."""
        started = time.monotonic()
        while not answer():
            assert time.monotonic() - started < seconds, f"never: {question}\n{self.last_words()}"
            self.look_after(0.2)
        return time.monotonic() - started

    def last_words(self) -> str:
        """What the programs said last."""
        return "\n".join(
            f"--- {log.name}\n{log.read_text(errors='replace')[-1500:]}" for log in self.home.glob("logs/*")
        )

    def waiting(self) -> int:
        """Outbox rows that nobody has worked yet."""
        return int(self.ask("SELECT count(*) FROM journal_outbox")[0][0])

    def retire(self, *names: str) -> None:
        """Kill programs for good."""
        for name in names:
            service = self.services.pop(name)
            self.supervisor.services.remove(service)
            if service.child is not None:
                children.stop(service.child, by=signal.SIGKILL)

    def end(self) -> None:
        """Stop everything that was started here, and leave nothing behind."""
        self.supervisor.stop()
        for folder in (self.home, self.sockets):
            shutil.rmtree(folder, ignore_errors=True)

    # --- faults -------------------------------------------------------------------------------------------------------

    def pid(self, name: str) -> int:
        """The process of a service, awaited if it is being restarted."""
        self.until(f"{name} runs", lambda: self.services[name].child is not None, seconds=40)
        child = self.services[name].child
        assert child is not None
        return child.pid

    def kill(self, name: str) -> None:
        """kill -9 one program."""
        os.kill(self.pid(name), signal.SIGKILL)

    def kill_a_worker_child(self) -> None:
        """kill -9 one of the two processes that do the worker's tasks."""
        found: list[psutil.Process] = []

        def has_children() -> bool:
            # A worker that lost its broker may itself end between two looks: then its next life is asked.
            with suppress(psutil.NoSuchProcess):
                found[:] = psutil.Process(self.pid("worker")).children()
            return bool(found)

        self.until("the worker has children", has_children, seconds=40)
        with suppress(psutil.NoSuchProcess):
            random.choice(found).kill()

    def kill_midway(self, name: str) -> None:
        """kill -9 a relay between its consumer's last statement and the commit; a client between commit and answer."""
        process, mark = psutil.Process(self.pid(name)), self.midway(name)
        until = time.monotonic() + 30
        while not self._stopped_midway(process, mark):
            assert time.monotonic() < until, f"{name} is never midway"
            time.sleep(0.001)
        process.kill()
        mark.unlink()

    def _stopped_midway(self, process: psutil.Process, mark: Path) -> bool:
        """Stop it, so that it is still midway when the kill comes; let it go on when it was not."""
        if not mark.exists():
            return False
        process.suspend()
        while process.status() != psutil.STATUS_STOPPED:
            time.sleep(0.001)
        if not mark.exists():
            process.resume()
        return mark.exists()

    def kill_the_uploader(self) -> None:
        """kill -9 the process that keeps photos, if there is one just now."""
        if self.uploader.exists():
            with suppress(psutil.NoSuchProcess):
                uploader = psutil.Process(int(self.uploader.read_text()))
                if uploader.ppid() == self.pid("uploads"):
                    uploader.kill()

    def kill_the_database(self) -> None:
        """kill -9 the postmaster and every one of its processes."""
        postmaster = psutil.Process(self.pid("database"))
        for process in [postmaster, *postmaster.children(recursive=True)]:
            process.kill()

    def kill_the_cache_and_its_data(self) -> None:
        """kill -9 Valkey; it comes back empty."""
        self.kill("cache")
        shutil.rmtree(self.home / "valkey")

    def stop_the_cache_for_a_while(self) -> None:
        """SIGSTOP Valkey for three seconds: it takes connections and does not answer."""
        pid = self.pid("cache")
        os.kill(pid, signal.SIGSTOP)
        try:
            self.look_after(3)
        finally:
            os.kill(pid, signal.SIGCONT)
