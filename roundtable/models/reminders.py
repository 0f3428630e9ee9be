"""Which reminders have gone out: one row each, so that a sweep that runs twice says nothing twice."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class ReminderKind(models.TextChoices):
    """Of what somebody is reminded."""

    MEETING = "meeting", _("到会")
    MATERIALS = "materials", _("报送材料")
    QUARTER = "quarter", _("季度联席会议")


class Reminder(models.Model):
    """One reminder. `day` is what it is about: the meeting's, the last one for materials, the first of a quarter.

    A meeting that moves to another day is another reminder.
    """

    kind = models.CharField(max_length=10, choices=ReminderKind)
    meeting = models.ForeignKey("roundtable.Meeting", models.CASCADE, null=True, related_name="reminders")
    committee = models.ForeignKey("orgs.Organisation", models.PROTECT, related_name="+")
    day = models.DateField()
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("会议提醒")
        verbose_name_plural = _("会议提醒")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("meeting", "kind", "day"), condition=Q(meeting__isnull=False), name="reminded_once_of_a_day"
            ),
            models.UniqueConstraint(
                fields=("committee", "day"), condition=Q(meeting=None), name="reminded_once_a_quarter"
            ),
            models.CheckConstraint(condition=Q(kind__in=ReminderKind.values), name="reminder_kind_is_known"),
            models.CheckConstraint(
                condition=Q(kind=ReminderKind.QUARTER, meeting=None)
                | ~Q(kind=ReminderKind.QUARTER) & Q(meeting__isnull=False),
                name="reminder_is_of_a_meeting_or_a_quarter",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.day}"
