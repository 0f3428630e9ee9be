"""Saving what has changed of a row that was read under its lock, instead of all its columns.

A case has eighty columns and an act changes three: writing the statement for all of them took longer than what it says.
"""

from django.db.models import Model

_NAME = "_as_read"


def remember(row: Model) -> None:
    """Keep what the row holds now; call it when it has been read."""
    row.__dict__[_NAME] = _columns(row)


def save_changes(row: Model) -> None:
    """Write the columns that differ from what was remembered; all of a row of which nothing was."""
    was = row.__dict__.get(_NAME)
    if was is None:
        row.save()
        return
    now = _columns(row)
    if changed := [name for name, value in now.items() if value != was[name]]:
        row.save(update_fields=changed)
    row.__dict__[_NAME] = now


def _columns(row: Model) -> dict[str, object]:
    """Column → value, lists copied: one that is changed in place differs all the same."""
    held = ((field.attname, _held(row, field.attname)) for field in row._meta.concrete_fields)  # noqa: SLF001 -- documented by Django
    return {name: [*value] if isinstance(value, list) else value for name, value in held}


def _held(row: Model, name: str) -> object:
    """What the row holds, as it holds it: a sealed number is not opened only to see that it is still the same."""
    return row.__dict__[name] if name in row.__dict__ else getattr(row, name)
