"""Statements that are built once: what a page asks keeps its shape, and only the values change.

Django builds and writes a statement anew each time it is asked. That takes longer than PostgreSQL takes to answer, and
was a third of a page (docs/performance.md). A prepared function says with the ORM what is asked and runs once for each
shape. It sees stand-ins instead of values: nobody's value can stay in a statement that is asked for somebody else.
"""

from collections.abc import Callable, Hashable, Mapping
from copy import copy
from functools import wraps
from typing import Any, Generic, Protocol, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Expression, Field, Lookup, QuerySet
from django.db.transaction import TransactionManagementError

Row = TypeVar("Row")


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

    def __init__(self, queryset: "QuerySet[Any, Row]") -> None:
        self.queryset = queryset
        self.compiler = queryset.query.get_compiler(using=DEFAULT_DB_ALIAS)
        try:
            self.sql, self.params = self.compiler.as_sql()
        except EmptyResultSet:  # whoever asks may see nothing
            self.sql, self.params = "", ()
        self.compiler.connection = None  # the thread's that built it, which may end long before the statement

    def rows(self, values: Mapping[str, object]) -> list[Row]:
        """Ask it with these values, through this thread's connection."""
        if not self.sql:
            return []
        if self.queryset.query.select_for_update and connections[DEFAULT_DB_ALIAS].get_autocommit():
            raise TransactionManagementError("a lock outside of a transaction holds nothing")
        params = tuple(values[each.name] if isinstance(each, Given) else each for each in self.params)
        compiler: Any = copy(self.compiler)
        compiler.connection = connections[DEFAULT_DB_ALIAS]
        compiler.as_sql = lambda *_args, **_kwargs: (self.sql, params)
        asked: Any = self.queryset.all()
        asked.query.get_compiler = lambda *_args, **_kwargs: compiler
        return list(asked)


def prepared(*names: str) -> Callable[[Callable[..., "QuerySet[Any, Row]"]], Asked[Row]]:
    """Make a function that returns a queryset into one that returns its rows, built once for each shape.

    `names` are its values, given by keyword; all else is given by place, is hashable and belongs to the shape::

        @prepared("unit")
        def legs(role: str, *, unit: int) -> QuerySet[Leg]:
            return Leg.objects.filter(role=role, department=unit)
    """
    stand_ins = {name: Given(name) for name in names}

    def wrap(build: Callable[..., "QuerySet[Any, Row]"]) -> Asked[Row]:
        built: dict[Hashable, _Statement[Row]] = {}

        @wraps(build)
        def ask(*shape: Hashable, **values: object) -> list[Row]:
            if values.keys() != stand_ins.keys():
                raise TypeError(f"{build.__name__} is asked with {sorted(stand_ins)}, not {sorted(values)}")
            statement = built.get(shape)
            if statement is None:
                statement = built[shape] = _Statement(build(*shape, **stand_ins))
            return statement.rows(values)

        return ask

    return wrap
