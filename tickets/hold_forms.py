"""Why a case is put on hold, and why the hold is lifted."""

from django import forms
from django.utils.translation import gettext_lazy as _

from tickets.retention_kinds import Ground
from web.forms import Form, LongTextField


class HoldForm(Form):
    """What asks for the case, and by which paper."""

    ground = forms.ChoiceField(
        label=_("因为什么"),
        choices=Ground.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("请选一项"), "invalid_choice": _("请选一项")},
    )
    reason = LongTextField(
        label=_("说明"),
        help_text=_("写明哪个机关、文号或案号，不写诉求的内容和人名。"),
        max_length=300,
        min_length=5,
        rows=3,
        missing=_("请写明依据"),
    )


class LiftForm(Form):
    """Why nothing needs it any more."""

    reason = LongTextField(
        label=_("为什么解除"),
        help_text=_("例如案件已审结、审计已结束。"),
        max_length=300,
        min_length=5,
        rows=3,
        missing=_("请写明为什么解除"),
    )
