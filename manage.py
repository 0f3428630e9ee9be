#!/usr/bin/env python3
"""Django's command line. Commands that shape the database run as its owner, all others as the web role."""

import os
import sys
from pathlib import Path

OWNER_COMMANDS = frozenset({"migrate", "grant_web_role", "flush", "sqlflush", "seed_demo"})


def main() -> None:
    """Run one management command."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    read_what_run_wrote()
    command = sys.argv[1] if len(sys.argv) > 1 else ""
    if command in OWNER_COMMANDS:
        become_owner()
    from django.core.management import execute_from_command_line  # noqa: PLC0415 -- reads the settings

    execute_from_command_line(sys.argv)


def read_what_run_wrote() -> None:
    """While ./run is up on the usual data folder, its addresses and key are ours unless we were given others."""
    folder = Path(os.environ.get("QIHU_DATA") or Path(__file__).with_name(".data"))
    if "DATABASE_URL" in os.environ or not os.access(folder / "environment", os.R_OK):
        return
    for line in (folder / "environment").read_text(encoding="utf-8").splitlines():
        name, _, value = line.partition("=")
        os.environ.setdefault(name, value)


def become_owner() -> None:
    """Point the settings at the owner's role, whose long statements are not cut off."""
    owner = os.environ.get("DATABASE_OWNER_URL")
    if owner:
        os.environ["DATABASE_URL"] = owner
    os.environ.setdefault("QIHU_STATEMENT_TIMEOUT", "0")


if __name__ == "__main__":
    main()
