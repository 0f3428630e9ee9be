"""What lead, assists and the people of one unit type to each other. Cleans text, decides nothing."""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from journal import clock
from orgs.models import Post
from orgs.queries import today
from orgs.statuses import Role
from tickets.form_bases import ActionForm
from tickets.models import Ticket
from tickets.offers import own_leg
from tickets.queries.handlers import people_of, sections_of
from tickets.queries.units import dispatchable_units
from tickets.services.assisting import waiting
from tickets.unit_kinds import MOST_ASSIST_DAYS, Stance
from web.forms import LongTextField, TextField

_DAYS: Final = _("请填 1 到 15 的整数")
_WHICH: Final = _("请选择不用再等的协办单位")


class AddAssistForm(ActionForm):
    """加派: which unit, by when, and what is asked of it."""

    unit = forms.ModelChoiceField(
        label=_("协办单位"),
        queryset=dispatchable_units(0),
        error_messages={"required": _("请选择协办单位"), "invalid_choice": _("请从列表中选择单位")},
    )
    days = forms.IntegerField(
        label=_("几个工作日内反馈"),
        min_value=1,
        max_value=MOST_ASSIST_DAYS,
        initial=3,
        error_messages={"required": _DAYS, "invalid": _DAYS, "min_value": _DAYS, "max_value": _DAYS},
    )
    asked = LongTextField(
        label=_("请它做什么（企业看不到）"),
        max_length=500,
        rows=3,
        min_length=5,
        missing=_("请写明要它做什么、反馈什么"),
    )

    def __init__(self, *args: Any, ticket: Ticket, post: Post, **kwargs: Any) -> None:
        super().__init__(*args, ticket=ticket, post=post, **kwargs)
        field: Any = self.fields["unit"]
        working = [leg.department_id for leg in ticket.live_legs]
        field.queryset = dispatchable_units(ticket.county_id).exclude(pk__in=working)


class WaiveAssistForm(ActionForm):
    """免办: which assist is not waited for any more, and why."""

    assist = forms.TypedChoiceField(
        label=_("协办单位"),
        choices=(),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _WHICH, "invalid_choice": _("这个单位已经反馈，或已不再协办，请重新选择")},
    )
    reason = TextField(label=_("为什么免办"), max_length=300, missing=_("请写明为什么不用它反馈"))

    def __init__(self, *args: Any, ticket: Ticket, post: Post, **kwargs: Any) -> None:
        super().__init__(*args, ticket=ticket, post=post, **kwargs)
        open_assists = waiting(ticket)
        field: Any = self.fields["assist"]
        field.choices = [(leg.pk, leg.department.display_name) for leg in open_assists]
        if len(open_assists) == 1:
            field.initial = open_assists[0].pk


class OpinionForm(ActionForm):
    """An assist's word on the matter and its opinion (会签); the firm never reads it."""

    stance = forms.TypedChoiceField(
        label=_("会签意见"),
        choices=Stance.choices,
        coerce=Stance,
        widget=forms.RadioSelect,
        error_messages={"required": _("请选择同意还是不同意"), "invalid_choice": _("请选择同意还是不同意")},
    )
    opinion = LongTextField(label=_("协办意见"), max_length=2000, rows=4, missing=_("请写明协办意见"))


class _Colleagues(ActionForm):
    """To whom of the unit; remembers who had it when the form was drawn."""

    seen = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)
    handler = forms.TypedChoiceField(
        label=_("承办人"),
        choices=(),
        coerce=int,
        empty_value=None,
        error_messages={
            "required": _("请选择承办人"),
            "invalid_choice": _("这个人不在本单位，或已离岗，请重新选择"),
        },
    )

    def __init__(self, *args: Any, ticket: Ticket, post: Post, **kwargs: Any) -> None:
        super().__init__(*args, ticket=ticket, post=post, **kwargs)
        self.leg = own_leg(ticket, post)
        self.initial.setdefault("seen", self.leg.held if self.leg else "")
        field: Any = self.fields["handler"]
        field.choices = [("", _("（还不分到人）")), *self._people()]

    def _people(self) -> list[tuple[int, str]]:
        """Colleagues by name, role and section; for a handler without the say only itself."""
        people = people_of(self.post.organisation_id, on=today(clock.now()))
        return [(one.pk, _called(one)) for one in people]


def _called(post: Post) -> str:
    section = post.section.name if post.section else ""
    return " · ".join(part for part in (post.person.name, post.get_role_display(), section) if part)


class AssignForm(_Colleagues):
    """分办: a section, a person, or both."""

    section = forms.TypedChoiceField(
        label=_("科室"),
        choices=(),
        coerce=int,
        empty_value=None,
        required=False,
        error_messages={"invalid_choice": _("这个科室不属于本单位，或已停用，请重新选择")},
    )
    reason = TextField(label=_("说明（仅本单位可见）"), max_length=300, required=False)
    field_order = ("section", "handler", "reason")

    def __init__(self, *args: Any, ticket: Ticket, post: Post, **kwargs: Any) -> None:
        super().__init__(*args, ticket=ticket, post=post, **kwargs)
        self.fields["handler"].required = False
        sections: Any = self.fields["section"]
        sections.choices = [("", _("（不分到科室）")), *sections_of(post.organisation_id)]
        if self.leg is not None:
            self.initial.setdefault("section", self.leg.section_id or "")
            self.initial.setdefault("handler", self.leg.handler_id or self._me())
        if len(sections.choices) == 1:
            del self.fields["section"]

    def _me(self) -> int | str:
        return (self.post.standing_in_for_id or self.post.pk) if self.post.role == Role.HANDLER else ""

    def _people(self) -> list[tuple[int, str]]:
        people = super()._people()
        return [one for one in people if one[0] == self._me()] if self.post.role == Role.HANDLER else people

    def clean(self) -> dict[str, Any]:
        """At least one of the two."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        had = self.leg is not None and (self.leg.handler_id or self.leg.section_id)
        if not self.errors and not had and not cleaned.get("handler") and not cleaned.get("section"):
            self.add_error("handler", _("请选择科室或承办人"))
        return {"section": None} | cleaned


class HandOverForm(_Colleagues):
    """移交: to which colleague, and why."""

    reason = TextField(label=_("移交原因（仅本单位可见）"), max_length=300, missing=_("请写明为什么移交，办到哪一步"))
    field_order = ("handler", "reason")

    def _people(self) -> list[tuple[int, str]]:
        mine = {self.post.pk, self.post.standing_in_for_id}
        return [one for one in super()._people() if one[0] not in mine]


class ReturnDraftForm(ActionForm):
    """What has to change before the leader signs."""

    reason = LongTextField(
        label=_("退回修改的意见（仅本单位可见）"), max_length=500, rows=3, missing=_("请写明哪里要改、怎么改")
    )
