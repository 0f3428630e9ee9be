"""New rows without the price of a model's `__init__`, which is most of what a row in memory costs."""

from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar

from django.db import models
from django.db.models.base import ModelState

M = TypeVar("M", bound=models.Model)


def make(model: type[M], **columns: Any) -> M:
    """An unsaved row with these columns (`ticket_id`, not `ticket`) and the model's defaults for all others."""
    constant, drawn = _defaults(model)
    row = model.__new__(model)
    values = row.__dict__
    values.update(constant, _state=ModelState())
    for name, default in drawn:
        values[name] = default()
    values.update(columns)
    return row


@cache
def _defaults(model: type[models.Model]) -> tuple[dict[str, Any], list[tuple[str, Callable[[], Any]]]]:
    """Defaults that are the same for every row, and those that are asked for each."""
    drawn = [
        (field.attname, field.get_default)
        for field in model._meta.concrete_fields  # noqa: SLF001 -- documented by Django
        if field.has_default() and callable(field.default)
    ]
    names = {name for name, _default in drawn} | {"_state"}
    return {name: value for name, value in model().__dict__.items() if name not in names}, drawn
