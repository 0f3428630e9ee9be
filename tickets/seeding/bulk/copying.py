"""Rows as COPY text. The columns are those of the model, so that a new one with a default is written as well."""

import json
from collections.abc import Callable, Iterable
from datetime import datetime
from operator import itemgetter
from typing import Any, Final

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models

from journal.models import table_of
from web.sealed_field import SealedPhoneField

_JSON: Final = json.JSONEncoder(ensure_ascii=False, check_circular=False)
Write = Callable[[Any], str]


def _text(value: Any) -> str:
    return str(value).replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")


def _array(value: Iterable[Any]) -> str:
    return "{" + ",".join(str(item) for item in value) + "}"


# Arrays hold numbers or plain words, both need no quotes.
_SPELT: Final[tuple[tuple[Any, Write], ...]] = (
    (ArrayField, _array),
    (models.JSONField, lambda value: _text(_JSON.encode(value))),
    (models.BinaryField, lambda value: "\\\\x" + bytes(value).hex()),
    (models.DateTimeField, datetime.isoformat),
    (models.BooleanField, lambda value: "t" if value else "f"),
    ((models.IntegerField, models.ForeignKey, models.UUIDField), str),
)


def _writer(field: "models.Field[Any, Any]") -> Write:
    """How a column's values are spelt."""
    if isinstance(field, SealedPhoneField):
        return lambda value: str(field.get_prep_value(value))
    return next((spell for kinds, spell in _SPELT if isinstance(field, kinds)), _text)


class Table:
    """One table: its COPY statement and the line of a row. Columns that the database fills by itself are left to it."""

    def __init__(self, model: type[models.Model]) -> None:
        fields = [field for field in model._meta.concrete_fields if not field.has_db_default()]  # noqa: SLF001 -- documented by Django
        self._values = itemgetter(*(field.attname for field in fields))
        self._writers = [_writer(field) for field in fields]
        quoted = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
        self.statement = f"COPY {table_of(model)} ({quoted}) FROM STDIN"

    def line(self, row: models.Model) -> str:
        """The row as one line of COPY's text format."""
        pairs = zip(self._values(row.__dict__), self._writers, strict=True)
        return "\t".join(["\\N" if value is None else write(value) for value, write in pairs]) + "\n"
