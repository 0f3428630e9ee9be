"""The duty roster (值班表)."""

import django.contrib.postgres.constraints
import django.db.models.deletion
import orgs.models.duty
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('orgs', '0002_parents'),
    ]

    operations = [
        migrations.CreateModel(
            name='DutyShift',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts_at', models.DateTimeField(verbose_name='起')),
                ('ends_at', models.DateTimeField(verbose_name='止')),
                ('given_up_at', models.DateTimeField(blank=True, null=True)),
                ('county', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='duty_shifts', to='orgs.county')),
                ('post', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='duty_shifts', to='orgs.post', verbose_name='值班人')),
                ('taken_over_from', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='taken_over_by', to='orgs.dutyshift')),
            ],
            options={
                'verbose_name': '值班',
                'verbose_name_plural': '值班表',
                'ordering': ['starts_at', 'id'],
                'indexes': [models.Index(condition=models.Q(('given_up_at__isnull', True)), fields=['county', 'ends_at'], name='duty_shifts_that_count')],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='shift_ends_after_it_starts'), django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('given_up_at__isnull', True)), expressions=[('post', '='), (orgs.models.duty._InstantRange(models.F('starts_at'), models.F('ends_at'), models.Value('[)')), '&&')], name='post_is_on_duty_once_at_a_time')],
            },
        ),
    ]
