"""JSON in which telephone numbers, or all that it says, lie sealed like numbers everywhere else.

What stands under one of the `NUMBERS` is sealed on its way into the database and opened on its way out, at any depth.
Such rows live for days: drafts, lists that wait to be entered; of a text message that waits all words are sealed.
"""

import json
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import Any, ClassVar, Final, cast

from django.apps import apps
from django.db import connection, models, transaction

from web import sealed, sealed_numbers
from web.resealing import BATCH, columns

NUMBERS: Final = frozenset({"phone", "contact_phone"})

# With the name in front: what somebody typed elsewhere and looks sealed is no number, and its quotes are escaped.
_SEALED: Final = "[A-Za-z0-9_-]{22}gAAAAA"
_PLAIN: Final = '[^"]'
_EARLIER: Final = f"(?!%s)[0-9a-f]{{6}}{_SEALED}"
_NAMES: Final = f"([0-9a-f]{{6}}){_SEALED}"


def with_numbers(value: Any, change: Callable[[str], str], names: Collection[str] | None = NUMBERS) -> Any:
    """The value with each number in it changed; without `names` each text under whatever name."""
    if isinstance(value, list):
        return [with_numbers(each, change, names) for each in value]
    if not isinstance(value, dict):
        return value
    return {
        name: change(each)
        if isinstance(each, str) and (names is None or name in names)
        else with_numbers(each, change, names)
        for name, each in value.items()
    }


class JSONWithNumbersField(models.JSONField):
    """JSON with telephone numbers in it. `names` are those that stand before one; `held` finds them in its text."""

    names: ClassVar[Collection[str] | None] = NUMBERS
    held: ClassVar[str] = '"(?:contact_)?phone": "'

    def get_prep_value(self, value: Any) -> Any:
        """As the column keeps it."""
        return with_numbers(super().get_prep_value(value), sealed_numbers.seal, self.names)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        """As it was typed. Raises sealed.Unreadable."""
        return with_numbers(super().from_db_value(value, expression, connection), sealed_numbers.unseal, self.names)


class SealedJSONField(JSONWithNumbersField):
    """JSON of which every text is sealed, whatever its name."""

    names = None
    held = '"[^"]+": "'


@dataclass(frozen=True, slots=True)
class Store:
    """One column of such JSON, in a model of ours or of a migration."""

    model: type[models.Model]
    field: str

    @property
    def label(self) -> str:
        """Model and field."""
        return f"{self.model._meta.label}.{self.field}"  # noqa: SLF001 -- Django documents _meta for this

    def earlier(self) -> int:
        """How many rows hold a number that the newest key has not sealed."""
        return len(self._rows(_EARLIER % sealed.keyring()[0].name))

    def renew(self, *, batch: int = BATCH) -> Iterator[int]:
        """Seal their numbers anew; yields how many rows at a time. Raises sealed.Unreadable."""
        keys = self._rows(_EARLIER % sealed.keyring()[0].name)
        return self._rewrite(lambda kept: sealed_numbers.seal(sealed_numbers.unseal(kept)), keys, batch=batch)

    def seal(self) -> Iterator[int]:
        """Seal what lies open: for the upgrade, once."""
        return self._rewrite(sealed_numbers.seal, self._rows(_PLAIN))

    def unseal(self) -> Iterator[int]:
        """Open everything again. Raises sealed.Unreadable."""
        return self._rewrite(sealed_numbers.unseal, self._rows(_PLAIN))

    def names(self) -> list[str]:
        """The names of the keys that have sealed something here."""
        with connection.cursor() as cursor:
            found = self._json.held + _NAMES
            cursor.execute(
                self._sql("SELECT DISTINCT (regexp_matches({column}::text, %s, 'g'))[1] FROM {table}"), [found]
            )
            return [name for (name,) in cursor.fetchall()]

    def _rows(self, which: str) -> list[Any]:
        """The keys of rows in which `which`, a pattern, comes after a name."""
        with connection.cursor() as cursor:
            found = self._json.held + which
            cursor.execute(self._sql("SELECT {key} FROM {table} WHERE {column}::text ~ %s ORDER BY 1"), [found])
            return [key for (key,) in cursor.fetchall()]

    def _rewrite(self, change: Callable[[str], str], keys: list[Any], *, batch: int = BATCH) -> Iterator[int]:
        read = self._sql("SELECT {column}::text FROM {table} WHERE {key} = %s FOR UPDATE")
        write = self._sql("UPDATE {table} SET {column} = %s::jsonb WHERE {key} = %s")
        for place in range(0, len(keys), batch):
            done = 0
            with transaction.atomic(), connection.cursor() as cursor:
                for key in keys[place : place + batch]:
                    cursor.execute(read, [key])
                    for (text,) in cursor.fetchall():
                        changed = with_numbers(json.loads(text), change, self._json.names)
                        cursor.execute(write, [json.dumps(changed, ensure_ascii=False), key])
                        done += 1
            yield done

    @property
    def _json(self) -> JSONWithNumbersField:
        field: Any = self.model._meta.get_field(self.field)  # noqa: SLF001 -- as above
        return cast(JSONWithNumbersField, field)

    def _sql(self, text: str, **more: str) -> str:
        meta, quoted = self.model._meta, connection.ops.quote_name  # noqa: SLF001 -- as above
        named: Any = self._json
        key: Any = meta.pk
        return text.format(table=quoted(meta.db_table), key=quoted(key.column), column=quoted(named.column), **more)


def stores() -> list[Store]:
    """Every column of such JSON in the product."""
    return [
        Store(model, field.name)
        for model in apps.get_models()
        for field in model._meta.concrete_fields  # noqa: SLF001 -- as above
        if isinstance(field, JSONWithNumbersField)
    ]


def missing_keys() -> dict[str, str]:
    """The names of keys that have sealed something and are not among ours, each with a column where it has."""
    ours = {key.name for key in sealed.keyring()}
    held = [(column.label, column.names()) for column in columns()]
    held += [(store.label, iter(store.names())) for store in stores()]
    return {name: label for label, names in held for name in names if name not in ours}
