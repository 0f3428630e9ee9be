"""Telephone numbers of people and firms, of codes, invitations and text messages, as only a holder of a key reads them."""

from typing import Any

import django.core.validators
import web.sealed_field
from django.db import migrations, models
from web.resealing import Column

NUMBERS = (
    ("Person", "phone"),
    ("Person", "sign_in_phone"),
    ("Firm", "contact_phone"),
    ("Invitation", "phone"),
    ("PhoneCode", "phone"),
    ("SmsMessage", "number"),
)


def _columns(apps: Any, schema_editor: Any) -> list[Column]:
    using = schema_editor.connection.alias
    return [Column.of(apps.get_model("orgs", model), field, using=using) for model, field in NUMBERS]


def seal(apps: Any, schema_editor: Any) -> None:
    for column in _columns(apps, schema_editor):
        sum(column.seal())


def unseal(apps: Any, schema_editor: Any) -> None:
    for column in _columns(apps, schema_editor):
        sum(column.unseal())


class Migration(migrations.Migration):

    dependencies = [
        ('orgs', '0006_channels'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='firm',
            name='firm_phone_can_be_dialled',
        ),
        migrations.RemoveConstraint(
            model_name='person',
            name='person_phone_can_be_dialled',
        ),
        migrations.RemoveConstraint(
            model_name='person',
            name='one_person_per_sign_in_phone',
        ),
        migrations.AlterField(
            model_name='firm',
            name='contact_phone',
            field=web.sealed_field.SealedPhoneField(blank=True, default='', max_length=20, validators=[django.core.validators.RegexValidator('^(1[3-9][0-9]{9}|0[0-9]{2,3}-?[0-9]{7,8}|400-?[0-9]{3}-?[0-9]{4})$', '请填 11 位手机号，或带区号的座机号。')], verbose_name='联系电话'),
        ),
        migrations.AlterField(
            model_name='invitation',
            name='phone',
            field=web.sealed_field.SealedPhoneField(max_length=20, verbose_name='手机'),
        ),
        migrations.AlterField(
            model_name='person',
            name='phone',
            field=web.sealed_field.SealedPhoneField(blank=True, default='', max_length=20, validators=[django.core.validators.RegexValidator('^(1[3-9][0-9]{9}|0[0-9]{2,3}-?[0-9]{7,8}|400-?[0-9]{3}-?[0-9]{4})$', '请填 11 位手机号，或带区号的座机号。')], verbose_name='手机'),
        ),
        migrations.AlterField(
            model_name='person',
            name='sign_in_phone',
            field=web.sealed_field.SealedPhoneField(blank=True, default='', editable=False, max_length=20, verbose_name='登录手机'),
        ),
        migrations.AlterField(
            model_name='phonecode',
            name='phone',
            field=web.sealed_field.SealedPhoneField(max_length=20),
        ),
        migrations.AlterField(
            model_name='smsmessage',
            name='number',
            field=web.sealed_field.SealedPhoneField(blank=True, default='', max_length=20),
        ),
        migrations.RunPython(seal, unseal),
        migrations.AddIndex(
            model_name='firm',
            index=models.Index(web.sealed_field.Mark('contact_phone'), condition=models.Q(('contact_phone', ''), _negated=True), name='firms_by_phone'),
        ),
        migrations.AddIndex(
            model_name='person',
            index=models.Index(web.sealed_field.Mark('phone'), condition=models.Q(('phone', ''), _negated=True), name='people_by_phone'),
        ),
        migrations.AddConstraint(
            model_name='firm',
            constraint=models.CheckConstraint(condition=models.Q(('contact_phone__sealed', True)), name='number_of_a_firm_is_sealed'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.CheckConstraint(condition=models.Q(('phone__sealed', True)), name='number_of_an_invitation_is_sealed'),
        ),
        migrations.AddConstraint(
            model_name='person',
            constraint=models.CheckConstraint(condition=models.Q(('phone__sealed', True), ('sign_in_phone__sealed', True)), name='numbers_of_a_person_are_sealed'),
        ),
        migrations.AddConstraint(
            model_name='person',
            constraint=models.UniqueConstraint(web.sealed_field.Mark('sign_in_phone'), condition=models.Q(('sign_in_phone', ''), _negated=True), name='one_person_per_sign_in_phone'),
        ),
        migrations.AddConstraint(
            model_name='phonecode',
            constraint=models.CheckConstraint(condition=models.Q(('phone__sealed', True)), name='number_of_a_code_is_sealed'),
        ),
        migrations.AddConstraint(
            model_name='smsmessage',
            constraint=models.CheckConstraint(condition=models.Q(('number__sealed', True)), name='number_of_an_sms_is_sealed'),
        ),
    ]
