"""A model field for telephone numbers that the database must not be able to read (`web.sealed_numbers`).

In Python it is a `str` as before. A row that was read keeps it sealed until somebody asks: a list that does not show
numbers opens none. `filter(phone=…)` and `phone__in` find a number in any spelling, by its mark; no other lookup works,
for the database cannot answer it, and `values()` gives what is stored. The field's validators are asked when a value
goes to the database: no constraint there can look into it.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.core.exceptions import EmptyResultSet, FieldError
from django.db import models
from django.db.models import Func, Lookup
from django.db.models.lookups import IsNull
from django.db.models.query_utils import DeferredAttribute

from web import sealed_numbers


class Sealed(str):
    """A number as the database keeps it. `number` opens it, once."""

    __slots__ = ("_number",)

    @property
    def number(self) -> str:
        """The number as it was written. Raises web.sealed.Unreadable."""
        try:
            return self._number
        except AttributeError:
            self._number: str = sealed_numbers.unseal(self)
            return self._number


if TYPE_CHECKING:
    _Characters = models.CharField[str, str]
else:
    _Characters = models.CharField


class _OpenedWhenAsked(DeferredAttribute):
    """What stands between a row and whoever reads its number."""

    def __get__(self, instance: Any, cls: Any = None) -> Any:
        value = super().__get__(instance, cls)
        return value.number if isinstance(value, Sealed) else value

    def __set__(self, instance: Any, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


class Mark(Func):
    """What a kept number begins with: for indexes and for constraints that say that a number is nobody else's."""

    template = f'(LEFT(%(expressions)s, {sealed_numbers.MARKED}) COLLATE "C")'
    output_field: Any = models.TextField()


class SealedPhoneField(_Characters):
    """A telephone number, sealed at rest. `max_length` is that of the number."""

    descriptor_class = _OpenedWhenAsked

    def db_type(self, connection: Any) -> str:  # noqa: ARG002 -- Django's signature
        """A sealed number is ten times as long as the number."""
        return "text"

    def from_db_value(self, value: str | None, *_of: Any) -> str | None:
        """Sealed still."""
        return Sealed(value) if value else value

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:  # noqa: ARG002, FBT001 -- Django's signature
        """What nobody changed goes back as it came."""
        return model_instance.__dict__.get(self.attname, "")

    def get_prep_value(self, value: Any) -> Any:
        """As the column keeps it. Raises ValidationError for what the validators refuse."""
        if value is None or isinstance(value, Sealed):
            return None if value is None else str(value)
        number = self.to_python(value)
        self.run_validators(number)
        return sealed_numbers.seal(number)

    def get_lookup(self, lookup_name: str) -> Any:
        """The few that make sense; Django says which field refuses all others."""
        return _LOOKUPS.get(lookup_name)

    def get_transform(self, lookup_name: str) -> Any:  # noqa: ARG002 -- Django's signature
        """None: the database cannot compute with what it cannot read."""
        return None


class _SameNumber(Lookup):
    """`phone=…`: these digits, however they are written; the empty string finds rows without a number."""

    lookup_name = "exact"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        """`… IN (marks)`, one for each key."""
        column, params = self.process_lhs(compiler, connection)
        return _among(column, params, [self.rhs])


class _OneOfNumbers(_SameNumber):
    """`phone__in=[…]`: the same for several."""

    lookup_name = "in"

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        """As above."""
        column, params = self.process_lhs(compiler, connection)
        return _among(column, params, list(self.rhs))


class _IsSealed(Lookup):
    """`phone__sealed=True`: empty or a sealed number; for the constraint that keeps plain ones out."""

    lookup_name = "sealed"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        """A regular expression."""
        column, params = self.process_lhs(compiler, connection)
        return f"{column} ~ %s", [*params, sealed_numbers.KEPT]


def _among(column: str, params: Iterable[Any], numbers: list[Any]) -> tuple[str, list[Any]]:
    """The condition that a column holds one of these numbers."""
    if not all(isinstance(each, str) for each in numbers):
        raise FieldError("a sealed number is compared with numbers, not with columns")
    plain = [each.number if isinstance(each, Sealed) else each for each in numbers]
    marks = [mark for each in plain if sealed_numbers.digits_of(each) for mark in sealed_numbers.marks_of(each)]
    ways, values = [], []
    if "" in plain:
        ways.append(f"{column} = ''")
        values += [*params]
    if marks:
        # Indexes leave rows without a number out: PostgreSQL uses one only where it sees that they are not wanted.
        mark = Mark.template % {"expressions": column}
        ways.append(f"({column} <> '' AND {mark} IN ({', '.join(['%s'] * len(marks))}))")
        values += [*params, *params, *marks]
    if not ways:
        raise EmptyResultSet
    return f"({' OR '.join(ways)})", values


_LOOKUPS = {each.lookup_name: each for each in (_SameNumber, _OneOfNumbers, _IsSealed)} | {IsNull.lookup_name: IsNull}
