"""The callers' numbers get a column that can hold them sealed. What is in it is sealed by the next one, in batches."""

import web.sealed_field
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('tickets', '0027_redacted'),
    ]

    operations = [
        migrations.AlterField(
            model_name='ticket',
            name='contact_phone',
            field=web.sealed_field.SealedPhoneField(max_length=20, verbose_name='手机号'),
        ),
    ]
