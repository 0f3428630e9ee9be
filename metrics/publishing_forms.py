"""The form that makes a month public."""

from django import forms
from django.utils.translation import gettext_lazy as _

from web.forms import Form

LONGEST = 200


class PublishForm(Form):
    """Which version was looked at; for a correction, why."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput())
    reason = forms.CharField(
        label=_("更正原因"),
        required=False,
        max_length=LONGEST,
        help_text=_("外面看得到，不写企业和个人的名字。"),
        error_messages={"max_length": _("更正原因最多 200 个字")},
    )
