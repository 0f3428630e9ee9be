"""Brings database, words and static files up to date before ./run serves them. Runs as the database's owner."""

import hashlib
import os
import shutil
from collections.abc import Iterable
from pathlib import Path

import django
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command


def main() -> None:
    """Run each step; the first that fails ends the program with its error in the log."""
    django.setup()
    call_command("migrate", interactive=False, verbosity=1)
    call_command("grant_web_role")
    call_command("messages", "compile")
    collect_static()


def collect_static() -> None:
    """Collect static files if any of them changed since the last time."""
    mark = Path(settings.STATIC_ROOT) / ".collected"
    wanted = fingerprint(_sources())
    if mark.exists() and mark.read_text(encoding="ascii") == wanted:
        return
    shutil.rmtree(settings.STATIC_ROOT, ignore_errors=True)
    call_command("collectstatic", interactive=False, verbosity=0)
    mark.write_text(wanted, encoding="ascii")


def _sources() -> Iterable[Path]:
    for finder in get_finders():
        for name, storage in finder.list([]):
            yield Path(storage.path(name))


def fingerprint(files: Iterable[Path]) -> str:
    """Return one word for the names, sizes and times of files, and for the version of the framework."""
    seen = hashlib.sha256(django.get_version().encode())
    for file in sorted(files):
        found = file.stat()
        seen.update(f"{file}\0{found.st_size}\0{found.st_mtime_ns}\n".encode())
    return seen.hexdigest()


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    main()
