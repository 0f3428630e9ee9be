"""Statements that are built and planned once: what a page asks keeps its shape, and only the values change.

Django builds and writes a statement anew each time it is asked, and PostgreSQL plans it anew. Both take longer than the
answer, and were half of a page (docs/performance.md). A prepared function says with the ORM what is asked and runs once
for each shape; each connection has PostgreSQL prepare the shape the first time it asks. The function sees stand-ins
instead of values: nobody's value can stay in a statement that is asked for somebody else.
"""

from collections.abc import Callable, Hashable, Mapping
from copy import copy
from functools import wraps
from itertools import count
from typing import Any, Final, Generic, Protocol, TypeVar
from weakref import WeakKeyDictionary

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections
from django.db.models import Expression, Field, Lookup, QuerySet
from django.db.transaction import TransactionManagementError
from psycopg2.errors import FeatureNotSupported, InvalidSqlStatementName
from psycopg2.extensions import AsIs

Row = TypeVar("Row")

_numbers: Final = count(1)
# What each connection has prepared. A name lives as long as its connection, whatever becomes of a transaction.
_known: WeakKeyDictionary[Any, set[str]] = WeakKeyDictionary()


class Given(Expression):
    """Stands in a prepared queryset for a value that comes with each asking."""

    def __init__(self, name: str) -> None:
        super().__init__(output_field=Field())
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> Any:  # noqa: ARG002 -- Django's signature
        """A place for the value; `_Statement` finds the stand-in among the parameters."""
        return "%s", [self]


class Among(Lookup):
    """`filter(Among(F("case"), ids))` for a given list: `IN` would have another shape for each length."""

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        """`= ANY` of an array."""
        left, params = self.process_lhs(compiler, connection)
        right, given = compiler.compile(self.rhs)
        return f"{left} = ANY({right})", [*params, *given]


class Asked(Protocol[Row]):
    """A prepared function: the shape by place, the values by name."""

    def __call__(self, *shape: Hashable, **values: object) -> list[Row]:
        """The rows, read now."""


class _Statement(Generic[Row]):
    """One shape, built and written."""

    def __init__(self, name: str, queryset: "QuerySet[Any, Row]") -> None:
        # What PostgreSQL knows it by, and shows in its log: 63 bytes; the number makes it one of a kind. Empty for a
        # statement that is planned anew for each value.
        self.name = f"{name[-50:]}.{next(_numbers)}" if name else ""
        self.queryset = queryset
        self.compiler = queryset.query.get_compiler(using=DEFAULT_DB_ALIAS)
        try:
            self.sql, self.params = self.compiler.as_sql()
        except EmptyResultSet:  # whoever asks may see nothing
            self.sql, self.params = "", ()
        # How columns become values hangs on the columns alone; Django would ask each of them anew for each answer.
        columns = [column for column, *_of_it in self.compiler.select[: self.compiler.col_count]] if self.sql else []
        self.converters = self.compiler.get_converters(columns)
        self.composite = self.compiler.has_composite_fields(columns)
        self.compiler.connection = None  # the thread's that built it, which may end long before the statement
        self.given = list(dict.fromkeys(each.name for each in self.params if isinstance(each, Given)))
        places = ", ".join(["%s"] * len(self.given))
        self.execute = f'EXECUTE "{self.name}" ({places})' if places else f'EXECUTE "{self.name}"'

    def rows(self, values: Mapping[str, object]) -> list[Row]:
        """Ask it with these values, through this thread's connection."""
        if not self.sql:
            return []
        connection = connections[DEFAULT_DB_ALIAS]
        if self.queryset.query.select_for_update and connection.get_autocommit():
            raise TransactionManagementError("a lock outside of a transaction holds nothing")
        compiler: Any = copy(self.compiler)
        compiler.connection = connection
        asked_for = self._asked_for(values, connection)
        compiler.as_sql = lambda *_args, **_kwargs: asked_for
        compiler.get_converters = lambda _columns: self.converters
        compiler.has_composite_fields = lambda _columns: self.composite
        asked: Any = self.queryset.all()
        asked.query.get_compiler = lambda *_args, **_kwargs: compiler
        try:
            return list(asked)
        except DatabaseError as error:
            # The connection has forgotten what it prepared, or a column has another type since: a new one next time.
            if isinstance(error.__cause__, InvalidSqlStatementName | FeatureNotSupported):
                connection.close_at = 0.0
            raise

    def _asked_for(self, values: Mapping[str, object], connection: Any) -> tuple[str, tuple[object, ...]]:
        """Text and parameters for these values."""
        if not self.name:
            return self.sql, tuple(values[each.name] if isinstance(each, Given) else each for each in self.params)
        self._prepare(connection)
        return self.execute, tuple(values[name] for name in self.given)

    def _prepare(self, connection: Any) -> None:
        """Have PostgreSQL know it, with what belongs to the shape written out: partial indexes need to see it."""
        shown = [AsIs(f"${self.given.index(x.name) + 1}") if isinstance(x, Given) else x for x in self.params]
        _make_known(self.name, self.sql, shown, connection)


def _make_known(name: str, sql: str, shown: Any, connection: Any) -> None:
    connection.close_if_health_check_failed()  # as Django's own cursor does
    connection.ensure_connection()
    known = _known.setdefault(connection.connection, set())
    if name in known:
        return
    with connection.wrap_database_errors, connection.connection.cursor() as cursor:
        cursor.execute(f'PREPARE "{name}" AS {sql}', shown)
    known.add(name)


def prepared_text(about: str, sql: str, *names: str) -> Callable[..., list[Any]]:
    """The same for a statement written by hand, `%(name)s` in the place of each value; `about` it in the log."""
    name = f"{about}.{next(_numbers)}"
    shown = {each: AsIs(f"${place}") for place, each in enumerate(names, start=1)}
    execute = f'EXECUTE "{name}" ({", ".join(["%s"] * len(names))})'

    def ask(**values: Any) -> list[Any]:
        connection = connections[DEFAULT_DB_ALIAS]
        _make_known(name, sql, shown, connection)
        with connection.cursor() as cursor:
            cursor.execute(execute, [values[each] for each in names])
            found: list[Any] = cursor.fetchall()
        return found

    return ask


def prepared(*names: str, replanned: bool = False) -> Callable[[Callable[..., "QuerySet[Any, Row]"]], Asked[Row]]:
    """Make a function that returns a queryset into one that returns its rows, built once for each shape.

    `names` are its values, given by keyword; all else is given by place, is hashable and belongs to the shape.
    `replanned` is for a list that one unit sees a hundred rows of and another all: PostgreSQL must know which it is,
    and plans each asking anew. What is asked by keys has one plan for all::

        @prepared("unit")
        def legs(role: str, *, unit: int) -> QuerySet[Leg]:
            return Leg.objects.filter(role=role, department=unit)
    """
    stand_ins = {name: Given(name) for name in names}

    def wrap(build: Callable[..., "QuerySet[Any, Row]"]) -> Asked[Row]:
        built: dict[Hashable, _Statement[Row]] = {}
        name = "" if replanned else f"{build.__module__}.{build.__name__}"

        @wraps(build)
        def ask(*shape: Hashable, **values: object) -> list[Row]:
            if values.keys() != stand_ins.keys():
                raise TypeError(f"{build.__name__} is asked with {sorted(stand_ins)}, not {sorted(values)}")
            statement = built.get(shape)
            if statement is None:
                statement = built[shape] = _Statement(name, build(*shape, **stand_ins))
            return statement.rows(values)

        return ask

    return wrap
