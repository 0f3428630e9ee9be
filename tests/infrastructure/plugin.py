"""Starts a throw-away PostgreSQL and Valkey before Django reads its settings, and ends them with the run.

Loaded by `-p` (pyproject.toml), since pytest-django reads the settings before any conftest. With pytest-xdist the
controller starts the servers once; its workers inherit the addresses and each makes its own database.
"""

import atexit
import os
import shutil
import signal
import tempfile
from pathlib import Path

from deploy.local import children, places, postgres, valkey

STARTED = "QIHU_TEST_SERVERS"


def start_servers() -> None:
    """Start both servers and write their addresses into the environment."""
    home = Path(tempfile.mkdtemp(prefix="qihu-test-"))
    home.chmod(0o711)
    sockets = places.socket_folder()
    (home / "data" / "static").mkdir(parents=True)
    passwords = postgres.Passwords(postgres="throwaway", owner="throwaway", web="throwaway")
    cluster = postgres.Cluster(home / "postgresql", sockets / "pg", passwords, postgres.CARELESS)
    postgres.create(cluster)
    database = postgres.start(cluster, log=home / "postgresql.log")
    postgres.prepare(cluster, owner_creates_databases=True)
    cache = valkey.start(home / "valkey", sock=sockets / "own" / "valkey", log=home / "valkey.log", durable=False)
    os.environ.update(
        {
            STARTED: "1",
            "DATABASE_URL": cluster.url(postgres.OWNER),
            "DATABASE_OWNER_URL": cluster.url(postgres.OWNER),
            "VALKEY_URL": f"unix://{sockets}/own/valkey",
            "QIHU_DATA": str(home / "data"),
            "QIHU_SECRET_KEY": "tests-only-" + "x" * 50,
            "QIHU_HOSTS": "testserver,127.0.0.1,localhost",
        }
    )
    for name in ("BROKER_URL", "CACHE_URL", "EMAIL_URL", "QIHU_DEBUG", "QIHU_HTTPS"):
        os.environ.pop(name, None)

    def end() -> None:
        for server in (cache, database):
            children.stop(server, by=signal.SIGINT)
        for folder in (home, sockets):
            shutil.rmtree(folder, ignore_errors=True)

    atexit.register(end)


def separate_worker(worker: str) -> None:
    """Give an xdist worker Valkey databases and a data folder of its own; PostgreSQL's is pytest-django's part."""
    number = 3 * (int(worker.removeprefix("gw")) % 4) + 3
    address = os.environ["VALKEY_URL"].partition("?")[0]
    os.environ["VALKEY_URL"] = f"{address}?db={number}"
    os.environ["CACHE_URL"] = f"{address}?db={number + 1}"
    os.environ["QIHU_DATA"] = f"{os.environ['QIHU_DATA']}-{worker}"
    Path(os.environ["QIHU_DATA"], "static").mkdir(parents=True, exist_ok=True)


if STARTED not in os.environ:
    start_servers()
elif "PYTEST_XDIST_WORKER" in os.environ:
    separate_worker(os.environ["PYTEST_XDIST_WORKER"])
