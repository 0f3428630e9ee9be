from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('notifications', '0001_first'),
    ]

    operations = [
        migrations.AlterField(
            model_name='delivery',
            name='channel',
            field=models.CharField(choices=[('email', '电子邮件'), ('sms', '短信')], max_length=10, verbose_name='方式'),
        ),
    ]
