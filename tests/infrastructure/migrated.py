"""A cluster with an empty, migrated test database, kept beside the data of this machine and copied for every run.

Applying all migrations takes a minute and more of each run and each worker; copying their result takes a second.
Whoever finds no cluster of these migrations makes one while the others wait: out of one that has some of them and no
other, or anew. A making that was broken off leaves nothing that looks whole.
"""

import fcntl
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Final

from deploy.local import children, places, postgres

ROOT: Final = Path(__file__).resolve().parents[2]
DATABASE: Final = f"test_{postgres.DATABASE}"
_TOLD: Final = "migrations.txt"
_KEPT: Final = timedelta(days=2)  # since it was last copied


def take(cluster: postgres.Cluster) -> None:
    """Give the cluster the data of the kept one. Its folder must not be there yet."""
    place = places.state_folder() / "migrated"
    places.give_to_nobody(place)
    told = _told()
    kept = place / sha256("\n".join(told).encode()).hexdigest()[:16]
    if not kept.exists():
        with _alone(kept):
            if not kept.exists():
                _make(kept, cluster, told)
                _forget_old(place)
    kept.touch()
    _copy(kept, cluster.data)


def _told() -> list[str]:
    """A line for each migration of ours, and one for the packages that bring their own: what is in them."""
    paths = [ROOT / "requirements.txt", *sorted(ROOT.glob("*/migrations/*.py"))]
    return [f"{path.parent.parent.name}/{path.name} {sha256(path.read_bytes()).hexdigest()}" for path in paths]


def _make(kept: Path, like: postgres.Cluster, told: Sequence[str]) -> None:
    fresh = kept.with_name(kept.name + ".new")
    shutil.rmtree(fresh, ignore_errors=True)
    base = _base(kept.parent, told)
    if base:
        _copy(base, fresh)
        (fresh / _TOLD).unlink()  # until it is whole, nobody builds on it
    cluster = postgres.Cluster(fresh, like.sockets, like.passwords, like.settings)
    postgres.create(cluster)
    server = postgres.start(cluster, log=fresh.with_name(fresh.name + ".log"))
    try:
        postgres.prepare(cluster, owner_creates_databases=True)
        if base is None:
            with closing(postgres.connect(cluster, "postgres")) as connection, connection.cursor() as cursor:
                cursor.execute(f"CREATE DATABASE {DATABASE} OWNER {postgres.OWNER}")
        url = cluster.url(postgres.OWNER, database=DATABASE)
        env = os.environ | {"DATABASE_URL": url, "DATABASE_OWNER_URL": url}
        subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], cwd=ROOT, env=env, check=True)
    finally:
        children.stop(server, by=signal.SIGINT)
    (fresh / _TOLD).write_text("\n".join(told))
    fresh.rename(kept)


def _base(place: Path, told: Sequence[str]) -> Path | None:
    """The newest kept cluster to which nothing was done that these migrations do not do."""
    whole = (path for path in place.glob(f"*/{_TOLD}") if path.parent.suffix != ".new")
    fitting = [path.parent for path in whole if set(path.read_text().split("\n")) <= set(told)]
    return max(fitting, key=lambda path: path.stat().st_mtime, default=None)


def _copy(source: Path, target: Path) -> None:
    subprocess.run(["cp", "-a", "--reflink=auto", str(source), str(target)], check=True)


def _forget_old(place: Path) -> None:
    for path in place.iterdir():
        if path.stat().st_mtime < time.time() - _KEPT.total_seconds():
            shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink()


@contextmanager
def _alone(kept: Path) -> Iterator[None]:
    with kept.with_name(kept.name + ".lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
