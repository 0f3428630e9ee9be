from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q
import django.db.models.deletion
import web.sealed_field


class Migration(migrations.Migration):

    dependencies = [
        ('orgs', '0009_staff_invitations'),
        ('tickets', '0032_erasures'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='DataRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('caller_name', models.CharField(blank=True, default='', max_length=30, verbose_name='姓名')),
                ('caller_phone', web.sealed_field.SealedPhoneField(blank=True, default='', max_length=20, verbose_name='手机号')),
                ('wish', models.CharField(choices=[('copy', '查看、复制我的信息'), ('correct', '更正'), ('close', '删除信息、注销账号'), ('withdraw', '撤回同意'), ('explain', '说明怎么处理我的信息')], max_length=10, verbose_name='要求')),
                ('words', models.TextField(blank=True, max_length=500, verbose_name='说明')),
                ('new_name', models.CharField(blank=True, max_length=30, verbose_name='正确的姓名')),
                ('new_phone', web.sealed_field.SealedPhoneField(blank=True, max_length=20, verbose_name='正确的手机号')),
                ('new_email', models.EmailField(blank=True, max_length=254, verbose_name='正确的邮箱')),
                ('client_token', models.UUIDField()),
                ('at', models.DateTimeField(verbose_name='提出时间')),
                ('due_at', models.DateTimeField(verbose_name='答复期限')),
                ('state', models.CharField(choices=[('waiting', '待答复'), ('granted', '已办理'), ('refused', '不予办理')], default='waiting', max_length=10, verbose_name='状态')),
                ('ruled_at', models.DateTimeField(null=True, verbose_name='答复时间')),
                ('answer', models.TextField(blank=True, max_length=500, verbose_name='答复')),
                ('asked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.post')),
                ('asked_by_person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('county', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.county')),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='data_requests', to=settings.AUTH_USER_MODEL)),
                ('ruled_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.post')),
                ('ruled_by_person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '个人信息请求',
                'verbose_name_plural': '个人信息请求',
                'indexes': [
                    models.Index(condition=Q(('state', 'waiting')), fields=['county', 'due_at', 'id'], name='data_requests_due'),
                    models.Index(fields=['county', '-at', '-id'], name='data_requests_by_time'),
                ],
                'constraints': [
                    models.CheckConstraint(condition=Q(caller_phone__sealed=True, new_phone__sealed=True), name='numbers_of_a_data_request_are_sealed'),
                    models.UniqueConstraint(fields=('asked_by_person', 'client_token'), name='one_data_request_per_form'),
                    models.UniqueConstraint(condition=Q(('state', 'waiting')), fields=('person', 'wish'), name='one_waiting_wish_per_person'),
                    models.CheckConstraint(condition=Q(state='waiting', ruled_at=None, ruled_by=None, ruled_by_person=None) | ~Q(state='waiting') & Q(ruled_at__isnull=False, ruled_by__isnull=False, ruled_by_person__isnull=False), name='answered_data_request_says_who_and_when'),
                    models.CheckConstraint(condition=~Q(state='refused') | ~Q(answer=''), name='refused_data_request_has_a_reason'),
                    models.CheckConstraint(condition=Q(ruled_by_person=None) | ~Q(ruled_by_person=F('asked_by_person')) & (Q(person=None) | ~Q(ruled_by_person=F('person'))), name='data_request_answered_by_another'),
                ],
            },
        ),
    ]
