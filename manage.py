#!/usr/bin/env python3
"""Django's command line. Commands that shape the database run as its owner, all others as the web role."""

import os
import sys

OWNER_COMMANDS = frozenset({"migrate", "grant_web_role", "flush", "sqlflush"})


def main() -> None:
    """Run one management command."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    command = sys.argv[1] if len(sys.argv) > 1 else ""
    if command in OWNER_COMMANDS:
        become_owner()
    from django.core.management import execute_from_command_line  # noqa: PLC0415 -- reads the settings

    execute_from_command_line(sys.argv)


def become_owner() -> None:
    """Point the settings at the owner's role, whose long statements are not cut off."""
    owner = os.environ.get("DATABASE_OWNER_URL")
    if owner:
        os.environ["DATABASE_URL"] = owner
    os.environ.setdefault("QIHU_STATEMENT_TIMEOUT", "0")


if __name__ == "__main__":
    main()
