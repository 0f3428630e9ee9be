"""Numbers that lie in the database, sealed for the first time, opened again or sealed with a newer key: in batches.

A batch is a transaction, and a value that somebody changes meanwhile is left alone: the product may run, and what was
broken off goes on where it stood, for what is done no longer matches.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final, Self

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connections, models, transaction

from web import sealed, sealed_numbers
from web.sealed_field import Mark, SealedPhoneField

BATCH: Final = 2000

_PAGE: Final = (
    "SELECT {key}, {column} FROM {table} WHERE {key} > %s AND {column} <> '' AND {which} ORDER BY {key} LIMIT %s"
)
_WRITE: Final = (
    "UPDATE {table} SET {column} = given.after{also} FROM unnest(%s::bigint[], %s::text[], %s::text[])"
    " AS given(key, before, after) WHERE {table}.{key} = given.key AND {table}.{column} = given.before"
)
_EARLIER: Final = "LENGTH({column}) > {marked} AND LEFT({column}, {name}) <> '{newest}'"
_COUNT: Final = "SELECT COUNT(*) FROM {table} WHERE {column} <> '' AND {which}"
_NEXT_NAME: Final = (
    "SELECT LEFT({column}, {name}) FROM {table}"
    " WHERE {mark} > %s AND {column} <> '' AND LENGTH({column}) > {marked} ORDER BY {mark} LIMIT 1"
)
_BEYOND: Final = "~"  # comes after everything that a mark is written with


@dataclass(frozen=True, slots=True)
class Column:
    """One column of numbers. `table`, `key` and `column` are quoted for SQL."""

    label: str
    table: str
    key: str
    column: str
    using: str = DEFAULT_DB_ALIAS

    @classmethod
    def of(cls, model: type[models.Model], field: str, *, using: str = DEFAULT_DB_ALIAS) -> Self:
        """The column of a model's field; the model may be one of a migration."""
        meta, quoted = model._meta, connections[using].ops.quote_name  # noqa: SLF001 -- Django documents _meta for this
        named: Any = meta.get_field(field)
        key: Any = meta.pk
        return cls(f"{meta.label}.{field}", quoted(meta.db_table), quoted(key.column), quoted(named.column), using)

    def rewrite(self, change: Callable[[str], str], *, which: str, batch: int = BATCH, also: str = "") -> Iterator[int]:
        """Change what `which` (a condition on `{column}`) finds; yields how many values each batch has written.

        `also` is what else is set in these rows. Raises what `change` raises, and IntegrityError where a number would
        be somebody else's.
        """
        last, page = 0, self._sql(_PAGE, which=self._sql(which))
        write = self._sql(_WRITE, also=f", {also}" if also else "")
        while True:
            with transaction.atomic(using=self.using), connections[self.using].cursor() as cursor:
                cursor.execute(page, [last, batch])
                rows = cursor.fetchall()
                if not rows:
                    return
                last = rows[-1][0]
                keys, before = [row[0] for row in rows], [row[1] for row in rows]
                cursor.execute(write, [keys, before, [change(each) for each in before]])
                written = cursor.rowcount
            yield written

    def seal(self, *, also: str = "") -> Iterator[int]:
        """Seal what is plain."""
        return self.rewrite(sealed_numbers.seal, which="LENGTH({column}) <= {marked}", also=also)

    def unseal(self) -> Iterator[int]:
        """Open everything again. Raises sealed.Unreadable."""
        return self.rewrite(sealed_numbers.unseal, which="LENGTH({column}) > {marked}")

    def renew(self, *, batch: int = BATCH) -> Iterator[int]:
        """Seal anew, with the newest key, what an earlier one has sealed. Raises sealed.Unreadable, IntegrityError."""
        return self.rewrite(lambda kept: sealed_numbers.seal(sealed_numbers.unseal(kept)), which=_EARLIER, batch=batch)

    def earlier(self) -> int:
        """How many numbers are not sealed by the newest key. Reads the whole table."""
        with connections[self.using].cursor() as cursor:
            cursor.execute(self._sql(_COUNT, which=self._sql(_EARLIER)))
            (found,) = cursor.fetchone()
        return int(found)

    def names(self) -> Iterator[str]:
        """The names of the keys that have sealed something here: as many steps in the index as there are names."""
        name = ""
        while True:
            with connections[self.using].cursor() as cursor:
                cursor.execute(self._sql(_NEXT_NAME), [name])
                found = cursor.fetchone()
            if found is None:
                return
            yield found[0]
            name = found[0] + _BEYOND

    def _sql(self, text: str, **more: str) -> str:
        return text.format(
            table=self.table,
            key=self.key,
            column=self.column,
            mark=Mark.template % {"expressions": self.column},
            marked=sealed_numbers.MARKED,
            name=sealed_numbers.NAME,
            newest=sealed.keyring()[0].name,
            **more,
        )


def columns() -> list[Column]:
    """Every column of sealed numbers in the product."""
    return [
        Column.of(model, field.name)
        for model in apps.get_models()
        for field in model._meta.concrete_fields  # noqa: SLF001 -- as above
        if isinstance(field, SealedPhoneField)
    ]
