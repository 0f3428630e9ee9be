"""The forms of `/statistics/reports/`: which reports one is sent, and which one is to be made now."""

from datetime import date

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from metrics.reports.kinds import ReportKind
from web.forms import Form, TextField

LONGEST = 200
_MESSAGE = _("请填日期，例如 2026-12-01")


class SubscriptionForm(Form):
    """One kind, on or off."""

    kind = forms.ChoiceField(choices=ReportKind.choices)
    on = forms.BooleanField(required=False)


class MakeForm(Form):
    """A kind and any day of the period; for a correction, why."""

    kind = forms.ChoiceField(label=_("种类"), choices=ReportKind.choices)
    day = forms.DateField(
        label=_("哪一天，或者那一天所在的周、月、年"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": _MESSAGE, "required": _MESSAGE},
        validators=[MinValueValidator(date(2000, 1, 1), _MESSAGE), MaxValueValidator(date(2999, 12, 31), _MESSAGE)],
    )
    reason = TextField(
        label=_("更正原因"),
        required=False,
        max_length=LONGEST,
        help_text=_("已经有这份通报时填写。原来的不改不删，另出一版。"),
    )
