"""What is typed into a leader's instruction (领导批示), and into the report on it. Cleans text, decides nothing."""

from datetime import date, timedelta
from typing import Any, Final

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from journal import clock
from orgs.models import Post
from tickets.clock import MOST_REPORT_WORKING_DAYS, REPORT_WORKING_DAYS
from tickets.form_bases import TokenForm
from tickets.instruction_policies import LEADERS
from tickets.models import Ticket
from web.forms import LongTextField, TextField
from web.moments import day

OLDEST_PAPER: Final = timedelta(days=30)
_DAYS: Final = gettext_lazy("请填 1 到 15 的整数")


class InstructForm(TokenForm):
    """A leader writes it, or the office enters what one wrote on paper: then who, and on which day."""

    leader = TextField(
        label=gettext_lazy("批示领导（姓名和职务）"), max_length=40, missing=gettext_lazy("请写明是哪位领导批示的")
    )
    written_on = forms.DateField(
        label=gettext_lazy("批示日期"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": gettext_lazy("请选择批示上的日期"),
            "invalid": gettext_lazy("请选择批示上的日期"),
        },
    )
    asked = LongTextField(
        label=gettext_lazy("批示内容（给承办单位，企业看不到）"),
        max_length=500,
        rows=3,
        min_length=4,
        missing=gettext_lazy("请写明批示内容"),
    )
    days = forms.IntegerField(
        label=gettext_lazy("几个工作日内反馈"),
        min_value=1,
        max_value=MOST_REPORT_WORKING_DAYS,
        initial=REPORT_WORKING_DAYS,
        help_text=gettext_lazy("由主办单位反馈；改派给别的单位，就由新的主办单位反馈。办理期限不变。"),
        error_messages={"required": _DAYS, "invalid": _DAYS, "min_value": _DAYS, "max_value": _DAYS},
    )
    field_order = ("leader", "written_on", "asked", "days")

    def __init__(self, *args: Any, ticket: Ticket, post: Post, **kwargs: Any) -> None:
        super().__init__(*args, ticket=ticket, post=post, **kwargs)
        self.initial.setdefault("written_on", timezone.localdate(clock.now()))
        if post.role in LEADERS:  # who signs it is who is signed in
            del self.fields["leader"], self.fields["written_on"]

    def clean_written_on(self) -> date:
        """The day on the paper: not ahead, and not so long ago that a year was mistyped."""
        found: date = self.cleaned_data["written_on"]
        today = timezone.localdate(clock.now())
        if found > today:
            raise forms.ValidationError(_("批示日期不能晚于今天"))
        if found < today - OLDEST_PAPER:
            raise forms.ValidationError(_("批示日期最早到 %(day)s") % {"day": day(today - OLDEST_PAPER)})
        return found

    def clean(self) -> dict[str, Any]:
        """A leader who writes here signs with name and post, today."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.post.role in LEADERS:
            cleaned["leader"] = f"{self.post.person.name}（{self.post.get_role_display()}）"
            cleaned["written_on"] = timezone.localdate(clock.now())
        return cleaned


class ReportInstructionForm(TokenForm):
    """How it stands. Where several leaders have instructed, on which of them."""

    instruction = forms.TypedChoiceField(
        label=gettext_lazy("反馈哪一条批示"),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("请选择反馈哪一条批示"),
            "invalid_choice": gettext_lazy("这条批示已经反馈过，请选另一条"),
        },
    )
    words = LongTextField(
        label=gettext_lazy("反馈内容（给批示人和党委办公室，企业看不到）"),
        max_length=1000,
        rows=5,
        min_length=10,
        missing=gettext_lazy("请写明办到哪一步、卡在哪里、哪天办结"),
    )
    field_order = ("instruction", "words")

    def __init__(self, *args: Any, ticket: Ticket, post: Post, **kwargs: Any) -> None:
        super().__init__(*args, ticket=ticket, post=post, **kwargs)
        field: Any = self.fields["instruction"]
        waiting = ticket.open_instructions
        field.choices = [(str(one.pk), f"{one.leader}：{one.asked}") for one in waiting]
        if len(waiting) == 1:
            field.initial, field.widget = waiting[0].pk, forms.HiddenInput()
