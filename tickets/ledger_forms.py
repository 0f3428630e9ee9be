"""What people type about a case that goes on the ledger (挂账), stands on it and is struck off. Decides nothing."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tickets.form_bases import ActionForm, TokenForm
from tickets.ledger import REPORT_DAYS, Span
from tickets.time_forms import UntilField
from web.forms import LongTextField, TextField


class AskLedgerForm(ActionForm):
    """申请挂账."""

    target_on = UntilField(label=_("目标日期"))
    words = LongTextField(
        label=_("短期办不完的原因（仅内部）"),
        max_length=500,
        rows=3,
        min_length=10,
        missing=_("请写明为什么短期办不完"),
    )
    plan = LongTextField(
        label=_("推进计划（批准后企业会看到）"),
        max_length=1000,
        rows=4,
        min_length=20,
        missing=_("请写明分几步办、每步到什么时候"),
    )
    told = TextField(
        label=_("给企业的一句话（批准后企业会看到）"),
        max_length=120,
        min_length=5,
        missing=_("请用一句话告诉企业为什么要长期推进"),
    )

    def show(self, span: Span) -> None:
        """Name the last day, and what it asks for."""
        hint = _("%(most)s。由党委办公室审批，批下来以前期限照算；挂账期间每 %(days)d 天报告一次推进情况") % {
            "most": span.most,
            "days": REPORT_DAYS,
        }
        field: Any = self.fields["target_on"]
        field.show(least=span.first, most=span.last, hint=hint)


class ReportLedgerForm(TokenForm):
    """报告推进情况: the firm reads both."""

    done = LongTextField(
        label=_("做了什么（企业会看到）"), max_length=500, rows=3, min_length=5, missing=_("请写明做了什么")
    )
    next_step = LongTextField(
        label=_("下一步（企业会看到）"),
        max_length=500,
        rows=2,
        min_length=5,
        missing=_("请写明下一步做什么、到什么时候"),
    )


class ReviewLedgerForm(ActionForm):
    """复核挂账: it goes on, or is taken off."""

    goes_on = forms.TypedChoiceField(
        label=_("复核结果"),
        choices=[("yes", _("继续挂账推进")), ("no", _("取消挂账，转回办理，剩余期限接着走"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": _("请选择复核结果"), "invalid_choice": _("请选择复核结果")},
    )
    words = LongTextField(label=_("复核意见（仅内部）"), max_length=500, rows=3, missing=_("请写明复核意见"))


class AskStrikeOffForm(ActionForm):
    """申请销号."""

    words = LongTextField(
        label=_("达到了什么（仅内部）"),
        max_length=500,
        rows=3,
        min_length=10,
        missing=_("请写明达到了什么、有什么依据"),
    )
