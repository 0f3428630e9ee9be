"""Starts a throw-away PostgreSQL and Valkey before Django reads its settings, and ends them with the run.

Loaded by `-p` (pyproject.toml), since pytest-django reads the settings before any conftest. Every xdist worker has a
cluster of its own: what is sealed waits for the oldest transaction of the whole cluster, a neighbour's included.
"""

import atexit
import os
import shutil
import signal
import tempfile
from collections.abc import Generator
from pathlib import Path

import pytest
from coverage import Coverage
from xdist.remote import Producer

from deploy.local import children, places, postgres, valkey
from tests.infrastructure import migrated
from tests.infrastructure.sharing import Sharing

UNHURRIED = tuple(
    f"QIHU_RATE_{name}"
    for name in (
        "WRITES",
        "UPLOADS",
        "EXPORTS",
        "COSTLY_READS",
        "STRANGERS_WRITES",
        "STRANGERS_COSTLY_READS",
        "SOCKETS",
        "SOCKETS_OF_AN_ADDRESS",
    )
)
"""One person of a test does in a minute what nobody does in a day; tests of the rates set them (tests/web)."""


def start_servers() -> None:
    """Start both servers and write their addresses into the environment."""
    home = Path(tempfile.mkdtemp(prefix="qihu-test-"))
    home.chmod(0o711)
    sockets = places.socket_folder()
    (home / "data" / "static").mkdir(parents=True)
    passwords = postgres.Passwords(postgres="throwaway", owner="throwaway", web="throwaway")
    cluster = postgres.Cluster(home / "postgresql", sockets / "pg", passwords, postgres.CARELESS)
    cache = valkey.start(home / "valkey", sock=sockets / "own" / "valkey", log=home / "valkey.log", durable=False)
    os.environ.update(
        {
            "DATABASE_URL": cluster.url(postgres.OWNER),
            "DATABASE_OWNER_URL": cluster.url(postgres.OWNER),
            "VALKEY_URL": f"unix://{sockets}/own/valkey",
            "QIHU_DATA": str(home / "data"),
            "QIHU_SECRET_KEY": "tests-only-" + "x" * 50,
            "QIHU_HOSTS": "testserver,127.0.0.1,localhost",
            "QIHU_SECURITY": "demonstration",  # tests of two factors ask for them
        }
        | dict.fromkeys(UNHURRIED, "1000000")
    )
    for name in ("BROKER_URL", "CACHE_URL", "EMAIL_URL", "QIHU_DEBUG", "QIHU_HTTPS", "QIHU_TWO_FACTORS"):
        os.environ.pop(name, None)
    migrated.take(cluster)
    database = postgres.start(cluster, log=home / "postgresql.log")

    def end() -> None:
        children.stop(cache, by=signal.SIGINT)
        children.stop(database, by=signal.SIGQUIT)  # at once: nobody wants this cluster any more
        for folder in (home, sockets):
            shutil.rmtree(folder, ignore_errors=True)

    atexit.register(end)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Sharing | None:
    """Let one worker run what shares a costly fixture."""
    return Sharing(config, log) if config.getvalue("dist") == "loadgroup" else None


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Stop tracing around a test that is marked so, with what it sets up."""
    tracer = Coverage.current() if item.get_closest_marker("untraced") else None
    if tracer is None:
        return (yield)
    tracer.stop()
    try:
        return (yield)
    finally:
        tracer.start()


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish() -> None:
    """Keep what was traced: xdist kills a worker that takes ten seconds to end, and its servers end with it."""
    if tracer := Coverage.current():
        tracer.save()


start_servers()
