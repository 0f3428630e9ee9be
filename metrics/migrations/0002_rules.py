import django.db.models.deletion
import django.db.models.expressions
from django.db import migrations, models


FREEZE = """
CREATE TRIGGER metrics_figurerule_append_only BEFORE UPDATE OR DELETE ON metrics_figurerule
FOR EACH ROW EXECUTE FUNCTION journal_refuse();
"""
THAW = "DROP TRIGGER metrics_figurerule_append_only ON metrics_figurerule"


class Migration(migrations.Migration):

    dependencies = [
        ('journal', '0007_outside_kinds'),
        ('orgs', '0012_sealed_messages'),
        ('metrics', '0001_facts_and_cubes'),
    ]

    operations = [
        migrations.CreateModel(
            name='FigureRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(verbose_name='版本')),
                ('since', models.DateField(verbose_name='从哪天起')),
                ('response_weight', models.DecimalField(decimal_places=2, max_digits=3, verbose_name='响应率权重')),
                ('solved_weight', models.DecimalField(decimal_places=2, max_digits=3, verbose_name='解决率权重')),
                ('satisfied_weight', models.DecimalField(decimal_places=2, max_digits=3, verbose_name='满意率权重')),
                ('basic_factor', models.DecimalField(decimal_places=2, max_digits=3, verbose_name='基本满意折算系数')),
                ('target_response', models.DecimalField(decimal_places=3, max_digits=4, verbose_name='响应率目标')),
                ('target_solved', models.DecimalField(decimal_places=3, max_digits=4, verbose_name='解决率目标')),
                ('target_satisfied', models.DecimalField(decimal_places=3, max_digits=4, verbose_name='满意率目标')),
                ('excellent_from', models.DecimalField(decimal_places=1, max_digits=4, verbose_name='优的下限')),
                ('good_from', models.DecimalField(decimal_places=1, max_digits=4, verbose_name='良的下限')),
                ('fair_from', models.DecimalField(decimal_places=1, max_digits=4, verbose_name='中的下限')),
                ('ranked', models.BooleanField(verbose_name='显示排名表')),
                ('at', models.DateTimeField()),
                ('county', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='figure_rules', to='orgs.county')),
                ('set_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.post')),
            ],
            options={
                'verbose_name': '考核口径',
                'verbose_name_plural': '考核口径',
                'constraints': [models.UniqueConstraint(fields=('county', 'version'), name='one_figure_rule_per_version'), models.CheckConstraint(condition=models.Q(('version__gte', 2)), name='figure_rules_follow_the_first'), models.CheckConstraint(condition=models.Q(('response_weight', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.Value(1), '-', models.F('solved_weight')), '-', models.F('satisfied_weight')))), name='figure_rule_weights_sum_to_one'), models.CheckConstraint(condition=models.Q(('response_weight__gte', 0), ('solved_weight__gte', 0), ('satisfied_weight__gte', 0), ('basic_factor__range', (0, 1))), name='figure_rule_weights_are_shares'), models.CheckConstraint(condition=models.Q(('target_response__range', (0, 1)), ('target_solved__range', (0, 1)), ('target_satisfied__range', (0, 1))), name='figure_rule_targets_are_shares'), models.CheckConstraint(condition=models.Q(('excellent_from__lte', 100), ('excellent_from__gt', models.F('good_from')), ('good_from__gt', models.F('fair_from')), ('fair_from__gt', 0)), name='figure_rule_bands_descend')],
            },
        ),
        migrations.RunSQL(FREEZE, THAW),
    ]
