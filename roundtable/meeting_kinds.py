"""The closed lists of meetings: kinds, states, who sits there, what they answer. No rules."""

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _


class MeetingKind(models.TextChoices):
    """What is convened (DOMAIN §3.1)."""

    ROUND_TABLE = "round", _("圆桌会议")
    JOINT = "joint", _("联席会议")
    LIAISON = "liaison", _("联络员会议")
    SPECIAL = "special", _("专题会议")


class MeetingState(models.TextChoices):
    """How far preparing has come. Holding and following up come with the minutes."""

    PLANNED = "planned", _("筹备中")
    COLLECTING = "collecting", _("征集议题")
    NOTIFIED = "notified", _("已通知")
    CANCELLED = "cancelled", _("已取消")


PREPARING: Final = (MeetingState.PLANNED, MeetingState.COLLECTING, MeetingState.NOTIFIED)
"""While agenda and seats can change."""


class Side(models.TextChoices):
    """The four classes of those who sit at the table, and who only listens (DOMAIN §3.1, attendees)."""

    DEPARTMENT = "department", _("县直部门")
    TOWN = "town", _("镇街")
    FIRM = "firm", _("企业代表")
    WORKERS = "workers", _("从业群众代表")
    OBSERVER = "observer", _("列席")


class Answer(models.TextChoices):
    """What was answered to an invitation (回执)."""

    WAITING = "waiting", _("等回执")
    COMES = "comes", _("参加")
    SENDS = "sends", _("派人代替")
    DECLINES = "declines", _("请假")
