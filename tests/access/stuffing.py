"""Columns stuffed into forms (批量赋值): the same form sent clean and stuffed, and the whole database compared after.

Both are sent from one savepoint, at one instant, with the sequences where they were: what a form makes of its own
fields is then the same to the last column, and any difference was smuggled.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import Any, Final

from django.apps import apps
from django.db import connection, models, transaction
from django.db.models import Field, Model

from journal import clock
from tests.access.sweep import written
from web import sealed_numbers

Send = Callable[[Mapping[str, Any]], Any]
Image = dict[str, str]
OURS: Final = ("orgs", "tickets", "roundtable", "journal", "notifications")
MOST: Final = 150
"""Fields at once; the product reads 200 and no more."""
DRAWN: Final = frozenset(
    {
        "hash", "previous_hash", "chain_head", "salt", "tracking_hash", "reference", "digest", "client_token",
        "request_id", "action_time",
    }
)  # fmt: skip
"""Columns that are drawn, or follow from what is drawn: they differ by themselves."""
MACHINE: Final = {
    ("journal_outbox", "due_at"), ("notifications_delivery", "next_at"), ("orgs_smsmessage", "next_at"),
    ("orgs_staffinvitation", "mail_next_at"),
}  # fmt: skip
"""What the database's own clock stamps."""
NOT_OURS: Final = frozenset({"django_session"})
# Of a fact and its salt, in an event; of an invitation.
_HASH: Final = re.compile(r"[0-9a-f]{64}|(?<=/i/)[\w-]{22}|(?<=/i/staff/)[\w-]{22}")
_SEALED: Final = re.compile(r"[\w-]{28}gAAAAA[\w=-]+")
"""A mark, and what is sealed anew each time: compared as what it says."""


def columns() -> dict[str, Any]:
    """Every column of every model of ours → a value that would do harm: another's id, a later status, yes."""
    fields = [field for model in apps.get_models() for field in model._meta.concrete_fields if _is_ours(model)]
    newest = {model: _last_of(model) for model in {field.related_model for field in fields if field.related_model}}
    found: dict[str, Any] = {}
    for field in fields:
        value = newest[field.related_model] if field.related_model else _harmful(field)
        found.setdefault(field.name, value)
        found.setdefault(field.attname, value)
    return found


def _is_ours(model: type[Model]) -> bool:
    return model._meta.app_label in OURS


def _harmful(field: "Field[Any, Any]") -> Any:
    """A value of the column's own kind, so that nothing refuses it for its shape."""
    if field.choices:
        return list(field.flatchoices)[-1][0]
    by_kind: dict[type, Any] = {
        models.BooleanField: "on", models.IntegerField: "7777", models.DateTimeField: "2031-01-02 03:04",
        models.DateField: "2031-01-02", models.UUIDField: "00000000-0000-4000-8000-00000000dead",
        models.JSONField: '{"smuggled": 1}',
    }  # fmt: skip
    return next((value for kind, value in by_kind.items() if isinstance(field, kind)), "夹带")


def _last_of(model: Any) -> int | str:
    """The newest row that there is, which is somebody else's more often than not."""
    row: Model | None = model.objects.order_by("pk").last()
    return str(row.pk) if row is not None else 1


def smuggled(send: Send, *, own: frozenset[str]) -> list[str]:
    """What a form let in: the differences between a clean and a stuffed sending. `own`: fields that the form has."""
    with clock.moved_to(clock.now()):
        clean, before = _sent(send, {}), _sequences()
        assert clean["answer"] < "4", f"the clean form was refused: {clean['answer']}"
        stuffing = {name: value for name, value in columns().items() if name not in own}
        found: list[str] = []
        rest = iter(stuffing.items())
        while some := dict(islice(rest, MOST)):
            _put_back(before)
            found += _differences(clean, _sent(send, some))
    return found


def _sent(send: Send, more: Mapping[str, Any]) -> Image:
    """Status, where to, and every column of the tables that were written to; undone."""
    before, first = written(), _sequences()
    with transaction.atomic():
        response = send(more)
        after = written()
        tables = [table for table, count in after.items() if count != before.get(table, 0) and table not in NOT_OURS]
        image = dict(column for table in tables for column in _columns_of(table))
        transaction.set_rollback(True)
    _put_back(first)
    return image | {"answer": f"{response.status_code} {response.headers.get('Location', '')}"}


def _columns_of(table: str) -> Iterator[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT row_to_json(one)::text FROM "{table}" AS one')
        rows = [json.loads(text) for (text,) in cursor.fetchall()]
    key = _key_of(table)
    for row in rows:
        for name, said in row.items():
            if name not in DRAWN and (table, name) not in MACHINE:
                yield f"{table} {row[key]}.{name}", _HASH.sub("…", _opened(json.dumps(said, ensure_ascii=False)))


def _opened(text: str) -> str:
    return _SEALED.sub(lambda sealed: sealed_numbers.unseal(sealed.group()), text)


def _key_of(table: str) -> str:
    """The column that tells the rows of a table apart: two rows under one name would hide each other."""
    with connection.cursor() as cursor:
        return connection.introspection.get_primary_key_column(cursor, table) or "id"


def _differences(clean: Image, stuffed: Image) -> list[str]:
    """Column by column: what it is with a clean form, and with a stuffed one."""
    names = sorted(clean.keys() | stuffed.keys())
    return [
        f"{name}: {clean.get(name)} → {stuffed.get(name)}" for name in names if clean.get(name) != stuffed.get(name)
    ]


def _sequences() -> dict[str, int]:
    """Sequence → its last value; those that nobody has asked are left out."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT quote_ident(sequencename), last_value FROM pg_sequences"
            " WHERE schemaname = 'public' AND last_value IS NOT NULL"
        )
        return dict(cursor.fetchall())


def _put_back(before: Mapping[str, int]) -> None:
    """Give every sequence the value that it had, as a rollback does not."""
    with connection.cursor() as cursor:
        for name, value in _sequences().items():
            if value != before.get(name):
                cursor.execute("SELECT setval(%s, %s, %s)", [name, before.get(name, 1), name in before])


def forms() -> Iterator[type]:
    """Every form class of the product."""
    from django.forms import BaseForm  # noqa: PLC0415 -- beside its only use

    waiting: list[type] = [BaseForm]
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        if kind.__module__.split(".")[0] in {*OURS, "metrics", "web"}:
            yield kind
