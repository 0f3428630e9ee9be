"""What the office types into an order, and a unit into its answer (督办). Cleans text, decides nothing."""

from typing import Any, Final

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from orgs.models import Organisation, Post
from tickets.clock import ANSWER_WORKING_DAYS, MOST_ANSWER_WORKING_DAYS
from tickets.form_bases import ActionForm, TokenForm
from tickets.models import Ticket
from tickets.services.supervising import units_to_pick
from tickets.supervision_kinds import Degree, Ground
from web.forms import ClientTokenField, Form, LongTextField, TextField

_DAYS: Final = _("请填 1 到 10 的整数")
ORDERED_WORDS: Final = _(
    "请在反馈期限前办结；一时办不结的，写明卡在哪里、采取了什么措施、哪天办结，并由分管负责人签字后反馈。"
)


class DirectiveFields(forms.Form):
    """Ground, words and days of an order, for one case or for many."""

    ground = forms.TypedChoiceField(
        label=_("督办原因"),
        choices=[("", _("请选择")), *Ground.choices],  # none is taken for granted: the unit and the figures read it
        coerce=Ground,
        error_messages={"required": _("请选择督办原因"), "invalid_choice": _("请选择督办原因")},
    )
    asked = LongTextField(
        label=_("督办要求（给承办单位，企业看不到）"),
        max_length=500,
        rows=4,
        min_length=10,
        initial=ORDERED_WORDS,
        missing=_("请写明要做到什么、反馈什么"),
    )
    days = forms.IntegerField(
        label=_("几个工作日内反馈"),
        min_value=1,
        max_value=MOST_ANSWER_WORKING_DAYS,
        initial=ANSWER_WORKING_DAYS,
        help_text=_("特急件一律两小时内反馈"),
        error_messages={"required": _DAYS, "invalid": _DAYS, "min_value": _DAYS, "max_value": _DAYS},
    )


class OrderForm(DirectiveFields, TokenForm):
    """督办单: which of the units that work on the case, why, what, and by when."""

    unit = forms.ModelChoiceField(
        label=_("督办对象"),
        queryset=Organisation.objects.none(),
        required=False,
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("这个单位现在不承办这件事，请重新选择督办对象")},
    )
    field_order = ("unit", "ground", "asked", "days")

    def __init__(self, *args: Any, ticket: Ticket, post: Post, **kwargs: Any) -> None:
        super().__init__(*args, ticket=ticket, post=post, **kwargs)
        units = units_to_pick(ticket, post)
        # Where one was picked it stays asked, though only one is left: words meant for another do not go to that one.
        if len(units) > 1 or (self.is_bound and self.add_prefix("unit") in self.data):
            field: Any = self.fields["unit"]
            field.queryset = Organisation.objects.filter(pk__in=[unit.pk for unit in units])
            field.initial = units[0].pk if units else None
        else:
            del self.fields["unit"]


class AnswerOrderForm(TokenForm):
    """What the unit has done, and what is still to come."""

    words = LongTextField(
        label=_("反馈内容（给党委办公室，企业看不到）"),
        max_length=1000,
        rows=5,
        min_length=10,
        missing=_("请写明办到哪一步、卡在哪里、哪天办结"),
    )


class AcceptAnswerForm(ActionForm):
    """The office's word at the end."""

    ruling = TextField(label=_("销号意见"), max_length=300, missing=_("请写明核实了什么，为什么可以销号"))


class RefuseAnswerForm(DirectiveFields, TokenForm):
    """Why the answer will not do, what is asked now, and whether of the next degree."""

    reason = LongTextField(
        label=_("为什么不通过"), max_length=300, rows=2, min_length=5, missing=_("请写明反馈哪里不行")
    )
    raised = forms.TypedChoiceField(
        label=_("重新督办的等级"),
        choices=(),
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
        initial="0",
        error_messages={"required": _("请选择等级"), "invalid_choice": _("请选择等级")},
    )
    field_order = ("reason", "raised", "ground", "asked", "days")

    def __init__(self, *args: Any, ticket: Ticket, post: Post, **kwargs: Any) -> None:
        super().__init__(*args, ticket=ticket, post=post, **kwargs)
        level: Any = self.fields["raised"]
        level.choices = _levels(ticket)
        self.fields["ground"].initial = _ground_of(ticket)


class RaiseOrderForm(DirectiveFields, TokenForm):
    """The next degree, after silence."""

    def __init__(self, *args: Any, ticket: Ticket, post: Post, **kwargs: Any) -> None:
        super().__init__(*args, ticket=ticket, post=post, **kwargs)
        order = ticket.open_order
        self.fields["ground"].initial = _ground_of(ticket)
        if order is not None and order.degree < order.highest:
            words = _("升级为“%(degree)s”，企业会看到督办等级提高了") % {"degree": Degree(order.degree + 1).label}
            self.fields["ground"].help_text = words


def _ground_of(ticket: Ticket) -> str:
    """That of the order which is not done with."""
    return str(ticket.open_order.ground) if ticket.open_order else ""


def _levels(ticket: Ticket) -> list[tuple[str, Promise | str]]:
    """As before, and the next one where the unit can be given it."""
    order = ticket.open_order
    if order is None:
        return [("0", _("按原等级")), ("1", _("升一级"))]
    levels: list[tuple[str, Promise | str]] = [("0", Degree(order.degree).label)]
    return [*levels, ("1", Degree(order.degree + 1).label)] if order.degree < order.highest else levels


MANY_WORDS: Final = _("%(unit)s：%(number)s 请在反馈期限前办结；一时办不结的，写明卡在哪里、采取了什么措施、哪天办结。")
UNIT, NUMBER = _("〔单位〕"), _("〔编号〕")


class ManyOrdersForm(DirectiveFields, Form):
    """One text for several cases, each with an order of its own; `〔单位〕` and `〔编号〕` are filled in for each."""

    client_token = ClientTokenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = {"unit": UNIT, "number": NUMBER}
        field = self.fields["asked"]
        field.initial = MANY_WORDS % places
        field.help_text = _("“%(unit)s”“%(number)s”会换成每一件的承办单位和编号") % places


def filled(words: str, *, unit: str, number: str) -> str:
    """The text as one unit reads it."""
    return words.replace(str(UNIT), unit).replace(str(NUMBER), number)
