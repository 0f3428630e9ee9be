"""Showing a telephone number in clear: with a purpose, once, and written down (DOMAIN §4.1)."""

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


class RevealForm(Form):
    """Why somebody needs the number."""

    purpose = forms.ChoiceField(
        label=_("为什么要看"),
        choices=[("", _("请选择用途")), *PURPOSES],
        error_messages={"required": _("请选择用途，会记录在案"), "invalid_choice": _("请选择用途，会记录在案")},
    )
