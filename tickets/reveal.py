"""Showing a name or a telephone number in clear: each by itself, with a purpose, once, written down (DOMAIN §4.1)."""

from typing import Final

from django import forms
from django.utils.translation import gettext_lazy as _

from web.forms import Form

PURPOSES: Final = (
    ("contact", _("联系企业了解情况")),
    ("visit", _("约定上门")),
    ("revisit", _("回访")),
    ("check", _("核对信息")),
)


FIELDS: Final = (("name", _("姓名")), ("phone", _("电话")))


class RevealForm(Form):
    """What somebody needs to read, and why."""

    what = forms.MultipleChoiceField(
        label=_("要看什么"),
        choices=FIELDS,
        initial=["phone"],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("请勾选要看的内容"), "invalid_choice": _("请勾选要看的内容")},
    )
    purpose = forms.ChoiceField(
        label=_("为什么要看"),
        choices=[("", _("请选择用途")), *PURPOSES],
        error_messages={"required": _("请选择用途，会记录在案"), "invalid_choice": _("请选择用途，会记录在案")},
    )
