"""What people may ask about what is kept of them (个保法 44 to 50, DOMAIN §4.1), and how far it has come."""

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _


class Wish(models.TextChoices):
    """Each is answered in time; granted it is carried out in the same act."""

    COPY = "copy", _("查看、复制我的信息")
    CORRECT = "correct", _("更正")
    CLOSE = "close", _("删除信息、注销账号")
    WITHDRAW = "withdraw", _("撤回同意")
    EXPLAIN = "explain", _("说明怎么处理我的信息")


class Answer(models.TextChoices):
    """How far a request has come."""

    WAITING = "waiting", _("待答复")
    GRANTED = "granted", _("已办理")
    REFUSED = "refused", _("不予办理")


BY_ONESELF: Final = frozenset({Wish.CORRECT, Wish.CLOSE, Wish.EXPLAIN})
"""What waits for somebody; a copy, and taking a consent back, whoever has signed in does at once."""
FOR_A_CALLER: Final = frozenset(Wish)
