"""What people type when a rating is to be left out of the figures (剔除). Cleans text, decides nothing."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tickets.exclusion_kinds import ExclusionReason
from tickets.form_bases import ActionForm, TokenForm
from web.forms import LongTextField, TextField


class AskExclusionForm(TokenForm):
    """Why, and what shows it."""

    reason: Any = forms.TypedChoiceField(
        label=_("剔除原因"),
        help_text=_("先由本单位负责人同意，再由党委办公室批准；批准以前评价照常计入。批准后企业会看到原因。"),
        choices=[("", _("请选择")), *ExclusionReason.choices],
        coerce=ExclusionReason,
        error_messages={"required": _("请选择剔除原因"), "invalid_choice": _("请选择剔除原因")},
    )
    words = LongTextField(
        label=_("依据（仅内部）"),
        max_length=500,
        rows=4,
        min_length=10,
        missing=_("请写明依据：哪条规定、哪份材料、怎样核实的"),
    )
    field_order = ("reason", "words")


class AgreeExclusionForm(ActionForm):
    """Agree; a word may go with it."""

    ruling = TextField(label=_("审批意见（仅内部）"), max_length=300, required=False)


class RefuseExclusionForm(ActionForm):
    """Do not agree, and say why."""

    ruling = TextField(label=_("不同意的理由（仅内部）"), max_length=300, missing=_("请写明不同意的理由"))


class ObjectForm(TokenForm):
    """Why the rating is to be counted after all; the unit reads it."""

    words = LongTextField(
        label=_("为什么应当计入（承办单位会看到）"),
        max_length=500,
        rows=4,
        min_length=10,
        missing=_("请写明为什么这次评价应当计入考核，一两句话即可"),
    )


class ReviewObjectionForm(ActionForm):
    """What was found on looking again; firm and unit read it."""

    told = LongTextField(
        label=_("复核说明（企业和单位会看到）"),
        max_length=300,
        rows=3,
        min_length=10,
        missing=_("请写明核实了什么、为什么这样决定"),
    )
