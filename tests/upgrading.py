"""What a migration fills in on rows that are there. Going back and forth through all migrations would take minutes."""

from importlib import import_module

from django.db import connection


def filled_by(migration: str) -> None:
    """Run the statements with which a migration of `tickets` fills its new columns."""
    fill: str = import_module(f"tickets.migrations.{migration}").FILL
    with connection.cursor() as cursor:
        cursor.execute(fill)
