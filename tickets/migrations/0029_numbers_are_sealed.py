"""Seals the callers' numbers: a batch is a transaction, and a run that was broken off goes on where it stood.

What a form was known by (`client_digest`) was a plain hash of all that had been said, the number among it, and the
number could be tried out: it is forgotten. A form from before the upgrade that comes once more is told so.
"""

from typing import Any

from django.db import migrations
from web.resealing import Column

def _column(apps: Any, schema_editor: Any) -> Column:
    return Column.of(apps.get_model("tickets", "Ticket"), "contact_phone", using=schema_editor.connection.alias)


def seal(apps: Any, schema_editor: Any) -> None:
    sum(_column(apps, schema_editor).seal(also="client_digest = ''"))


def unseal(apps: Any, schema_editor: Any) -> None:
    sum(_column(apps, schema_editor).unseal())


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('tickets', '0028_sealed_numbers'),
    ]

    operations = [
        migrations.RunPython(seal, unseal),
    ]
