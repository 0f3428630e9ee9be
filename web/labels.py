"""Labels of choices, cheaply. Decides nothing: the words stand with the choices."""

from functools import cache
from typing import Any


class Labelled:
    """A model whose `get_…_display()` knows its labels.

    Django's own puts every label of the choice into words to show one of them: a fifth of a list's time
    (docs/performance.md).
    """

    def _get_FIELD_display(self, field: Any) -> str:  # noqa: N802 -- Django's name
        value = getattr(self, field.attname)
        return str(_labels(field).get(value, value))


@cache
def _labels(field: Any) -> dict[Any, Any]:
    return dict(field.flatchoices)
