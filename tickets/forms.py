"""What people type into a case: one form per action of the table. Cleans text, decides nothing."""

from functools import partial
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from orgs.models import Post
from tickets.exclusion_forms import (
    AgreeExclusionForm,
    AskExclusionForm,
    ObjectForm,
    RefuseExclusionForm,
    ReviewObjectionForm,
)
from tickets.form_bases import ActionForm, BoxesForm, FilesForm, TokenForm, named
from tickets.group_forms import JoinGroupForm, LeaveGroupForm, SplitForm
from tickets.instruction_forms import InstructForm, ReportInstructionForm
from tickets.ledger_forms import AskLedgerForm, AskStrikeOffForm, ReportLedgerForm, ReviewLedgerForm
from tickets.models import Category, Ticket
from tickets.personal import personal_in
from tickets.queries.catalogue import categories_of, names_of
from tickets.queries.units import dispatchable_units, units_complained_about
from tickets.reopening_forms import AskReopeningForm, RefuseReopeningForm
from tickets.reply_forms import ReplyForm
from tickets.return_forms import GiveBackForm, RefuseReturnForm, UpholdReturnForm
from tickets.settle_forms import OrderRoundForm, SignFinalForm
from tickets.statuses import ContactWay, RejectReason, Urgency
from tickets.supervision_forms import AcceptAnswerForm, AnswerOrderForm, RaiseOrderForm, RefuseAnswerForm
from tickets.supervision_forms import OrderForm as SupervisionForm
from tickets.time_forms import AskExtensionForm, AskPauseForm, GrantForm, RefuseForm
from tickets.unit_forms import AddAssistForm, AssignForm, HandOverForm, OpinionForm, ReturnDraftForm, WaiveAssistForm
from tickets.verdict_forms import CallForm, VerdictForm
from tickets.whistle_forms import (
    BlowWhistleForm,
    CheckInForm,
    EndWhistleForm,
    RateUnitsForm,
    RateWhistleForm,
    ReleaseCallForm,
)
from tickets.withdrawal_forms import CheckWithdrawalForm, TellWhyForm
from web.forms import AskedWhenNeeded, LongTextField, TextField


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


class WithdrawForm(ReasonForm):
    """Why a call is taken back; whether anybody asked for that is another question, on another page."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = _(
            "已派出的件，承办单位看得到这里写的。有人劝您撤的不用写在这里：撤回以后会单独问您，单位看不到。"
        )


class AskForm(ActionForm):
    """What the firm should add."""

    question = LongTextField(label=_("请企业补充什么"), max_length=500, rows=3, missing=_("请写明要企业补充什么"))


class NameAboutForm(ActionForm):
    """Which unit the firm complains about, or none after all."""

    unit = forms.TypedChoiceField(
        label=_("被反映单位"),
        help_text=_("登记后，这个单位和它的人都看不到这件诉求，也不能派给它、召集它。承办单位看不到登记的是谁。"),
        coerce=int,
        empty_value=None,
        required=False,
        error_messages={"invalid_choice": _("请从列表中选择单位")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unit: Any = self.fields["unit"]
        unit.choices = AskedWhenNeeded(lambda: [("", _("不反映单位")), *units_complained_about(self.ticket.county_id)])
        self.initial.setdefault("unit", self.ticket.about_org_id or "")


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


def _categories(ticket: Ticket) -> list[tuple[int | str, str]]:
    """The list of categories, read once for all forms of a page."""
    known: list[tuple[int | str, str]] | None = ticket.__dict__.get("_categories")
    if known is None:
        known = ticket.__dict__["_categories"] = [("", "---------"), *names_of(ticket.county_id)]
    return known


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
        field.choices = partial(_categories, ticket)  # asked where the list is drawn
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
    redact = forms.BooleanField(
        label=_("隐去后再派：承办单位只看到星号"),
        help_text=_("您和企业照旧看到原文。决定会记录在案。"),
        required=False,
    )

    def __init__(self, *args: Any, ticket: Ticket, post: Post, **kwargs: Any) -> None:
        super().__init__(*args, ticket=ticket, post=post, **kwargs)
        self.fields["redact"].initial = ticket.redacted
        self.personal = personal_in(ticket)
        if not self.personal:
            del self.fields["redact"]  # nothing to decide on
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

    field_order = ("category", "urgency", "lead", "assists", "days", "redact", "instruction")


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


FORMS: Final[dict[str, type[ActionForm]]] = {
    "supplement": SupplementForm,
    "add": AddForm,
    "urge": TokenForm,
    "withdraw": WithdrawForm,
    "appeal": ReasonForm,
    "ask_reopening": AskReopeningForm,
    "reopen": ActionForm,
    "refuse_reopening": RefuseReopeningForm,
    "confirm": VerdictForm,
    "accept": ActionForm,
    "ask": AskForm,
    "name_about": NameAboutForm,
    "propose_rejection": ProposeRejectionForm,
    "approve_rejection": ActionForm,
    "refuse_rejection": RefuseRejectionForm,
    "answer_directly": ClassifyForm,
    "dispatch": DispatchForm,
    "redispatch": RedispatchForm,
    "uphold_return": UpholdReturnForm,
    "refuse_return": RefuseReturnForm,
    "ask_extension": AskExtensionForm,
    "grant_extension": GrantForm,
    "refuse_extension": RefuseForm,
    "ask_pause": AskPauseForm,
    "grant_pause": GrantForm,
    "refuse_pause": RefuseForm,
    "end_pause": ActionForm,
    "pass_reply": ActionForm,
    "send_back": SendBackForm,
    "sign": ActionForm,
    "give_back": GiveBackForm,
    "contact": ContactForm,
    "progress": WordsForm,
    "note": WordsForm,
    "opine": OpinionForm,
    "reply": ReplyForm,
    "draft_reply": ReplyForm,
    "sign_reply": ActionForm,
    "return_draft": ReturnDraftForm,
    "add_assist": AddAssistForm,
    "waive_assist": WaiveAssistForm,
    "assign_leg": AssignForm,
    "hand_over": HandOverForm,
    "blow_whistle": BlowWhistleForm,
    "check_in": CheckInForm,
    "release_call": ReleaseCallForm,
    "end_whistle": EndWhistleForm,
    "rate_units": RateUnitsForm,
    "rate_whistle": RateWhistleForm,
    "join_group": JoinGroupForm,
    "leave_group": LeaveGroupForm,
    "split": SplitForm,
    "record_call": CallForm,
    "tell_why": TellWhyForm,
    "check_withdrawal": CheckWithdrawalForm,
    "ask_ledger": AskLedgerForm,
    "grant_ledger": GrantForm,
    "refuse_ledger": RefuseForm,
    "report_ledger": ReportLedgerForm,
    "review_ledger": ReviewLedgerForm,
    "ask_strike_off": AskStrikeOffForm,
    "approve_strike_off": GrantForm,
    "refuse_strike_off": RefuseForm,
    "order_supervision": SupervisionForm,
    "answer_order": AnswerOrderForm,
    "accept_answer": AcceptAnswerForm,
    "refuse_answer": RefuseAnswerForm,
    "raise_order": RaiseOrderForm,
    "instruct": InstructForm,
    "report_instruction": ReportInstructionForm,
    "ask_exclusion": AskExclusionForm,
    "agree_exclusion": AgreeExclusionForm,
    "refuse_exclusion": RefuseExclusionForm,
    "grant_exclusion": AgreeExclusionForm,
    "reject_exclusion": RefuseExclusionForm,
    "object_exclusion": ObjectForm,
    "revoke_exclusion": ReviewObjectionForm,
    "confirm_exclusion": ReviewObjectionForm,
    "order_round": OrderRoundForm,
    "sign_final": SignFinalForm,
}


# Forms with long lists or files, drawn where somebody asks for them: a page that only shows their button reads nothing.
ON_DEMAND: Final = frozenset({
    "give_back", "reply", "ask_extension", "ask_pause", "blow_whistle", "name_about", "order_supervision", "join_group",
    "split", "instruct", "draft_reply", "add_assist", "assign_leg", "hand_over",
    "ask_ledger", "ask_exclusion", "answer_directly", "propose_rejection",
})  # fmt: skip


def form_for(name: str, *, ticket: Ticket, post: Post, data: Any = None, version: int = 0) -> ActionForm:
    """The form of an action: empty with the version on the screen, or bound to what was typed."""
    cls, ids = FORMS[name], f"{name}-%s"  # several forms stand on one page
    if data is not None:
        form = cls(data, ticket=ticket, post=post, auto_id=ids)
    else:
        form = cls(initial={"version": version}, ticket=ticket, post=post, auto_id=ids)
    if isinstance(form, FilesForm | BoxesForm):
        form.name = named(name, ticket)
    return form
