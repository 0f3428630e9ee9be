"""Meetings, who sits there, and what they talk about in which order."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from journal.models import Chained
from roundtable.meeting_kinds import HELD, PREPARING, Answer, MeetingKind, MeetingState, Side
from web.labels import Labelled

if TYPE_CHECKING:
    from orgs.models import Organisation


class _Span(Func):
    """From the first instant on, the last one excluded: meetings that follow each other share a room."""

    function = "TSTZRANGE"
    output_field = DateTimeRangeField()


_AT_WORK = _Span(F("starts_at"), F("ends_at"), Value("[)"))


class Meeting(Labelled, Chained):
    """One meeting. Its row is the lock and the version of agenda and seats; `sequence` counts what guests were told."""

    JOURNAL_NAME: ClassVar[str] = "meeting"

    county = models.ForeignKey("orgs.County", on_delete=models.PROTECT, related_name="+")
    committee = models.ForeignKey("orgs.Organisation", on_delete=models.PROTECT, related_name="meetings")
    kind = models.CharField(_("会议类型"), max_length=8, choices=MeetingKind)
    number = models.PositiveIntegerField(_("第几次"))
    state = models.CharField(_("状态"), max_length=10, choices=MeetingState, default=MeetingState.PLANNED)
    version = models.PositiveIntegerField(default=1)
    sequence = models.PositiveIntegerField(default=0)
    starts_at = models.DateTimeField(_("开始"))
    ends_at = models.DateTimeField(_("结束"))
    # A service site with a meeting room, or anywhere else in words.
    site = models.ForeignKey("orgs.ServiceSite", on_delete=models.PROTECT, null=True, related_name="meetings")
    place = models.CharField(_("地点"), max_length=60)
    collect_until = models.DateField(_("议题征集截止"))
    materials_until = models.DateField(_("材料报送截止"), null=True)
    chair = models.ForeignKey("orgs.Post", on_delete=models.PROTECT, related_name="+")
    clerk = models.ForeignKey("orgs.Post", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    notified_at = models.DateTimeField(null=True)
    began_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    # Which item the room is at; None between items.
    at_item = models.ForeignKey("roundtable.AgendaItem", on_delete=models.SET_NULL, null=True, related_name="+")
    at_item_since = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    cancelled_why = models.CharField(_("取消原因"), max_length=200, blank=True)
    client_token = models.UUIDField()

    class Meta:
        verbose_name = _("会议")
        verbose_name_plural = _("会议")
        constraints = (
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="meeting_ends_after_it_starts"),
            models.CheckConstraint(condition=~Q(place=""), name="meeting_has_a_place"),
            models.CheckConstraint(condition=Q(state__in=MeetingState.values), name="meeting_state_is_known"),
            models.UniqueConstraint(fields=("committee", "kind", "number"), name="one_number_per_meeting"),
            models.UniqueConstraint(fields=("clerk", "client_token"), name="one_meeting_per_form"),
            models.CheckConstraint(
                condition=Q(state=MeetingState.CANCELLED, cancelled_at__isnull=False) & ~Q(cancelled_why="")
                | ~Q(state=MeetingState.CANCELLED) & Q(cancelled_at__isnull=True),
                name="cancelled_meeting_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(state=MeetingState.NOTIFIED) | Q(notified_at__isnull=False),
                name="notified_meeting_says_when",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[MeetingState.IN_SESSION, *HELD]) | Q(began_at__isnull=False),
                name="meeting_in_session_has_begun",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=HELD) | Q(ended_at__isnull=False), name="held_meeting_has_ended"
            ),
            ExclusionConstraint(
                name="room_is_taken_once_at_a_time",
                expressions=[("site", RangeOperators.EQUAL), (_AT_WORK, RangeOperators.OVERLAPS)],
                condition=Q(site__isnull=False) & ~Q(state=MeetingState.CANCELLED),
            ),
            ExclusionConstraint(
                name="chair_is_in_one_meeting_at_a_time",
                expressions=[("chair", RangeOperators.EQUAL), (_AT_WORK, RangeOperators.OVERLAPS)],
                condition=~Q(state=MeetingState.CANCELLED),
            ),
        )
        indexes = (models.Index(fields=("county", "-starts_at", "-id"), name="meetings_of_a_county"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"

    @property
    def title(self) -> str:
        """电商行业党委第 11 次圆桌会议; needs `committee`."""
        said = {"committee": self.committee.display_name, "number": self.number, "kind": self.get_kind_display()}
        return str(_("%(committee)s第 %(number)d 次%(kind)s") % said)

    @property
    def minutes(self) -> int:
        """How long the room is booked for."""
        return int((self.ends_at - self.starts_at) / timedelta(minutes=1))

    @property
    def is_open(self) -> bool:
        """Whether agenda and seats can change."""
        return self.state in PREPARING


class Seat(Labelled, models.Model):
    """A body at the table, and who sits there for it. `must`: it has to come; `by_agenda`: an item has brought it."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="seats")
    side = models.CharField(_("类别"), max_length=10, choices=Side)
    organisation = models.ForeignKey("orgs.Organisation", on_delete=models.PROTECT, null=True, related_name="+")
    name = models.CharField(_("姓名"), max_length=30, blank=True)
    must = models.BooleanField(_("必须到会"), default=True)
    by_agenda = models.BooleanField(default=False)
    answer = models.CharField(_("回执"), max_length=8, choices=Answer, default=Answer.WAITING)
    words = models.CharField(_("说明"), max_length=200, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey("orgs.Post", on_delete=models.PROTECT, null=True, related_name="+")
    # Who really sat there (签到); None until somebody has looked.
    came = models.BooleanField(null=True)
    came_name = models.CharField(_("到会人"), max_length=30, blank=True)
    # Answered by the link of the invitation: nobody knows who held it.
    by_link = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("席位")
        verbose_name_plural = _("席位")
        constraints = (
            models.UniqueConstraint(
                fields=("meeting", "organisation"), condition=Q(organisation__isnull=False), name="one_seat_per_body"
            ),
            models.UniqueConstraint(
                fields=("meeting", "name"), condition=Q(organisation=None), name="one_seat_per_person"
            ),
            models.CheckConstraint(condition=Q(organisation__isnull=False) | ~Q(name=""), name="seat_says_whose_it_is"),
            models.CheckConstraint(
                condition=Q(answer=Answer.WAITING, answered_at__isnull=True, by_link=False)
                | ~Q(answer=Answer.WAITING)
                & Q(answered_at__isnull=False)
                & (Q(answered_by__isnull=False, by_link=False) | Q(answered_by__isnull=True, by_link=True)),
                name="answered_seat_says_who_and_when",
            ),
            models.CheckConstraint(
                condition=~Q(answer=Answer.DECLINES) | ~Q(words=""), name="whoever_declines_says_why"
            ),
            models.CheckConstraint(
                condition=~Q(answer__in=[Answer.COMES, Answer.SENDS]) | ~Q(name=""), name="whoever_comes_has_a_name"
            ),
        )
        ordering = ("side", "pk")

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.side}"

    @property
    def whose(self) -> str:
        """The body's name, or the person's own."""
        body: Organisation | None = self.organisation
        return body.display_name if body else self.name


class AgendaItem(models.Model):
    """A topic on the agenda: its place in the order and how long it may take."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="items")
    topic = models.OneToOneField("roundtable.Topic", on_delete=models.PROTECT, related_name="item")
    place = models.PositiveSmallIntegerField()
    minutes = models.PositiveSmallIntegerField(_("分钟"), default=15)

    class Meta:
        verbose_name = _("议程")
        verbose_name_plural = _("议程")
        ordering = ("place",)
        constraints = (
            models.UniqueConstraint(
                fields=("meeting", "place"), deferrable=models.Deferrable.DEFERRED, name="one_item_per_place"
            ),
            models.CheckConstraint(condition=Q(minutes__gte=1, minutes__lte=240), name="item_takes_a_while"),
        )

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.place}"


def starts_of(meeting: Meeting, items: list[AgendaItem]) -> list[datetime]:
    """When each item begins, one after the other from the start of the meeting."""
    starts, at = [], meeting.starts_at
    for item in items:
        starts.append(at)
        at += timedelta(minutes=item.minutes)
    return starts
