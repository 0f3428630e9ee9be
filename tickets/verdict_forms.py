"""The three questions about the result (DOMAIN §2.8), as a firm answers them and as a clerk asks them on the telephone.

Nothing is preselected; not solved and not content are two answers, and either says why.
"""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from tickets.form_bases import ActionForm
from tickets.statuses import GOOD_GRADES, BadReason, Grade, Outcome
from web.forms import Form, LongTextField

LEAST: Final = 5
"""Characters that say what is wrong."""


class Verdict(Form):
    """The questions themselves, whoever asks them."""

    contacted = forms.TypedChoiceField(
        label=_("办理期间，部门联系过您吗？"),
        choices=[("yes", _("联系过")), ("no", _("没有联系"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": _("请选择部门有没有联系过您"), "invalid_choice": _("请选择部门有没有联系过您")},
    )
    outcome = forms.TypedChoiceField(
        label=_("问题解决了吗？"),
        choices=Outcome.choices,
        coerce=Outcome,
        widget=forms.RadioSelect,
        error_messages={"required": _("请选择解决了没有"), "invalid_choice": _("请选择解决了没有")},
    )
    grade = forms.TypedChoiceField(
        label=_("您满意吗？"),
        choices=Grade.choices,
        coerce=lambda value: Grade(int(value)),
        widget=forms.RadioSelect,
        error_messages={"required": _("请选择满意程度"), "invalid_choice": _("请选择满意程度")},
    )
    reasons = forms.TypedMultipleChoiceField(
        label=_("哪里不好（可多选）"),
        choices=BadReason.choices,
        coerce=BadReason,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("请从列出的原因中选")},
    )
    words = LongTextField(label=_("想说的话"), max_length=500, rows=3, required=False)

    def clean(self) -> dict[str, Any]:
        """A bad grade names a reason of the list; it and “not solved” say in words what the next round is to do."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        discontent = cleaned.get("grade") is not None and cleaned["grade"] not in GOOD_GRADES
        bad = discontent or cleaned.get("outcome") == Outcome.UNSOLVED
        if discontent and "reasons" not in self.errors and not cleaned.get("reasons"):
            self.add_error("reasons", _("不满意的，请至少选一个原因"))
        if bad and "words" not in self.errors and len(cleaned.get("words", "")) < LEAST:
            self.add_error("words", _("没有解决或不满意时，请至少写 5 个字，说明哪里还没办好"))
        return cleaned


class LinkForm(Verdict):
    """As whoever holds a link answers them: without a version, the link names the round."""

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="rate-%s")


class VerdictForm(Verdict, ActionForm):
    """As the firm answers them on its page."""


class CallForm(VerdictForm):
    """A revisit clerk's call: reached with the three answers, or not reached."""

    reached = forms.TypedChoiceField(
        label=_("电话接通了吗？"),
        choices=[("yes", _("接通")), ("no", _("未接通"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": _("请选择是否接通"), "invalid_choice": _("请选择是否接通")},
    )
    field_order = ("reached", "contacted", "outcome", "grade", "reasons", "words")

    def clean(self) -> dict[str, Any]:
        """An unanswered call has no answers; whatever was ticked is not kept."""
        if self.cleaned_data.get("reached") is False:
            for name in ("contacted", "outcome", "grade", "reasons", "words"):
                self.errors.pop(name, None)
            return self.cleaned_data
        return super().clean()
