"""Numbers in the sheets that wait to be entered, and in the rows of those that failed."""

from typing import Any

import web.sealed_json
from django.db import migrations
from web.sealed_json import Store


def _stores(apps: Any) -> list[Store]:
    model = apps.get_model("orgs", "RegisterSheet")
    return [Store(model, field) for field in ("rows", "failed")]


def seal(apps: Any, _schema_editor: Any) -> None:
    for store in _stores(apps):
        sum(store.seal())


def unseal(apps: Any, _schema_editor: Any) -> None:
    for store in _stores(apps):
        sum(store.unseal())


class Migration(migrations.Migration):

    dependencies = [
        ('orgs', '0007_sealed_numbers'),
    ]

    operations = [
        migrations.AlterField(
            model_name='registersheet',
            name='failed',
            field=web.sealed_json.JSONWithNumbersField(default=list),
        ),
        migrations.AlterField(
            model_name='registersheet',
            name='rows',
            field=web.sealed_json.JSONWithNumbersField(default=list),
        ),
        migrations.RunPython(seal, unseal),
    ]
