"""What is typed about meetings, seats and answers."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from orgs.calendar import COUNTY_TIME
from orgs.models import Organisation, Post, ServiceSite
from roundtable.file_forms import EnclosingForm
from roundtable.meeting_kinds import Answer, MeetingKind, Side
from roundtable.models import Meeting
from roundtable.services.meetings import Planned
from roundtable.services.seats import Guest
from web.forms import ClientTokenField, Form, LongTextField, TextField

_CHOOSE: Final = {"required": _("请选一项"), "invalid_choice": _("请选一项")}
_COLLECTED_BEFORE: Final = timedelta(days=7)
_MATERIALS_BEFORE: Final = timedelta(days=2)
"""Topics are collected a week before, and go upward two days before (DOMAIN §3.1, topics)."""


def day_field(label: Any, *, required: bool = True, hint: Any = "") -> forms.DateField:
    words = _("请填日期，例如 2026-12-01")
    return forms.DateField(
        label=label,
        required=required,
        help_text=hint,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"required": words, "invalid": words},
    )


def _time(label: Any, initial: time) -> forms.TimeField:
    words = _("请填时间，例如 14:00")
    return forms.TimeField(
        label=label,
        initial=initial,
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        error_messages={"required": words, "invalid": words},
    )


class MeetingForm(Form):
    """When, where, under whom. Empty days follow from the day of the meeting."""

    day = day_field(_("开会日期"))
    starts = _time(_("开始"), time(14))
    ends = _time(_("结束"), time(15, 30))
    site = forms.TypedChoiceField(
        label=_("会议室"), required=False, coerce=int, empty_value=None, error_messages=_CHOOSE
    )
    place = TextField(
        label=_("地点"), help_text=_("选了会议室可以不填；写明楼层房间更好找"), max_length=60, required=False
    )
    chair = forms.TypedChoiceField(label=_("主持"), coerce=int, error_messages=_CHOOSE)
    collect_until = day_field(_("议题征集截止"), required=False, hint=_("不填就是会前一周"))
    materials_until = day_field(_("材料报送截止"), required=False, hint=_("不填就是会前两天"))

    def __init__(self, *args: Any, rooms: Sequence[ServiceSite], chairs: Sequence[Post], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rooms = {room.pk: room for room in rooms}
        named = [(room.pk, f"{room.organisation.display_name}会议室") for room in rooms]
        self._choices("site", [("", _("不用阵地会议室")), *named])
        self._choices(
            "chair", [(post.pk, f"{post.person.name}（{post.organisation.display_name}）") for post in chairs]
        )

    def _choices(self, name: str, choices: Sequence[tuple[Any, Any]]) -> None:
        field: Any = self.fields[name]
        field.choices = choices

    def clean(self) -> dict[str, Any]:
        """A meeting takes place somewhere."""
        said: dict[str, Any] = super().clean() or {}
        if not said.get("site") and not said.get("place"):
            self.add_error("place", _("请选会议室，或写明在哪里开"))
        return said

    @property
    def planned(self) -> Planned:
        """What the service is told."""
        said = self.cleaned_data
        day, room = said["day"], self.rooms.get(said["site"])
        return Planned(
            starts_at=datetime.combine(day, said["starts"], tzinfo=COUNTY_TIME),
            ends_at=datetime.combine(day, said["ends"], tzinfo=COUNTY_TIME),
            site_id=room.pk if room else None,
            place=said["place"] or (f"{room.organisation.display_name}会议室" if room else ""),
            chair_id=said["chair"],
            collect_until=said["collect_until"] or day - _COLLECTED_BEFORE,
            materials_until=said["materials_until"] or day - _MATERIALS_BEFORE,
        )


class NewMeetingForm(MeetingForm):
    """The same, and which meeting it is."""

    client_token = ClientTokenField()
    committee = forms.TypedChoiceField(label=_("哪个党委召开"), coerce=int, error_messages=_CHOOSE)
    kind = forms.ChoiceField(
        label=_("会议类型"),
        choices=MeetingKind.choices,
        widget=forms.RadioSelect,
        initial=MeetingKind.ROUND_TABLE,
        error_messages=_CHOOSE,
    )
    field_order = ("committee", "kind")

    def __init__(self, *args: Any, committees: Sequence[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._choices("committee", [(body.pk, body.display_name) for body in committees])


class ChangeMeetingForm(MeetingForm):
    """The same of one that is there; the version says on what it was drawn."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    @staticmethod
    def initial_of(meeting: Meeting) -> dict[str, Any]:
        """What stands in the form."""
        starts, ends = meeting.starts_at.astimezone(COUNTY_TIME), meeting.ends_at.astimezone(COUNTY_TIME)
        return {
            "day": starts.date(),
            "starts": starts.time(),
            "ends": ends.time(),
            "site": meeting.site_id,
            "place": meeting.place,
            "chair": meeting.chair_id,
            "collect_until": meeting.collect_until,
            "materials_until": meeting.materials_until,
            "version": meeting.version,
        }


class CancelMeetingForm(Form):
    """Why it is called off."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    why = TextField(label=_("取消原因"), help_text=_("参会的人会看到"), max_length=200, missing=_("请写明为什么取消"))


class MinutesForm(Form):
    """How long an item may take."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    minutes = forms.IntegerField(
        min_value=1,
        max_value=240,
        error_messages={
            "required": _("请填 1 到 240 分钟"),
            "invalid": _("请填 1 到 240 分钟"),
            "min_value": _("请填 1 到 240 分钟"),
            "max_value": _("请填 1 到 240 分钟"),
        },
    )


class SeatForm(Form):
    """One more guest: a body out of the list, or a person by name."""

    side = forms.ChoiceField(label=_("类别"), choices=Side.choices, error_messages=_CHOOSE)
    organisation = forms.TypedChoiceField(
        label=_("单位"), required=False, coerce=int, empty_value=None, error_messages=_CHOOSE
    )
    name = TextField(
        label=_("或者写姓名"), help_text=_("不代表单位的人，例如从业群众代表"), max_length=30, required=False
    )
    optional = forms.BooleanField(label=_("可以不来"), required=False)

    def __init__(self, *args: Any, bodies: Sequence[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.bodies = {body.pk: body for body in bodies}
        field: Any = self.fields["organisation"]
        field.choices = [("", _("请选择")), *((body.pk, body.display_name) for body in bodies)]

    def clean(self) -> dict[str, Any]:
        """One of the two."""
        said: dict[str, Any] = super().clean() or {}
        if not said.get("organisation") and not said.get("name"):
            self.add_error("organisation", _("请选单位，或者写姓名"))
        return said

    @property
    def guest(self) -> Guest:
        """What the service is told."""
        said = self.cleaned_data
        body = self.bodies.get(said["organisation"])
        return Guest(side=Side(said["side"]), organisation=body, name=said["name"], must=not said["optional"])


class AnswerSeatForm(Form):
    """Who comes."""

    said = forms.ChoiceField(
        label=_("回执"),
        choices=[choice for choice in Answer.choices if choice[0] != Answer.WAITING],
        widget=forms.RadioSelect,
        error_messages=_CHOOSE,
    )
    name = TextField(label=_("谁来"), help_text=_("姓名和职务"), max_length=30, required=False)
    words = LongTextField(
        label=_("说明"), help_text=_("请假、派人代替要写原因"), max_length=200, rows=2, required=False
    )

    def clean(self) -> dict[str, Any]:
        """Whoever comes has a name; whoever does not says why."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("said") in {Answer.COMES, Answer.SENDS} and not given.get("name"):
            self.add_error("name", _("请写明谁来"))
        if given.get("said") in {Answer.SENDS, Answer.DECLINES} and not given.get("words"):
            self.add_error("words", _("请写明原因"))
        return given


class MaterialForm(EnclosingForm):
    """A paper for the meeting, in words, as files, or both."""

    client_token = ClientTokenField()
    title = TextField(label=_("标题"), max_length=60, missing=_("请写标题"))
    words = LongTextField(label=_("内容"), help_text=_("传了文件，可以不写"), max_length=2000, rows=6, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # It stands beside the answer on one page: no two fields there have one name.
        super().__init__(*args, **kwargs)
        self.auto_id = "id_paper_%s"
