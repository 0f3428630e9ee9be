import django.db.models.deletion
from django.db import migrations, models


FREEZE = """
CREATE TRIGGER metrics_publication_append_only BEFORE UPDATE OR DELETE ON metrics_publication
FOR EACH ROW EXECUTE FUNCTION journal_refuse();
"""
THAW = "DROP TRIGGER metrics_publication_append_only ON metrics_publication"


class Migration(migrations.Migration):

    dependencies = [
        ('journal', '0007_outside_kinds'),
        ('metrics', '0003_outside_figures'),
        ('orgs', '0012_sealed_messages'),
    ]

    operations = [
        migrations.CreateModel(
            name='Publication',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', models.DateField(verbose_name='月份')),
                ('version', models.PositiveIntegerField(verbose_name='版本')),
                ('at', models.DateTimeField()),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='更正原因')),
                ('rule_version', models.PositiveIntegerField(verbose_name='口径版本')),
                ('figures', models.JSONField()),
                ('checkpoint', models.BigIntegerField()),
                ('checkpoint_hash', models.BinaryField()),
                ('digest', models.CharField(max_length=64)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.post')),
                ('county', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='publications', to='orgs.county')),
            ],
            options={
                'verbose_name': '公开的数据',
                'verbose_name_plural': '公开的数据',
                'constraints': [models.UniqueConstraint(fields=('county', 'month', 'version'), name='one_publication_per_version'), models.CheckConstraint(condition=models.Q(models.Q(('reason', ''), ('version', 1)), models.Q(('version__gte', 2), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='publication_corrections_say_why')],
            },
        ),
        migrations.RunSQL(FREEZE, THAW),
    ]
