"""Enumerations of whistle and check-in (吹哨报到, DOMAIN §2.7), with the words that say when to use which."""

from typing import Final

from django.conf import settings
from django.db import models
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _


class WhistleKind(models.TextChoices):
    """The three legitimate grounds (Beijing practice); nothing else is a whistle."""

    HARD = "hard", _("疑难事项哨")
    JOINT = "joint", _("综合执法哨")
    EMERGENCY = "emergency", _("应急处置哨")


_DAYS: Final[int] = settings.LIMITS["WHISTLE_CHECK_IN"]
WHEN_TO_BLOW: Final = {
    WhistleKind.HARD: format_lazy(_("一个单位办不了，要几个单位一起商量。{days} 个工作日内报到。"), days=_DAYS),
    WhistleKind.JOINT: format_lazy(
        _("要几个单位一起到现场检查、执法，写明集合的地点和时间。{days} 个工作日内报到。"), days=_DAYS
    ),
    WhistleKind.EMERGENCY: _("有人身危险、险情，或损失正在扩大。不分昼夜，30 分钟内报到，并发短信。"),
}


class Harm(models.TextChoices):
    """What an emergency must state: without danger or harm under way there is none."""

    LIFE = "life", _("有人身危险")
    HAZARD = "hazard", _("火、电、燃气、危房等险情")
    LOSS = "loss", _("损失正在扩大，等不到上班")


class CheckInWay(models.TextChoices):
    """How a called unit answers."""

    ONSITE = "onsite", _("到现场")
    ONLINE = "online", _("在线或电话")


class CallState(models.TextChoices):
    """Where one called unit stands; worked out of what happened, never typed in."""

    WAITS = "waits", _("待报到")
    OVERDUE = "overdue", _("超时未到")
    ON_TIME = "on_time", _("按时报到")
    LATE = "late", _("迟到")
    MISSED = "missed", _("未报到")
    EXCUSED = "excused", _("提前结束，不用到")
    RELEASED = "released", _("免予报到")


class Side(models.TextChoices):
    """Who rates in 双考核: the whistler the unit that came, the unit the whistle."""

    WHISTLER = "whistler", _("吹哨方")
    CALLED = "called", _("报到方")


class Effort(models.IntegerChoices):
    """What a unit did once it had come, in the whistler's word. Whether it came in time is a fact."""

    SOLVED = 3, _("解决了问题")
    HELPED = 2, _("到位配合，没有全部解决")
    USELESS = 1, _("没有起作用")


class Cause(models.IntegerChoices):
    """Whether the whistle was worth coming for, in the word of a unit that came."""

    CLEAR = 3, _("该吹，讲得清楚")
    UNCLEAR = 2, _("该吹，要做什么没有讲清")
    NEEDLESS = 1, _("不该吹")


WORST: Final = 1
"""The grade, either way, that has to say why."""
