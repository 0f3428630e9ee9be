import django.db.models.deletion
from django.db import migrations, models


FREEZE = """
CREATE TRIGGER metrics_report_append_only BEFORE UPDATE OR DELETE ON metrics_report
FOR EACH ROW EXECUTE FUNCTION journal_refuse();
"""
THAW = "DROP TRIGGER metrics_report_append_only ON metrics_report"


class Migration(migrations.Migration):

    dependencies = [
        ('metrics', '0004_publications'),
        ('orgs', '0012_sealed_messages'),
    ]

    operations = [
        migrations.CreateModel(
            name='Report',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('daily', '日报'), ('weekly', '周报'), ('monthly', '月通报'), ('yearly', '年度考核')], max_length=10, verbose_name='种类')),
                ('first_day', models.DateField()),
                ('last_day', models.DateField()),
                ('version', models.PositiveIntegerField(verbose_name='版本')),
                ('at', models.DateTimeField()),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='更正原因')),
                ('rule_version', models.PositiveIntegerField(verbose_name='口径版本')),
                ('figures', models.JSONField()),
                ('checkpoint', models.BigIntegerField()),
                ('checkpoint_hash', models.BinaryField()),
                ('digest', models.CharField(max_length=64)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.post')),
                ('county', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reports', to='orgs.county')),
                ('unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.organisation')),
            ],
            options={
                'verbose_name': '通报',
                'verbose_name_plural': '通报',
                'indexes': [models.Index(condition=models.Q(('unit', None)), fields=['county', '-last_day', '-id'], name='reports_of_a_county'), models.Index(condition=models.Q(('unit', None), _negated=True), fields=['unit', '-last_day', '-id'], name='reports_of_a_unit')],
                'constraints': [models.UniqueConstraint(fields=('county', 'kind', 'first_day', 'unit', 'version'), name='one_report_per_version', nulls_distinct=False), models.CheckConstraint(condition=models.Q(models.Q(('reason', ''), ('version', 1)), models.Q(('version__gte', 2), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='report_corrections_say_why'), models.CheckConstraint(condition=models.Q(('unit', None), ('kind', 'yearly'), _connector='OR'), name='only_yearly_reports_are_of_a_unit')],
            },
        ),
        migrations.CreateModel(
            name='ReportRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('daily', '日报'), ('weekly', '周报'), ('monthly', '月通报'), ('yearly', '年度考核')], max_length=10, verbose_name='种类')),
                ('first_day', models.DateField()),
                ('last_day', models.DateField()),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='更正原因')),
                ('asked_at', models.DateTimeField()),
                ('state', models.CharField(choices=[('waiting', '等待生成'), ('running', '生成中'), ('done', '已生成'), ('failed', '没有成功')], default='waiting', max_length=10)),
                ('claimed_at', models.DateTimeField(null=True)),
                ('done', models.PositiveIntegerField(default=0)),
                ('total', models.PositiveIntegerField(default=0)),
                ('finished_at', models.DateTimeField(null=True)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.post')),
                ('county', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='report_runs', to='orgs.county')),
            ],
            options={
                'verbose_name': '通报生成',
                'verbose_name_plural': '通报生成',
                'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ('waiting', 'running'))), fields=('county', 'kind', 'first_day'), name='one_report_run_at_a_time')],
            },
        ),
        migrations.CreateModel(
            name='ReportSubscription',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('daily', '日报'), ('weekly', '周报'), ('monthly', '月通报'), ('yearly', '年度考核')], max_length=10, verbose_name='种类')),
                ('at', models.DateTimeField()),
                ('post', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='report_subscriptions', to='orgs.post')),
            ],
            options={
                'verbose_name': '通报订阅',
                'verbose_name_plural': '通报订阅',
                'constraints': [models.UniqueConstraint(fields=('post', 'kind'), name='one_subscription_per_post_and_kind')],
            },
        ),
        migrations.RunSQL(FREEZE, THAW),
    ]
