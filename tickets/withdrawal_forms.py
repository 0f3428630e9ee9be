"""The two questions about a withdrawal after dispatch, as the firm answers them and as a clerk asks them."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tickets.form_bases import ActionForm
from tickets.statuses import Outcome
from web.forms import LongTextField


class TellWhyForm(ActionForm):
    """Nothing is preselected; words are never asked of who was talked out of it."""

    outcome = forms.TypedChoiceField(
        label=_("撤回的时候，问题解决了吗？"),
        choices=Outcome.choices,
        coerce=Outcome,
        widget=forms.RadioSelect,
        error_messages={"required": _("请选择解决了没有"), "invalid_choice": _("请选择解决了没有")},
    )
    persuaded = forms.TypedChoiceField(
        label=_("有没有人劝您撤回？"),
        help_text=_("只有党委办公室、回访员和县领导看得到，承办单位看不到是谁说的。"),
        choices=[("no", _("没有，是自己要撤的")), ("yes", _("有人劝我撤回"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": _("请选择有没有人劝您撤回"), "invalid_choice": _("请选择有没有人劝您撤回")},
    )
    words = LongTextField(label=_("想说的话"), max_length=500, rows=3, required=False)


class CheckWithdrawalForm(TellWhyForm):
    """A revisit clerk's call: reached with the two answers, or not reached."""

    reached = forms.TypedChoiceField(
        label=_("电话接通了吗？"),
        choices=[("yes", _("接通")), ("no", _("未接通"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": _("请选择是否接通"), "invalid_choice": _("请选择是否接通")},
    )
    field_order = ("reached", "outcome", "persuaded", "words")

    def clean(self) -> dict[str, Any]:
        """An unanswered call has no answers; whatever was ticked is not kept."""
        if self.cleaned_data.get("reached") is False:
            for name in ("outcome", "persuaded", "words"):
                self.errors.pop(name, None)
            return self.cleaned_data
        return super().clean() or self.cleaned_data
