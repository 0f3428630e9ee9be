"""What people send to the duty roster's page."""

from collections.abc import Mapping, Sequence
from datetime import date, time
from typing import Any

from django import forms
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from orgs.models import DutyShift, Post
from orgs.services.duty import span
from web.forms import Form

EVENING, MORNING = time(18), time(8, 30)


def _day(label: Any) -> forms.DateField:
    message = _("请填日期，例如 2026-12-01")
    return forms.DateField(
        label=label,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"required": message, "invalid": message},
    )


def _time(label: Any, *, initial: time, hint: Any = "") -> forms.TimeField:
    message = _("请填时间，例如 08:30")
    return forms.TimeField(
        label=label,
        initial=initial,
        help_text=hint,
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        error_messages={"required": message, "invalid": message},
    )


def _named(post: Post) -> str:
    return f"{post.person.name}（{post.organisation.display_name}）"


class PlanForm(Form):
    """One shift of one person."""

    post = forms.ChoiceField(
        label=_("值班人"), error_messages={"required": _("请选值班人"), "invalid_choice": _("请选值班人")}
    )
    day = _day(_("日期"))
    begins = _time(_("上班"), initial=EVENING)
    ends = _time(_("下班"), initial=MORNING, hint=_("不晚于上班时间就算第二天"))

    def __init__(self, data: Mapping[str, Any] | None = None, *, posts: Sequence[Post]) -> None:
        super().__init__(data, auto_id="plan-%s")
        field: Any = self.fields["post"]
        field.choices = [("", _("请选择")), *((str(post.pk), _named(post)) for post in posts)]

    def shift(self) -> dict[str, Any]:
        """What `services.duty.plan` takes."""
        typed = self.cleaned_data
        starts_at, ends_at = span(typed["day"], begins=typed["begins"], ends=typed["ends"])
        return {"post_id": int(typed["post"]), "starts_at": starts_at, "ends_at": ends_at}


class RotationForm(Form):
    """One shift a day, people taking turns in the order of the list."""

    posts = forms.MultipleChoiceField(
        label=_("轮流值班的人"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("按名单顺序一人一天；已经有人的日子跳过。"),
        error_messages={"required": _("请选轮流值班的人"), "invalid_choice": _("请选轮流值班的人")},
    )
    first, last = _day(_("从")), _day(_("到"))
    begins = _time(_("上班"), initial=EVENING)
    ends = _time(_("下班"), initial=EVENING, hint=_("和上班时间一样就是一整天，周末也不缺人"))

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        posts: Sequence[Post],
        initial: Mapping[str, date] | None = None,
    ) -> None:
        super().__init__(data, auto_id="rotation-%s", initial=dict(initial or {}))
        field: Any = self.fields["posts"]
        field.choices = [(str(post.pk), _named(post)) for post in posts]


class OfferForm(Form):
    """To whom a shift of one's own is offered, and for which of theirs."""

    to = forms.ChoiceField(
        label=_("换给"), error_messages={"required": _("请选换给谁"), "invalid_choice": _("请选换给谁")}
    )
    in_return = forms.ChoiceField(label=_("换来对方的班"), required=False)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        shift: DutyShift,
        posts: Sequence[Post],
        shifts: Sequence[DutyShift],
    ) -> None:
        super().__init__(data, auto_id=f"offer{shift.pk}-%s")
        others = [post for post in posts if post.person_id != shift.post.person_id]
        to: Any = self.fields["to"]
        to.choices = [("", _("请选择")), *((str(post.pk), _named(post)) for post in others)]
        back: Any = self.fields["in_return"]
        theirs = [each for each in shifts if each.post.person_id != shift.post.person_id]
        back.choices = [("", _("不换，只是请对方代值")), *((str(each.pk), _told(each)) for each in theirs)]


def _told(shift: DutyShift) -> str:
    return f"{localtime(shift.starts_at):%m-%d %H:%M} {shift.post.person.name}"
