"""Numbers in drafts, and in lists of other channels that wait to become cases."""

from typing import Any

import web.sealed_json
from django.db import migrations
from web.sealed_json import Store


def _stores(apps: Any) -> list[Store]:
    return [Store(apps.get_model("tickets", "Draft"), "answers"), Store(apps.get_model("tickets", "ImportRow"), "cells")]


def seal(apps: Any, _schema_editor: Any) -> None:
    for store in _stores(apps):
        sum(store.seal())


def unseal(apps: Any, _schema_editor: Any) -> None:
    for store in _stores(apps):
        sum(store.unseal())


class Migration(migrations.Migration):

    dependencies = [
        ('tickets', '0030_numbers_are_found'),
    ]

    operations = [
        migrations.AlterField(
            model_name='draft',
            name='answers',
            field=web.sealed_json.JSONWithNumbersField(default=dict),
        ),
        migrations.AlterField(
            model_name='importrow',
            name='cells',
            field=web.sealed_json.JSONWithNumbersField(default=dict),
        ),
        migrations.RunPython(seal, unseal),
    ]
