from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('orgs', '0012_sealed_messages'),
        ('tickets', '0039_other_lists_taken_away'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name='reply',
            index=models.Index(condition=models.Q(('beyond_duty', True)), fields=['ticket'], name='reply_beyond_duty'),
        ),
        migrations.AddIndex(
            model_name='revisit',
            index=models.Index(condition=models.Q(('grade__in', (1, 2)), ('valid', True)), fields=['ticket'], name='revisit_dissatisfied'),
        ),
    ]
