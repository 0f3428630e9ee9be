import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('orgs', '0012_sealed_messages'),
        ('metrics', '0002_rules'),
    ]

    operations = [
        migrations.CreateModel(
            name='OutsideFigure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(choices=[('firms', '电商企业'), ('shops', '网店'), ('employed', '电商从业人员'), ('returnees', '返乡创业人员'), ('masters', '返乡硕士'), ('graduates', '返乡大专、本科毕业生'), ('party_members', '亮身份的党员经营户'), ('trained_members', '双向培养'), ('village_secretaries', '电商带头人担任的村党组织书记'), ('training_sessions', '培训'), ('training_people', '培训人次'), ('training_shops', '培训后新开网店'), ('talent_policies', '人才政策'), ('talent_cities', '设人才工作站的城市'), ('loan_products', '电商贷产品'), ('loan_people', '电商贷授信人数'), ('loan_amount', '电商贷金额'), ('brand_firms', '公用品牌授权企业'), ('legal_matters', '司法服务办理涉企事项'), ('centre_area', '县级党群服务中心面积')], max_length=30, verbose_name='数据')),
                ('value', models.DecimalField(decimal_places=2, help_text='写完整的数，例如 8.35万 写 83500', max_digits=17, verbose_name='数值')),
                ('qualifier', models.CharField(choices=[('exact', '准确数'), ('at_least', '余、多、以上（不少于）'), ('about', '近、约')], help_text='资料写“余”“近”的，页面上也这样写', max_length=10, verbose_name='准确程度')),
                ('scale', models.PositiveIntegerField(choices=[(1, '个位'), (10000, '万'), (100000000, '亿')], default=1, help_text='资料按“万”“亿”写的选这里', verbose_name='资料的写法')),
                ('unit', models.CharField(blank=True, help_text='例如 家、人次、元；不写就用常用的', max_length=10, verbose_name='计量单位')),
                ('as_of', models.DateField(verbose_name='截至')),
                ('source', models.CharField(help_text='写明文件或通报的名称和发布单位，不写个人姓名', max_length=120, verbose_name='资料来源')),
                ('county', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='outside_figures', to='orgs.county')),
            ],
            options={
                'verbose_name': '外部资料数据',
                'verbose_name_plural': '外部资料数据',
                'constraints': [models.UniqueConstraint(fields=('county', 'key'), name='one_outside_figure_per_key'), models.CheckConstraint(condition=models.Q(('qualifier__in', ['exact', 'at_least', 'about'])), name='outside_figure_says_how_exact_it_is'), models.CheckConstraint(condition=models.Q(('scale__in', [1, 10000, 100000000])), name='outside_figure_is_scaled_by_a_word'), models.CheckConstraint(condition=models.Q(('value__gte', 0)), name='outside_figure_is_not_negative'), models.CheckConstraint(condition=models.Q(('source', ''), _negated=True), name='outside_figure_has_a_source')],
            },
        ),
    ]
