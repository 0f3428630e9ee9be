"""The closed lists of meetings and what they decide: kinds, states, who sits there, what they answer. No rules."""

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
    """How far a meeting has come: prepared, held, minuted, followed up (DOMAIN §3.1)."""

    PLANNED = "planned", _("筹备中")
    COLLECTING = "collecting", _("征集议题")
    NOTIFIED = "notified", _("已通知")
    IN_SESSION = "session", _("会议中")
    DRAFTED = "drafted", _("纪要待签")
    SIGNED = "signed", _("纪要已签")
    FOLLOWING = "following", _("跟踪落实")
    CLOSED = "closed", _("已办结")
    CANCELLED = "cancelled", _("已取消")


PREPARING: Final = (MeetingState.PLANNED, MeetingState.COLLECTING, MeetingState.NOTIFIED)
"""While agenda and seats can change."""
WRITING: Final = (MeetingState.IN_SESSION, MeetingState.DRAFTED)
"""While minutes are written: in the room, and until they are signed."""
HELD: Final = (MeetingState.DRAFTED, MeetingState.SIGNED, MeetingState.FOLLOWING, MeetingState.CLOSED)
"""What counts as a meeting that was held."""
ISSUED: Final = (MeetingState.SIGNED, MeetingState.FOLLOWING, MeetingState.CLOSED)
"""Once its minutes are signed."""


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


class Outcome(models.TextChoices):
    """How an item ends at the table (DOMAIN §3.1, meeting)."""

    ANSWERED = "answered", _("当场答复")
    DECIDED = "decided", _("议定交办")
    SUGGESTED = "suggested", _("列入建议")
    NOT_ADOPTED = "refused", _("不予采纳")


class DecisionState(models.TextChoices):
    """How far a decision (议定事项) has come; struck off (销号) it is done, else it stays."""

    DRAFT = "draft", _("待签发")
    RUNNING = "running", _("推进中")
    WITH_HEAD = "head", _("等单位负责人签字")
    WITH_OFFICE = "office", _("等党委办公室审核")
    WITH_CONVENOR = "convenor", _("等书记批准")
    DONE = "done", _("已销号")


ASKED: Final = (DecisionState.WITH_HEAD, DecisionState.WITH_OFFICE, DecisionState.WITH_CONVENOR)
"""While its lead has asked to strike it off."""
WITH_LEAD: Final = (DecisionState.RUNNING, DecisionState.WITH_HEAD)
"""While the unit itself has it in hand: what comes late now is its own."""
UNDONE: Final = (DecisionState.RUNNING, *ASKED)
"""What the next meeting opens with."""
