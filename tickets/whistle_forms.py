"""What people type around a whistle (吹哨报到): blowing, checking in, letting off, ending, rating. Decides nothing."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from orgs.models import Organisation, Post
from tickets import whistle_policies as policies
from tickets.form_bases import ActionForm, FilesForm
from tickets.models import Ticket
from tickets.queries.units import dispatchable_units
from tickets.whistle_kinds import WHEN_TO_BLOW, WORST, Cause, CheckInWay, Effort, Harm, WhistleKind
from web.forms import LongTextField, TextField

_LEAST_WORDS: Final = 5


class PickField(forms.TypedChoiceField):
    """Which of the records in hand; hidden where there is one. One that is gone meanwhile is for the service to say."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(coerce=int, widget=forms.RadioSelect, **kwargs)

    def offer(self, choices: Iterable[tuple[int, str]]) -> None:
        """Show these."""
        self.choices = list(choices)
        if len(self.choices) == 1:
            self.widget, self.initial = forms.HiddenInput(), self.choices[0][0]

    def valid_value(self, value: Any) -> bool:
        """Whatever could be a record's number."""
        return str(value).isascii() and str(value).isdigit() and len(str(value)) < 19  # noqa: PLR2004 -- a database integer


def _needed_sometimes(form: ActionForm, *names: str) -> None:
    """Their labels say for which answers they are needed."""
    for name in names:
        form.fields[name].sometimes = True  # type: ignore[attr-defined]  # read by `{% field %}`


class UnitsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # not subscriptable when it runs
    """Units as chips, under the names that people use."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Organisation) -> str:
        """The short name where there is one."""
        return obj.display_name


class BlowWhistleForm(ActionForm):
    """Which whistle, whom, what for, and why one unit alone cannot do it."""

    kind = forms.TypedChoiceField(
        label=_("吹哪一种哨"),
        choices=WhistleKind.choices,
        coerce=WhistleKind,
        widget=forms.RadioSelect,
        error_messages={"required": _("请选择吹哪一种哨"), "invalid_choice": _("请选择吹哪一种哨")},
    )
    harm = forms.TypedChoiceField(
        label=_("有什么危险或损失（应急处置哨必选）"),
        choices=Harm.choices,
        coerce=Harm,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("请选择有什么危险或损失")},
    )
    units = UnitsField(
        label=_("召集哪些单位"),
        queryset=dispatchable_units(0),
        error_messages={
            "required": _("请选择要召集的单位"),
            "invalid_choice": _("请从列表中选择单位"),
            "invalid_pk_value": _("请从列表中选择单位"),
        },
    )
    needed = LongTextField(
        label=_("要他们做什么"), max_length=500, rows=3, min_length=5, missing=_("请写明要召集的单位做什么")
    )
    grounds = LongTextField(
        label=_("为什么一个单位办不了"), max_length=500, rows=2, min_length=5, missing=_("请写明为什么一个单位办不了")
    )
    place = TextField(label=_("集合地点（综合执法哨、应急处置哨必填）"), max_length=120, required=False)
    meets_at = forms.DateTimeField(
        label=_("集合时间（综合执法哨必填）"),
        required=False,
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y/%m/%d %H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={"invalid": _("请写日期和时间，例如 2026-12-01 09:00")},
    )

    def __init__(self, *args: Any, ticket: Ticket, post: Post, **kwargs: Any) -> None:
        super().__init__(*args, ticket=ticket, post=post, **kwargs)
        kind: Any = self.fields["kind"]
        units: Any = self.fields["units"]
        # Whoever was overtaken is told so, and not that there is no such whistle.
        left = list(WhistleKind) if self.is_bound else policies.kinds_left(ticket)
        kind.choices = [(each, each.label) for each in left]
        kind.choice_hints = {str(each): WHEN_TO_BLOW[each] for each in left}
        never = [post.organisation_id, ticket.about_org_id or 0]
        units.queryset = dispatchable_units(ticket.county_id).exclude(pk__in=never)
        _needed_sometimes(self, "harm", "place", "meets_at")
        if not (ticket.confidential or ticket.door):  # a confidential address would give the firm away
            self.fields["place"].initial = ticket.where

    def clean(self) -> dict[str, Any]:
        """An emergency states the harm; a place to go to has an address, a joint inspection a time."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        kind = cleaned.get("kind")
        if kind == WhistleKind.EMERGENCY:
            self._want(cleaned, "harm", _("应急处置哨要写明有什么危险或损失；没有的，请吹另外两种哨。"))
        else:
            cleaned["harm"] = None
        if kind in {WhistleKind.JOINT, WhistleKind.EMERGENCY}:
            self._want(cleaned, "place", _("请写明集合地点"))
        if kind == WhistleKind.JOINT:
            self._want(cleaned, "meets_at", _("请写明集合时间"))
        return cleaned

    def _want(self, cleaned: dict[str, Any], name: str, missing: Any) -> None:
        if name not in self.errors and not cleaned.get(name):
            self.add_error(name, missing)


class CheckInForm(FilesForm):
    """报到: onsite with the place and a photo where there is one, or online with what the unit contributes."""

    call = PickField(label=_("报到哪一次吹哨"), error_messages={"required": _("请选择报到哪一次吹哨")})
    way = forms.TypedChoiceField(
        label=_("怎么报到"),
        choices=CheckInWay.choices,
        coerce=CheckInWay,
        widget=forms.RadioSelect,
        error_messages={"required": _("请选择到现场还是在线报到"), "invalid_choice": _("请选择到现场还是在线报到")},
    )
    place = TextField(label=_("到了哪里（到现场的必填）"), max_length=120, required=False)
    said = LongTextField(label=_("谁到了、打算怎么办（在线的必填）"), max_length=500, rows=3, required=False)

    def __init__(self, *args: Any, ticket: Ticket, post: Post, **kwargs: Any) -> None:
        super().__init__(*args, ticket=ticket, post=post, **kwargs)
        waiting = [call for call in policies.called(ticket, post) if call.waits]
        call: Any = self.fields["call"]
        call.offer((each.pk, str(each.whistle.get_kind_display())) for each in waiting)
        _needed_sometimes(self, "place", "said")
        if len(waiting) == 1:
            self.fields["place"].initial = waiting[0].whistle.place
        way: Any = self.fields["way"]
        way.choice_hints = {
            "onsite": _("写明到了哪里，在下面传一张现场照片；拍不了的，写明为什么"),
            "online": _("不用到场的，写明你们能做什么"),
        }

    def clean(self) -> dict[str, Any]:
        """Onsite is somewhere; whoever stays away has to bring something."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("way") == CheckInWay.ONSITE and "place" not in self.errors and not cleaned.get("place"):
            self.add_error("place", _("请写明到了哪里"))
        if cleaned.get("way") == CheckInWay.ONLINE:
            cleaned["place"] = ""
            if "said" not in self.errors and len(cleaned.get("said", "")) < _LEAST_WORDS:
                self.add_error("said", _("在线报到请至少写 5 个字，说明你们能做什么"))
        return cleaned


class ReleaseCallForm(ActionForm):
    """Which unit was called in error, and why it need not come."""

    call = PickField(label=_("哪个单位不用来了"), error_messages={"required": _("请选择哪个单位不用来了")})
    reason = TextField(label=_("原因（该单位会看到）"), max_length=300, missing=_("请写明为什么不用它来了"))

    def __init__(self, *args: Any, ticket: Ticket, post: Post, **kwargs: Any) -> None:
        super().__init__(*args, ticket=ticket, post=post, **kwargs)
        waiting = [call for whistle in ticket.whistles for call in whistle.calls if call.waits]
        field: Any = self.fields["call"]
        words = gettext("%(unit)s（%(kind)s）")
        named = {
            call.pk: words % {"unit": call.unit.display_name, "kind": call.whistle.get_kind_display()}
            for call in waiting
        }
        field.offer(named.items())


class EndWhistleForm(ActionForm):
    """Which whistle is over, and what came of it."""

    whistle = PickField(label=_("结束哪一次吹哨"), error_messages={"required": _("请选择结束哪一次吹哨")})
    result = LongTextField(
        label=_("结果：解决到哪一步"), max_length=500, rows=3, min_length=5, missing=_("请写明吹哨后解决到哪一步")
    )

    def __init__(self, *args: Any, ticket: Ticket, post: Post, **kwargs: Any) -> None:
        super().__init__(*args, ticket=ticket, post=post, **kwargs)
        field: Any = self.fields["whistle"]
        field.offer((each.pk, str(each.get_kind_display())) for each in policies.ends(ticket, post))


class RateUnitsForm(ActionForm):
    """A grade for each unit that came; whom one leaves out can be rated later."""

    def __init__(self, *args: Any, ticket: Ticket, post: Post, **kwargs: Any) -> None:
        super().__init__(*args, ticket=ticket, post=post, **kwargs)
        self.calls = policies.rates(ticket, post)
        for call in self.calls:
            name = {"unit": call.unit.display_name}
            label = gettext("%(unit)s到场以后") % name
            self.fields[f"grade{call.pk}"] = _grade_field(label, Effort.choices, required=False)
            label = gettext("对%(unit)s的说明（没有起作用的必填）") % name
            self.fields[f"words{call.pk}"] = TextField(label=label, max_length=300, required=False)
            _needed_sometimes(self, f"words{call.pk}")

    def clean(self) -> dict[str, Any]:
        """`marks`: what was rated, at least one; the worst grade says why."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for call in self.calls:
            missing = gettext("%(unit)s：最低一档请至少写 5 个字，说明为什么") % {"unit": call.unit.display_name}
            _explain(self, cleaned, f"grade{call.pk}", f"words{call.pk}", missing=missing)
        cleaned["marks"] = [
            {"call_id": call.pk, "grade": grade, "words": cleaned.get(f"words{call.pk}", "")}
            for call in self.calls
            if (grade := cleaned.get(f"grade{call.pk}"))
        ]
        if not cleaned["marks"] and not self.errors:
            self.add_error(f"grade{self.calls[0].pk}" if self.calls else None, _("请至少评价一个单位"))
        return cleaned


class RateWhistleForm(ActionForm):
    """Was it worth coming for, and was it clear what to do?"""

    call = PickField(label=_("评价哪一次吹哨"), error_messages={"required": _("请选择评价哪一次吹哨")})

    def __init__(self, *args: Any, ticket: Ticket, post: Post, **kwargs: Any) -> None:
        super().__init__(*args, ticket=ticket, post=post, **kwargs)
        call: Any = self.fields["call"]
        call.offer((each.pk, str(each.whistle.get_kind_display())) for each in policies.rates_back(ticket, post))
        self.fields["grade"] = _grade_field(gettext("这次哨吹得怎么样"), Cause.choices, required=True)
        self.fields["words"] = TextField(label=gettext("说明（不该吹的必填）"), max_length=300, required=False)
        _needed_sometimes(self, "words")

    def clean(self) -> dict[str, Any]:
        """A needless whistle is said to be one with a reason."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        _explain(self, cleaned, "grade", "words", missing=gettext("最低一档请至少写 5 个字，说明为什么"))
        return cleaned


def _grade_field(label: str, choices: Sequence[tuple[int, Any]], *, required: bool) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label,
        choices=choices,
        coerce=int,
        empty_value=None,
        required=required,
        widget=forms.RadioSelect,
        error_messages={"required": _("请选择评价"), "invalid_choice": _("请选择评价")},
    )


def _explain(form: ActionForm, cleaned: dict[str, Any], grade: str, words: str, *, missing: str) -> None:
    if cleaned.get(grade) == WORST and words not in form.errors and len(cleaned.get(words, "")) < _LEAST_WORDS:
        form.add_error(words, missing)
