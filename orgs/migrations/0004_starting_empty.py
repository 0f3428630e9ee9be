"""A county being set up, first passwords, swaps of duty, sheets for the register."""

import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('orgs', '0003_duty_shifts'),
    ]

    operations = [
        migrations.CreateModel(
            name='DutySwap',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('offered_at', models.DateTimeField()),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('agreed', models.BooleanField(blank=True, null=True)),
            ],
            options={
                'verbose_name': '换班',
                'verbose_name_plural': '换班',
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='RegisterSheet',
            fields=[
                ('key', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('places', '镇街和村'), ('organisations', '组织'), ('people', '人员和岗位'), ('firms', '企业（商户）')], max_length=20, verbose_name='类别')),
                ('file_name', models.CharField(max_length=200, verbose_name='文件')),
                ('rows', models.JSONField(default=list)),
                ('failed', models.JSONField(default=list)),
                ('people', models.JSONField(default=list)),
                ('counts', models.JSONField(default=dict)),
                ('read_at', models.DateTimeField()),
                ('entered_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'verbose_name': '导入',
                'verbose_name_plural': '导入',
                'ordering': ['-read_at'],
            },
        ),
        migrations.AddField(
            model_name='county',
            name='in_setup',
            field=models.BooleanField(default=False, editable=False),
        ),
        migrations.AddField(
            model_name='person',
            name='must_change_password',
            field=models.BooleanField(default=False, editable=False, verbose_name='首次登录须改密码'),
        ),
        migrations.AddConstraint(
            model_name='county',
            constraint=models.UniqueConstraint(condition=models.Q(('in_setup', True)), fields=('in_setup',), name='one_county_is_set_up_at_a_time'),
        ),
        migrations.AddField(
            model_name='dutyswap',
            name='in_return',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='returns', to='orgs.dutyshift', verbose_name='换来'),
        ),
        migrations.AddField(
            model_name='dutyswap',
            name='shift',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='offers', to='orgs.dutyshift', verbose_name='班次'),
        ),
        migrations.AddField(
            model_name='dutyswap',
            name='to',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='duty_offers', to='orgs.post', verbose_name='换给'),
        ),
        migrations.AddField(
            model_name='registersheet',
            name='county',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sheets', to='orgs.county'),
        ),
        migrations.AddConstraint(
            model_name='dutyswap',
            constraint=models.UniqueConstraint(condition=models.Q(('answered_at__isnull', True)), fields=('shift',), name='shift_is_offered_to_one_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='dutyswap',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('agreed__isnull', True), ('answered_at__isnull', True)), models.Q(('agreed__isnull', False), ('answered_at__isnull', False)), _connector='OR'), name='swap_is_answered_or_open'),
        ),
    ]
