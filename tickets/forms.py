"""What people type into a case: one form per action of the table. Cleans text, decides nothing."""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from orgs.models import Post
from tickets.form_bases import ActionForm, FilesForm, TokenForm, named
from tickets.models import Category, Ticket
from tickets.queries.catalogue import categories_of
from tickets.queries.units import dispatchable_units
from tickets.return_forms import GiveBackForm, RefuseReturnForm, UpholdReturnForm
from tickets.statuses import (
    GOOD_GRADES,
    BadReason,
    ContactWay,
    Grade,
    LegRole,
    Outcome,
    RejectReason,
    Urgency,
)
from web.forms import LongTextField, TextField


class SupplementForm(FilesForm):
    """The firm's answer to a question."""

    answer = LongTextField(label=_("补充内容"), max_length=2000, missing=_("请写明补充的情况，一两句话即可"))


class WordsForm(TokenForm):
    """Words added to a case."""

    words = LongTextField(label=_("内容"), max_length=2000, rows=3, missing=_("请写点内容再保存"))


class AddForm(WordsForm, FilesForm):
    """More words of the firm, and files."""


class ReasonForm(TokenForm):
    """Why a person takes a call back, or asks again."""

    reason = LongTextField(label=_("原因"), max_length=300, rows=3, missing=_("请说明原因，一句话即可"))


class VerdictForm(ActionForm):
    """The three questions (DOMAIN §2.8). Nothing is preselected; bad answers say why."""

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
        """Not solved or not content needs a sentence, so that the next round knows what to do."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        bad = cleaned.get("outcome") == Outcome.UNSOLVED or (
            cleaned.get("grade") is not None and cleaned["grade"] not in GOOD_GRADES
        )
        least = 5
        if bad and "words" not in self.errors and len(cleaned.get("words", "")) < least:
            self.add_error("words", _("没有解决或不满意时，请至少写 5 个字，说明哪里还没办好"))
        return cleaned


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


class AskForm(ActionForm):
    """What the firm should add."""

    question = LongTextField(label=_("请企业补充什么"), max_length=500, rows=3, missing=_("请写明要企业补充什么"))


class ProposeRejectionForm(ActionForm):
    """Why not, and where the firm should turn: it reads both."""

    reason = forms.ChoiceField(
        label=_("原因"),
        choices=RejectReason.choices,
        error_messages={"required": _("请选择原因"), "invalid_choice": _("请选择原因")},
    )
    channel = TextField(label=_("应走的渠道"), max_length=200, missing=_("请写明企业应该找哪里，带上电话或地址"))
    explanation = LongTextField(
        label=_("给企业的说明"), max_length=500, rows=4, min_length=10, missing=_("请向企业说明为什么不受理")
    )


class RefuseRejectionForm(ActionForm):
    """Why the request is taken on after all."""

    ruling = TextField(label=_("不同意的理由"), max_length=300, missing=_("请写明不同意的理由"))


class ClassifyForm(ActionForm):
    """What kind of request it is, and how urgent: the desk's word."""

    category = forms.ModelChoiceField(
        label=_("类别"),
        queryset=Category.objects.none(),
        error_messages={"required": _("请选择事项类别"), "invalid_choice": _("请从列表中选择类别")},
    )
    urgency = forms.TypedChoiceField(
        label=_("紧急程度"),
        choices=Urgency.choices,
        coerce=Urgency,
        error_messages={"required": _("请选择紧急程度"), "invalid_choice": _("请选择紧急程度")},
    )

    def __init__(self, *args: Any, ticket: Ticket, post: Post, **kwargs: Any) -> None:
        super().__init__(*args, ticket=ticket, post=post, **kwargs)
        field: Any = self.fields["category"]
        field.queryset = categories_of(ticket.county_id)
        field.initial, self.fields["urgency"].initial = ticket.category_id, ticket.urgency


class OrderForm(ActionForm):
    """Lead, assists and what the desk tells them."""

    lead = forms.ModelChoiceField(
        label=_("主办单位"),
        queryset=dispatchable_units(0),
        error_messages={"required": _("请选择主办单位"), "invalid_choice": _("请从列表中选择单位")},
    )
    assists = forms.ModelMultipleChoiceField(
        label=_("协办单位"),
        queryset=dispatchable_units(0),
        required=False,
        error_messages={"invalid_choice": _("请从列表中选择单位"), "invalid_pk_value": _("请从列表中选择单位")},
    )
    days = forms.IntegerField(
        label=_("协办反馈（工作日）"),
        required=False,
        min_value=1,
        max_value=15,
        initial=3,
        error_messages={
            "invalid": _("请填 1 到 15 的整数"),
            "min_value": _("请填 1 到 15 的整数"),
            "max_value": _("请填 1 到 15 的整数"),
        },
    )
    instruction = LongTextField(label=_("交办意见"), max_length=500, rows=3, required=False)

    def __init__(self, *args: Any, ticket: Ticket, post: Post, **kwargs: Any) -> None:
        super().__init__(*args, ticket=ticket, post=post, **kwargs)
        units = dispatchable_units(ticket.county_id)
        lead: Any = self.fields["lead"]
        assists: Any = self.fields["assists"]
        lead.queryset, assists.queryset = units, units

    def clean(self) -> dict[str, Any]:
        """Nobody assists themselves."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("lead") and cleaned["lead"] in cleaned.get("assists", []):
            self.add_error("assists", _("主办单位不能同时协办，同一个单位只能选一次。"))
        return cleaned


class DispatchForm(OrderForm, ClassifyForm):
    """派单."""

    field_order = ("category", "urgency", "lead", "assists", "days", "instruction")


class RedispatchForm(OrderForm):
    """改派: says why."""

    reason = TextField(label=_("改派原因"), max_length=300, missing=_("请写明改派原因"))


class SendBackForm(ActionForm):
    """What the reply lacks."""

    words = LongTextField(label=_("退回意见"), max_length=500, rows=3, missing=_("请写明答复哪里不行、要补什么"))


class ContactForm(TokenForm):
    """How the firm was reached, and what was said."""

    way = forms.TypedChoiceField(
        label=_("联系方式"),
        choices=ContactWay.choices,
        coerce=ContactWay,
        widget=forms.RadioSelect,
        error_messages={"required": _("请选择怎样联系的"), "invalid_choice": _("请选择怎样联系的")},
    )
    words = LongTextField(label=_("说了什么（企业会看到）"), max_length=500, rows=2, required=False)


class OpinionForm(ActionForm):
    """An assist's opinion; the firm never reads it."""

    opinion = LongTextField(label=_("协办意见"), max_length=2000, rows=4, missing=_("请写明协办意见"))


class ReplyForm(ActionForm):
    """The lead's reply. Open assists are named; a reason lets it pass without them."""

    outcome = forms.TypedChoiceField(
        label=_("结果"),
        choices=Outcome.choices,
        coerce=Outcome,
        widget=forms.RadioSelect,
        error_messages={"required": _("请选择办理结果"), "invalid_choice": _("请选择办理结果")},
    )
    words = LongTextField(
        label=_("给企业的答复"),
        max_length=2000,
        rows=6,
        min_length=10,
        missing=_("请写明办理结果。只写“已转相关部门”不算答复"),
    )
    unsolved_reason = TextField(label=_("未解决的原因和依据"), max_length=300, required=False)
    internal = LongTextField(label=_("办理情况（仅内部）"), max_length=2000, rows=3, required=False)
    override_reason = TextField(label=_("不等协办的理由"), max_length=300, required=False)

    def __init__(self, *args: Any, ticket: Ticket, post: Post, **kwargs: Any) -> None:
        super().__init__(*args, ticket=ticket, post=post, **kwargs)
        if not any(leg.role == LegRole.ASSIST and leg.is_open for leg in ticket.live_legs):
            del self.fields["override_reason"]

    def clean(self) -> dict[str, Any]:
        """“Not solved” is an answer only with its reason."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        unexplained = cleaned.get("outcome") == Outcome.UNSOLVED and not cleaned.get("unsolved_reason")
        if unexplained and "unsolved_reason" not in self.errors:
            self.add_error("unsolved_reason", _("未解决时请写明原因和依据"))
        return cleaned


FORMS: Final[dict[str, type[ActionForm]]] = {
    "supplement": SupplementForm,
    "add": AddForm,
    "urge": TokenForm,
    "withdraw": ReasonForm,
    "appeal": ReasonForm,
    "confirm": VerdictForm,
    "accept": ActionForm,
    "ask": AskForm,
    "propose_rejection": ProposeRejectionForm,
    "approve_rejection": ActionForm,
    "refuse_rejection": RefuseRejectionForm,
    "answer_directly": ClassifyForm,
    "dispatch": DispatchForm,
    "redispatch": RedispatchForm,
    "uphold_return": UpholdReturnForm,
    "refuse_return": RefuseReturnForm,
    "pass_reply": ActionForm,
    "send_back": SendBackForm,
    "sign": ActionForm,
    "give_back": GiveBackForm,
    "contact": ContactForm,
    "progress": WordsForm,
    "note": WordsForm,
    "opine": OpinionForm,
    "reply": ReplyForm,
    "record_call": CallForm,
}


def form_for(name: str, *, ticket: Ticket, post: Post, data: Any = None, version: int = 0) -> ActionForm:
    """The form of an action: empty with the version on the screen, or bound to what was typed."""
    cls, ids = FORMS[name], f"{name}-%s"  # several forms stand on one page
    if data is not None:
        form = cls(data, ticket=ticket, post=post, auto_id=ids)
    else:
        form = cls(initial={"version": version}, ticket=ticket, post=post, auto_id=ids)
    if isinstance(form, FilesForm):
        form.name = named(name, ticket)
    return form
