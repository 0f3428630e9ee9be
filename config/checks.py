"""Questions asked of the database at start-up: a wrong cluster must fail there, not in a Chinese search later."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections


@register(Tags.database)
def cluster_speaks_chinese(*, databases: Sequence[str] | None = None, **_kwargs: Any) -> list[CheckMessage]:
    """Refuse a database that does not store UTF-8: names and cases would be lost or cut."""
    found = []
    for alias in databases or ():
        with connections[alias].cursor() as cursor:
            found += encoding_complaints(alias, cursor)
    return found


def encoding_complaints(alias: str, cursor: Any) -> list[CheckMessage]:
    """Return what is wrong with the encoding of the database that a cursor is in."""
    cursor.execute("SHOW server_encoding")
    (encoding,) = cursor.fetchone()
    if encoding == "UTF8":
        return []
    return [
        Error(
            f"Database {alias!r} is encoded in {encoding}; Qihu stores Chinese text and needs UTF8.",
            hint="initdb -E UTF8 --locale-provider=builtin --builtin-locale=C.UTF-8",
            id="config.E001",
        )
    ]
