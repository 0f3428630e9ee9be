"""What the web role may do: work on every table, append to the journal, alter nothing of it. Run by the owner role."""

from django.apps import apps
from django.db import connection, transaction

from journal.models import AppendOnly, table_of

OWNERS_ONLY = frozenset({"django_migrations"})


def grant(role: str) -> None:
    """Give `role` exactly these rights, creating it if need be. Safe to run after every migration."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
        name = connection.ops.quote_name(role)
        if cursor.fetchone() is None:
            cursor.execute(f"CREATE ROLE {name} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE")
        for statement in _statements(name):
            cursor.execute(statement)


def append_only_tables() -> set[str]:
    """The tables that may only grow, quoted."""
    return {table_of(model) for model in apps.get_models() if issubclass(model, AppendOnly)}


def _statements(role: str) -> list[str]:
    names = set(connection.introspection.table_names()) - OWNERS_ONLY
    tables = {connection.ops.quote_name(name) for name in names}
    growing, others = sorted(tables & append_only_tables()), sorted(tables - append_only_tables())
    return [
        "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
        f"REVOKE ALL ON SCHEMA public FROM {role}",
        f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role}",
        f"GRANT USAGE ON SCHEMA public TO {role}",
        f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}",
        f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {role}",
        *([f"GRANT INSERT ON {', '.join(growing)} TO {role}"] if growing else []),
        *([f"GRANT INSERT, UPDATE, DELETE ON {', '.join(others)} TO {role}"] if others else []),
    ]
