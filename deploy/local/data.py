"""The data folder: one user at a time, secrets made once, room to write. Everything that must survive lies in it."""

import fcntl
import json
import os
import secrets
import shutil
from pathlib import Path

from deploy.local import places
from deploy.local.postgres import Passwords
from deploy.local.saying import Refusal

SPACE = 200 * 1024**2
LOG_LIMIT = 10 * 1024**2


def open_folder(folder: Path) -> int:
    """Make and lock the data folder. Returns the lock's descriptor, which is held until the process ends."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o711 if places.is_root() else 0o700)
        (folder / "logs").mkdir(mode=0o700, exist_ok=True)
        lock = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise Refusal(
            f"数据目录 {folder} 无法使用：{error.strerror}。(The data folder cannot be used; --data names another.)"
        ) from None
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        raise Refusal(
            f"另一个 ./run 正在使用数据目录 {folder}。(Another ./run uses this data folder; --data names another.)"
        ) from None
    _demand_room(folder)
    return lock


def _demand_room(folder: Path) -> None:
    free = shutil.disk_usage(folder).free
    if free < SPACE:
        raise Refusal(
            f"磁盘空间不足：数据目录 {folder} 只剩 {free // 1024**2} MB，至少需要 {SPACE // 1024**2} MB。"
            "(Not enough disk space for the data folder.)"
        )


def secrets_of(folder: Path) -> dict[str, str]:
    """Return the keys and passwords of this data folder, made at its first use and readable by its owner only."""
    kept = folder / "secrets.json"
    if not kept.exists():
        made = {name: secrets.token_urlsafe(48) for name in ("key", "postgres", "owner", "web")}
        write_private(kept, json.dumps(made))
    return dict(json.loads(kept.read_text(encoding="utf-8")))


def kept(folder: Path, name: str) -> str:
    """Return what this folder's product was last started with; empty when it is new."""
    environment = folder / "environment"
    lines = environment.read_text(encoding="utf-8").splitlines() if environment.exists() else []
    return next((line.partition("=")[2] for line in lines if line.startswith(f"{name}=")), "")


def passwords(found: dict[str, str]) -> Passwords:
    """Return the database's passwords among the secrets."""
    return Passwords(postgres=found["postgres"], owner=found["owner"], web=found["web"])


def write_private(path: Path, text: str) -> None:
    """Write a file whole or not at all, readable by its owner only."""
    unfinished = path.with_name(f".{path.name}.new")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with open(descriptor, "w", encoding="utf-8") as file:  # noqa: PTH123 -- a descriptor, for its mode
        file.write(text)
    unfinished.replace(path)


def fresh_sockets(folder: Path) -> Path:
    """Make this run's socket folder and remove the one that a killed run left."""
    note = folder / "sockets"
    if note.exists():
        shutil.rmtree(note.read_text(encoding="utf-8"), ignore_errors=True)
    made = places.socket_folder()
    write_private(note, str(made))
    return made


def log(folder: Path, name: str) -> Path:
    """Return a program's log file; one that has grown large is set aside first."""
    path = folder / "logs" / f"{name}.log"
    if path.exists() and path.stat().st_size > LOG_LIMIT:
        path.replace(path.with_suffix(".log.1"))
    path.touch(mode=0o600)
    return path
