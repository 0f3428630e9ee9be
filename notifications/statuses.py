"""The words a delivery can be in, and the ways there are. No rules."""

from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Channel(TextChoices):
    """Ways to reach a person beside the inbox. A new way is a value here and a sender in `sending.SENDERS`."""

    EMAIL = "email", _("电子邮件")
    SMS = "sms", _("短信")


class DeliveryStatus(TextChoices):
    """How far a delivery has come. Every one ends in one of the last three (RELIABILITY §1, promise 6)."""

    WAITING = "waiting", _("待发送")
    SENDING = "sending", _("发送中")
    DELIVERED = "delivered", _("已送达")
    FAILED = "failed", _("失败")
    GIVEN_UP = "given_up", _("已放弃")


UNDER_WAY: Final = frozenset({DeliveryStatus.WAITING, DeliveryStatus.SENDING})
UNDELIVERED: Final = frozenset({DeliveryStatus.FAILED, DeliveryStatus.GIVEN_UP})
