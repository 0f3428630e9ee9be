"""Pages by key, not by number: the next page costs the same however much lies before it. No totals."""

import base64
import binascii
import json
import re
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Field, Model, Q, QuerySet

from web.prepared import Given, prepared

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """``items`` of this page; ``next`` is the cursor for ``?after=``, empty on the last page."""

    items: list[Row]
    next: str


def keyset(queryset: QuerySet[Row], *, after: str | None, order: Sequence[str], size: int) -> Page[Row]:
    """The ``size`` rows after the cursor, in ``order`` (``("-submitted_at", "-id")``: never null, unique together).

    Names may be fields, annotations or paths (``ticket__number``). A mangled cursor opens the first page.
    """
    key = _read(after, _fields(queryset, order)) if after else None
    return _page(list(_shown(queryset, key, order=order, size=size)), order, size)


class Listing(Generic[Row]):
    """The same for a list that is asked all day: its statements are built once for each shape (``web.prepared``)."""

    def __init__(
        self, build: Callable[..., QuerySet[Row]], *values: str, order: Sequence[str], replanned: bool = False
    ) -> None:
        """``build``, the names of its values and ``replanned`` as ``prepared`` takes them; the rest as ``keyset``."""
        self._build, self._values, self._order = build, values, order
        self._key = [f"key{place}" for place in range(len(order))]
        self._known: dict[Hashable, list[Field[Any, Any]]] = {}

        def first(size: int, *shape: Hashable, **given: Any) -> QuerySet[Row]:
            return _shown(build(*shape, **given), None, order=order, size=size)

        def later(size: int, *shape: Hashable, **given: Any) -> QuerySet[Row]:
            key = [given.pop(name) for name in self._key]
            return _shown(build(*shape, **given), key, order=order, size=size)

        self._first = prepared(*values, replanned=replanned)(first)
        self._later = prepared(*values, *self._key, replanned=replanned)(later)

    def page(self, *shape: Hashable, after: str | None, size: int, **values: object) -> Page[Row]:
        """The ``size`` rows after the cursor."""
        key = _read(after, self._fields(shape)) if after else None
        if key is None:
            rows = self._first(size, *shape, **values)
        else:
            rows = self._later(size, *shape, **values, **dict(zip(self._key, key, strict=True)))
        return _page(rows, self._order, size)

    def _fields(self, shape: tuple[Hashable, ...]) -> "list[Field[Any, Any]]":
        if shape not in self._known:
            queryset = self._build(*shape, **{name: Given(name) for name in self._values})
            self._known[shape] = _fields(queryset, self._order)
        return self._known[shape]


def _shown(queryset: QuerySet[Row], key: Sequence[Any] | None, *, order: Sequence[str], size: int) -> QuerySet[Row]:
    """One row more than a page, so that it is known whether another follows."""
    ordered = queryset.order_by(*order)
    if key is not None:
        ordered = ordered.filter(_beyond(order, key))
    return ordered[: size + 1]


def _page(rows: list[Row], order: Sequence[str], size: int) -> Page[Row]:
    items = rows[:size]
    return Page(items=items, next=cursor_of(items[-1], order) if len(rows) > size else "")


def _beyond(order: Sequence[str], key: Sequence[Any]) -> Q:
    """Rows strictly after the key. The first comparison stands alone as well, so that an index can start there."""
    beyond = Q()
    for place, name in enumerate(order):
        same = Q(**{_name(earlier): key[i] for i, earlier in enumerate(order[:place])})
        beyond |= same & Q(**{f"{_name(name)}__{_direction(name)}": key[place]})
    return Q(**{f"{_name(order[0])}__{_direction(order[0])}e": key[0]}) & beyond


def _name(ordering: str) -> str:
    return ordering.removeprefix("-")


def _direction(ordering: str) -> str:
    return "lt" if ordering.startswith("-") else "gt"


def cursor_of(row: Model, order: Sequence[str]) -> str:
    """What stands behind ``?after=`` for the page that begins after this row."""
    values = [_plain(_value(row, _name(name))) for name in order]
    text = json.dumps(values, ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _value(row: Any, path: str) -> Any:
    for step in path.split("__"):
        row = getattr(row, step)
    if row is None:
        raise ValueError(f"a page cannot be keyed by {path}: it is null")
    return row


def _plain(value: Any) -> Any:
    """Dates keep their microseconds: Django's JSON encoder would cut them to milliseconds and repeat rows."""
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, int | float | str) else str(value)


def _read(after: str, fields: "Sequence[Field[Any, Any]]") -> list[Any] | None:
    try:
        values = json.loads(base64.urlsafe_b64decode(after + "=" * (-len(after) % 4)))
        if not isinstance(values, list) or len(values) != len(fields):
            return None
        key = [field.get_prep_value(field.to_python(value)) for field, value in zip(fields, values, strict=True)]
    except (ValueError, TypeError, OverflowError, binascii.Error, ValidationError):
        return None
    return None if None in key or not all(_storable(part) for part in key) else key


def _storable(value: object) -> bool:
    """Whether PostgreSQL can be asked for it: no NUL, no halves of characters."""
    return not isinstance(value, str) or ("\x00" not in value and not re.search("[\ud800-\udfff]", value))


def _fields(queryset: QuerySet[Any], order: Sequence[str]) -> "list[Field[Any, Any]]":
    return [_field(queryset, _name(name)) for name in order]


def _field(queryset: QuerySet[Any], path: str) -> "Field[Any, Any]":
    if path in queryset.query.annotations:
        return queryset.query.annotations[path].output_field
    model: Any = queryset.model
    *steps, last = path.split("__")
    for step in steps:
        model = model._meta.get_field(step).related_model  # noqa: SLF001 -- Django documents _meta
    found: Field[Any, Any] = model._meta.get_field(last)  # noqa: SLF001 -- as above
    return found
