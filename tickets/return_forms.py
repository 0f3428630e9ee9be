"""What people type when a unit gives a case back and somebody rules (退单). Cleans text, decides nothing."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from orgs.models import Post
from tickets.form_bases import ActionForm
from tickets.models import Ticket
from tickets.queries.catalogue import entries_of
from tickets.queries.units import dispatchable_units
from web.forms import LongTextField, TextField


class GiveBackForm(ActionForm):
    """Why not we, on what basis, and who instead. One basis at least."""

    reason = LongTextField(
        label=_("为什么不归我们办"), max_length=500, rows=3, min_length=10, missing=_("请写明为什么不归你们办")
    )
    entry = forms.TypedChoiceField(
        label=_("依据：派单目录条目"),
        required=False,
        help_text=_("目录条目和法规、职责依据，至少写一样"),
        coerce=int,
        empty_value=None,
        error_messages={"invalid_choice": _("请从派单目录中选择条目。")},
    )
    law = TextField(label=_("依据：法规或职责规定"), max_length=200, required=False)
    suggested = forms.ModelChoiceField(
        label=_("建议由谁办"),
        queryset=dispatchable_units(0),
        empty_label=_("请选择单位"),
        error_messages={"required": _("请选择建议由哪个单位办"), "invalid_choice": _("请从列表中选择单位")},
    )

    def __init__(self, *args: Any, ticket: Ticket, post: Post, **kwargs: Any) -> None:
        super().__init__(*args, ticket=ticket, post=post, **kwargs)
        entry: Any = self.fields["entry"]
        suggested: Any = self.fields["suggested"]
        entry.choices = [("", _("不引用目录")), *(entries_of(ticket.category.catalogue_id) if ticket.category else ())]
        # Also the unit that the case is about: one missing from the list would tell the lead which it is.
        suggested.queryset = dispatchable_units(ticket.county_id).exclude(pk=post.organisation_id)

    def say_until(self, last_moment: str) -> None:
        """Say when silence becomes acceptance."""
        words = _("最晚 %(until)s 前可以退，过后视为接收") % {"until": last_moment}
        self.fields["reason"].help_text = words

    def clean(self) -> dict[str, Any]:
        """A return without a basis is none (L-WF 22)."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not {"entry", "law"} & self.errors.keys() and not cleaned.get("entry") and not cleaned.get("law"):
            self.add_error("law", _("请引用派单目录条目，或写明法规、职责依据，两样至少一样"))
        return cleaned


class _RulingForm(ActionForm):
    ruling = TextField(label=_("裁定理由（仅内部）"), max_length=300, missing=_("请写明裁定的理由"))


class UpholdReturnForm(_RulingForm):
    """Another unit has it now; the firm reads why."""

    lead = forms.ModelChoiceField(
        label=_("改由谁主办"),
        queryset=dispatchable_units(0),
        empty_label=_("请选择单位"),
        error_messages={"required": _("请选择主办单位"), "invalid_choice": _("请从列表中选择单位")},
    )
    told = TextField(
        label=_("为什么换单位（企业会看到）"), max_length=120, min_length=5, missing=_("请用一句话告诉企业为什么换单位")
    )
    field_order = ("lead", "told", "ruling")

    def __init__(self, *args: Any, ticket: Ticket, post: Post, **kwargs: Any) -> None:
        super().__init__(*args, ticket=ticket, post=post, **kwargs)
        lead: Any = self.fields["lead"]
        now = ticket.lead
        never = [now.department_id if now else 0, ticket.about_org_id or 0]
        lead.queryset = dispatchable_units(ticket.county_id).exclude(pk__in=never)
        lead.initial = ticket.open_return.suggested_id if ticket.open_return else None
        lead.help_text = _("第三次派单就是指定承办，不得再退；两次退单获准的，列为圆桌会议候选")
        self.fields["ruling"].help_text = _("新的主办单位当作交办意见来读")
        unit = {"unit": now.department.display_name if now else ""}
        self.fields["told"].help_text = _("接在“%(unit)s提出这件事不归它办：”后面，只写原因") % unit


class RefuseReturnForm(_RulingForm):
    """The unit keeps it; the firm reads why."""

    told = TextField(
        label=_("为什么仍由它办（企业会看到）"),
        max_length=120,
        min_length=5,
        missing=_("请用一句话告诉企业为什么仍由它办"),
    )
    field_order = ("told", "ruling")
