"""Empties the database after a test that committed. The journal's triggers refuse that to everybody else."""

from typing import Any

from django.core.management.color import Style
from django.db.backends.postgresql.operations import DatabaseOperations

APPEND_ONLY = ("journal_event", "journal_accesslog", "journal_checkpoint", "journal_verification")

_flush = DatabaseOperations.sql_flush


def _flush_append_only_too(self: DatabaseOperations, style: Style, tables: Any, **kwargs: Any) -> list[str]:
    off, on = (
        [f"ALTER TABLE {table} {verb} TRIGGER USER" for table in APPEND_ONLY if table in tables]
        for verb in ("DISABLE", "ENABLE")
    )
    return [*off, *_flush(self, style, tables, **kwargs), *on]


def allow() -> None:
    """Let tests that commit clean up behind themselves."""
    DatabaseOperations.sql_flush = _flush_append_only_too  # type: ignore[assignment, method-assign]  # for the tests' role alone
