# Apart from 0008: PostgreSQL builds no index while checks of rows that the same transaction has changed are pending.

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('tickets', '0008_work_lists'),
    ]

    operations = [
        migrations.RunSQL("SET LOCAL statement_timeout = 0", migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name='leg',
            index=models.Index(condition=models.Q(('status__in', frozenset(['pending', 'signed']))), fields=['department', 'role', 'paused', 'due_at', 'id'], name='leg_due_in_unit'),
        ),
        migrations.AddIndex(
            model_name='ticket',
            index=models.Index(condition=models.Q(('status__in', frozenset(['accepted', 'handling', 'need_info', 'on_ledger', 'replied', 'revisiting', 'submitted']))), fields=['committee', 'status', 'due_at', 'id'], name='ticket_due_at_desk'),
        ),
        migrations.AddIndex(
            model_name='ticket',
            index=models.Index(condition=models.Q(('status__in', frozenset(['accepted', 'handling', 'need_info', 'on_ledger', 'replied', 'revisiting', 'submitted']))), fields=['status', 'due_at', 'id'], name='ticket_due_by_status'),
        ),
        migrations.AddIndex(
            model_name='ticket',
            index=models.Index(condition=models.Q(('status__in', frozenset(['accepted', 'handling', 'need_info', 'on_ledger', 'replied', 'revisiting', 'submitted']))), fields=['status', 'waits_for', 'due_at', 'id'], name='ticket_due_by_turn'),
        ),
    ]
