"""What a text message says lies sealed while it waits: links and codes let somebody in."""

from typing import Any

import web.sealed_json
from django.db import migrations
from web.sealed_json import Store


def seal(apps: Any, _schema_editor: Any) -> None:
    sum(Store(apps.get_model("orgs", "SmsMessage"), "fields").seal())


def unseal(apps: Any, _schema_editor: Any) -> None:
    sum(Store(apps.get_model("orgs", "SmsMessage"), "fields").unseal())


class Migration(migrations.Migration):

    dependencies = [
        ('orgs', '0011_several_counties'),
    ]

    operations = [
        migrations.AlterField(
            model_name='smsmessage',
            name='fields',
            field=web.sealed_json.SealedJSONField(default=dict),
        ),
        migrations.RunPython(seal, unseal),
    ]
