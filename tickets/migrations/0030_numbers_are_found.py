"""Only sealed numbers from here on, and an index by which one is found."""

import web.sealed_field
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('tickets', '0029_numbers_are_sealed'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='ticket',
            index=models.Index(web.sealed_field.Mark('contact_phone'), condition=models.Q(('contact_phone', ''), _negated=True), name='cases_by_phone'),
        ),
        migrations.AddConstraint(
            model_name='ticket',
            constraint=models.CheckConstraint(condition=models.Q(('contact_phone__sealed', True)), name='number_of_a_caller_is_sealed'),
        ),
    ]
