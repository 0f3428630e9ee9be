"""What people type when a unit needs longer (延期) or has to wait (挂起), and somebody rules. Decides nothing."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from orgs.calendar import WorkCalendar
from tickets.extensions import Room
from tickets.form_bases import ActionForm
from tickets.pauses import Span
from tickets.statuses import ExtensionReason, PauseReason
from web.forms import LongTextField, TextField


class UntilField(forms.DateField):
    """A day, out of the browser's own calendar or typed."""

    def __init__(self, *, label: Any) -> None:
        message = _("请填日期，例如 2026-12-07")
        super().__init__(
            label=label,
            widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            error_messages={"required": message, "invalid": message},
        )

    def show(self, *, least: date, most: date, hint: str) -> None:
        """Mark what can be chosen, and say it."""
        self.widget.attrs |= {"min": least.isoformat(), "max": most.isoformat()}
        self.help_text = hint


class AskForTimeForm(ActionForm):
    """Until when, why, and what the firm will read."""

    until = UntilField(label=_("延到哪天"))
    reason: Any
    words = LongTextField(
        label=_("具体情况（仅内部）"), max_length=500, rows=3, min_length=10, missing=_("请写明具体情况")
    )
    told = TextField(
        label=_("给企业的一句话（批准后企业会看到）"),
        max_length=120,
        min_length=5,
        missing=_("请用一句话告诉企业为什么"),
    )
    field_order = ("version", "until", "reason", "words", "told")


class AskExtensionForm(AskForTimeForm):
    """延期."""

    reason = forms.TypedChoiceField(
        label=_("原因"),
        choices=[("", _("请选择")), *ExtensionReason.choices],
        coerce=ExtensionReason,
        error_messages={"required": _("请选择原因"), "invalid_choice": _("请选择原因")},
    )

    def show(self, room: Room, *, now: datetime, calendar: WorkCalendar) -> None:
        """Name the last day that can be asked for, and what a late request risks."""
        hint = room.most
        if room.is_short(now, calendar):
            hint = _("%(most)s。离到期不到一个工作日：批下来以前，原期限照算") % {"most": room.most}
        field: Any = self.fields["until"]
        field.show(least=room.first, most=room.last, hint=hint)


class AskPauseForm(AskForTimeForm):
    """挂起."""

    until = UntilField(label=_("挂起到哪天"))
    reason = forms.TypedChoiceField(
        label=_("在等什么"),
        choices=[("", _("请选择")), *PauseReason.choices],
        coerce=PauseReason,
        error_messages={"required": _("请选择在等什么"), "invalid_choice": _("请选择在等什么")},
    )

    def show(self, span: Span) -> None:
        """Name the last day, and what happens on it."""
        hint = _("%(most)s。到那天下班自动恢复计时；还要等的，到时再申请") % {"most": span.most}
        field: Any = self.fields["until"]
        field.show(least=span.first, most=span.last, hint=hint)


class GrantForm(ActionForm):
    """Agree; a word to the unit may go with it."""

    ruling = TextField(label=_("审批意见（仅内部）"), max_length=300, required=False)


class RefuseForm(ActionForm):
    """Do not agree, and say why."""

    ruling = TextField(label=_("不同意的理由（仅内部）"), max_length=300, missing=_("请写明不同意的理由"))
