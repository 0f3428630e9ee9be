"""Where things may live: a data folder, short socket folders, folders that PostgreSQL's user can reach."""

import contextlib
import os
import shutil
import stat
import tempfile
from pathlib import Path

from deploy.local.children import NOBODY
from deploy.local.saying import Refusal

SOCKET_PATH_LIMIT = 107
STATE_FOLDERS = (Path("/var/lib/qihu"), Path("/var/tmp/qihu"))  # noqa: S108 -- ours alone, checked below


def is_root() -> bool:
    """Return whether we may, and for PostgreSQL must, become another user."""
    return os.geteuid() == 0


def open_to_nobody(path: Path) -> bool:
    """Return whether the unprivileged user may pass through every existing folder down to `path`."""
    existing = [folder for folder in (path, *path.parents) if folder.is_dir()]
    return all(_lets_pass(folder.stat()) for folder in existing)


def _lets_pass(found: os.stat_result) -> bool:
    wanted = stat.S_IXUSR if found.st_uid == NOBODY else stat.S_IXGRP if found.st_gid == NOBODY else stat.S_IXOTH
    return bool(found.st_mode & wanted)


def state_folder() -> Path:
    """Return a folder of ours, outside of anybody's home, that the unprivileged user can reach."""
    for folder in STATE_FOLDERS:
        with contextlib.suppress(OSError):
            folder.mkdir(mode=0o755, parents=True, exist_ok=True)
            if folder.stat().st_uid == os.geteuid() and not folder.is_symlink() and open_to_nobody(folder):
                return folder
    raise Refusal(
        "找不到数据库可用的目录：/var/lib 与 /var/tmp 都不可用。"
        "(No folder for the database: neither /var/lib nor /var/tmp can be used.)"
    )


def give_to_nobody(folder: Path) -> None:
    """Make a folder, 0700, owned by the user that PostgreSQL runs as."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    if is_root():
        os.chown(folder, NOBODY, NOBODY)


def socket_folder() -> Path:
    """Make a fresh folder, short enough for socket paths wherever the data folder lies."""
    folder = Path(tempfile.mkdtemp(prefix="qihu-", dir=_short_place()))
    folder.chmod(0o711 if is_root() else 0o700)
    (folder / "own").mkdir(mode=0o700)
    give_to_nobody(folder / "pg")
    return folder


def _short_place() -> Path:
    chosen = Path(tempfile.gettempdir())
    longest = len(os.fsencode(chosen / "qihu-12345678" / "pg" / ".s.PGSQL.5432.lock"))
    return chosen if longest <= SOCKET_PATH_LIMIT and open_to_nobody(chosen) else Path("/tmp")  # noqa: S108 -- sockets


def copy_once(source: Path, target: Path) -> Path:
    """Copy a folder unless it is there already; a copy that broke off is never taken for a whole one."""
    if not target.is_dir():
        target.parent.mkdir(parents=True, exist_ok=True)
        unfinished = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
        shutil.copytree(source, unfinished / target.name, symlinks=True)
        with contextlib.suppress(OSError):  # another start was faster: its copy is as good
            (unfinished / target.name).rename(target)
        shutil.rmtree(unfinished)
    return target
