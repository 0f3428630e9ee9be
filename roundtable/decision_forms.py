"""What is typed about decisions (议定事项): their draft at the table, and all that follows."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from orgs.models import Organisation
from roundtable.file_forms import EnclosingForm
from roundtable.meeting_forms import day_field
from roundtable.meeting_kinds import Outcome
from roundtable.models import Decision
from roundtable.services.deciding import Draft
from web.forms import ClientTokenField, Form, LongTextField, TextField

_CHOOSE: Final = {"required": _("请选一项"), "invalid_choice": _("请选一项")}
_TOLD: Final = 300
_UNIT: Final = {"required": _("请选责任单位"), "invalid_choice": _("请选责任单位")}


class DraftForm(Form):
    """A decision as it is drafted at the table. The version says on what it was drawn, 0 for a new one."""

    client_token = ClientTokenField()
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    body = LongTextField(label=_("议定事项"), max_length=1000, rows=3, missing=_("请写明定了什么事"))
    lead = forms.TypedChoiceField(label=_("责任单位"), coerce=int, error_messages=_UNIT)
    assists = forms.TypedMultipleChoiceField(label=_("配合单位"), coerce=int, required=False, error_messages=_CHOOSE)
    person = TextField(label=_("责任人"), help_text=_("姓名和职务"), max_length=30, required=False)
    target_on = day_field(_("完成时限"))
    criterion = TextField(
        label=_("完成标准"), help_text=_("做到什么样才算办好"), max_length=300, missing=_("请写明做到什么样才算办好")
    )
    told = LongTextField(
        label=_("告诉企业的话"), help_text=_("企业会原样看到；不填就用议定事项的原话"), max_length=300, rows=2,
        required=False,
    )  # fmt: skip

    def __init__(self, *args: Any, units: Sequence[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(unit.pk, unit.display_name) for unit in units]
        lead: Any = self.fields["lead"]
        assists: Any = self.fields["assists"]
        lead.choices = [("", _("请选择")), *named]
        assists.choices = named

    @staticmethod
    def initial_of(decision: Decision) -> dict[str, Any]:
        """What stands in the form; needs `assists`."""
        return {
            "version": decision.version,
            "body": decision.plan,
            "lead": decision.lead_id,
            "assists": [unit.pk for unit in decision.assists.all()],
            "person": decision.person,
            "target_on": decision.target_on,
            "criterion": decision.criterion,
            "told": decision.told,
        }

    def clean(self) -> dict[str, Any]:
        """What is too long for a firm's page is said again in plain words."""
        said: dict[str, Any] = super().clean() or {}
        if not said.get("told") and len(said.get("body") or "") > _TOLD:
            self.add_error("told", _("议定事项较长，请用几句话写给企业看"))
        return said

    @property
    def draft(self) -> Draft:
        """What the service is told."""
        said = self.cleaned_data
        return Draft(
            body=said["body"],
            lead_id=said["lead"],
            assist_ids=tuple(said["assists"]),
            person=said["person"],
            target_on=said["target_on"],
            criterion=said["criterion"],
            told=said["told"],
        )


class RecordForm(Form):
    """What stands on an item of the minutes."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    facts = LongTextField(
        label=_("情况"), help_text=_("企业讲了什么，事情是怎样的"), max_length=2000, rows=4, required=False
    )
    positions = LongTextField(
        label=_("各方意见"), help_text=_("哪家单位怎么说"), max_length=4000, rows=5, required=False
    )
    outcome = forms.ChoiceField(
        label=_("这一项的结果"), choices=Outcome.choices, widget=forms.RadioSelect, required=False,
        error_messages=_CHOOSE,
    )  # fmt: skip
    reason = LongTextField(
        label=_("答复或理由"), help_text=_("涉及的企业都会原样看到"), max_length=1000, rows=3, required=False
    )


class AttendForm(Form):
    """Whether somebody sits there, and who."""

    came = forms.BooleanField(required=False)
    name = TextField(label=_("到会人"), max_length=30, required=False)


class BackForm(Form):
    """What the room heard of a decision of an earlier list."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    words = LongTextField(label=_("推进情况"), max_length=1000, rows=2, required=False)


class CorrectionForm(Form):
    """One item's words, said right."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    what = forms.ChoiceField(label=_("更正哪里"), error_messages=_CHOOSE)
    words = LongTextField(label=_("改成"), max_length=4000, rows=4, required=False)
    why = TextField(label=_("更正原因"), max_length=200, missing=_("请写明为什么更正"))

    def __init__(self, *args: Any, places: Sequence[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["what"]
        field.choices = [("", _("请选择")), *places]


# --- following a decision up ------------------------------------------------------------------------------------------


class TakeBackForm(Form):
    """Why the request to strike off is taken back."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    words = LongTextField(label=_("为什么撤回"), max_length=300, rows=2, missing=_("请写明为什么撤回"))


class HandOverForm(Form):
    """To which unit, and why."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    lead = forms.TypedChoiceField(label=_("改由哪个单位牵头"), coerce=int, error_messages=_UNIT)
    words = LongTextField(label=_("为什么换"), max_length=300, rows=2, missing=_("请写明为什么换"))

    def __init__(self, *args: Any, units: Sequence[Organisation] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["lead"]
        field.choices = [("", _("请选择")), *((unit.pk, unit.display_name) for unit in units)]


class ContactForm(Form):
    """The lead has spoken with the firms."""

    client_token = ClientTokenField()
    words = LongTextField(label=_("联系了谁，说了什么"), max_length=500, rows=3, missing=_("请写明联系了谁，说了什么"))


class ReportForm(EnclosingForm):
    """The month's progress."""

    client_token = ClientTokenField()
    done = LongTextField(label=_("这个月做了什么"), max_length=500, rows=3, missing=_("请写明做了什么"))
    next_step = LongTextField(label=_("下一步"), max_length=500, rows=2, required=False)


class AskForm(EnclosingForm):
    """What was reached."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    words = LongTextField(
        label=_("达到了什么，有什么凭据"), help_text=_("对照完成标准写；凭据写明名称和日期，能传的传上来"),
        max_length=1000, rows=4, missing=_("请写明达到了什么"),
    )  # fmt: skip


class SignForm(Form):
    """Nothing but the version."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class RulingForm(Form):
    """Yes, or no with the reason."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    upheld = forms.TypedChoiceField(
        label=_("意见"), choices=[("1", _("同意")), ("0", _("不同意，继续办"))], coerce=lambda said: said == "1",
        widget=forms.RadioSelect, error_messages=_CHOOSE,
    )  # fmt: skip
    words = LongTextField(label=_("理由"), help_text=_("不同意要写明"), max_length=300, rows=2, required=False)

    def clean(self) -> dict[str, Any]:
        """Whoever says no says why."""
        said: dict[str, Any] = super().clean() or {}
        if said.get("upheld") is False and not said.get("words"):
            self.add_error("words", _("请写明为什么不同意"))
        return said


class ConfirmForm(Form):
    """What a firm says of the result. Whoever writes it down for one may not have reached it."""

    solved = forms.TypedChoiceField(
        label=_("解决了吗"), choices=[("1", _("解决了")), ("0", _("没有解决"))], coerce=str,
        widget=forms.RadioSelect, error_messages=_CHOOSE,
    )  # fmt: skip
    words = LongTextField(
        label=_("说明"), help_text=_("没有解决要写明还差什么"), max_length=400, rows=2, required=False
    )

    def clean(self) -> dict[str, Any]:
        """Not solved: what is missing; not reached: how often and when it was tried."""
        said: dict[str, Any] = super().clean() or {}
        if said.get("solved") == "0" and not said.get("words"):
            self.add_error("words", _("请写明还差什么"))
        if said.get("solved") == "none" and not said.get("words"):
            self.add_error("words", _("请写明哪几次没有联系上"))
        return said

    @property
    def answer(self) -> bool | None:
        """Solved or not; None for a firm that was not reached."""
        said: str = self.cleaned_data["solved"]
        return {"1": True, "0": False}.get(said)


class ConfirmForForm(ConfirmForm):
    """The same, written down by the office."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["solved"]
        field.choices = [*field.choices, ("none", _("联系不上"))]


FORMS: Final[Mapping[str, type[Form]]] = {
    "contact": ContactForm,
    "report": ReportForm,
    "ask": AskForm,
    "sign": SignForm,
    "audit": RulingForm,
    "rule": RulingForm,
    "take-back": TakeBackForm,
    "hand-over": HandOverForm,
}
