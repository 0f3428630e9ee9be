from django.db import migrations, models
import django.db.models.deletion


class Migration(migrations.Migration):

    dependencies = [
        ('tickets', '0031_sealed_drafts'),
    ]

    operations = [
        migrations.CreateModel(
            name='Erasure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('round', models.PositiveSmallIntegerField(default=1)),
                ('at', models.DateTimeField()),
                ('kind', models.CharField(choices=[('pictures', '证件和银行卡照片'), ('contacts', '联系方式'), ('words', '诉求内容和附件')], max_length=10, verbose_name='清除了什么')),
                ('ticket', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)s_set', to='tickets.ticket')),
            ],
            options={
                'indexes': [models.Index(fields=['ticket', 'kind', '-at'], name='erasure_of_case')],
            },
        ),
    ]
