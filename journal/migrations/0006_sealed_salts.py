"""Seals the salts of telephone numbers, in batches; a run that was broken off goes on where it stood."""

from typing import Any

from django.db import migrations
from journal import salts


def seal(_apps: Any, _schema_editor: Any) -> None:
    sum(salts.seal())


def unseal(_apps: Any, _schema_editor: Any) -> None:
    sum(salts.unseal())


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('journal', '0005_who_reads'),
    ]

    operations = [
        migrations.RunPython(seal, unseal),
    ]
