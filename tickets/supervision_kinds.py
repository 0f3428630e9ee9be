"""The closed lists of supervision (督办): degrees, grounds, cards, states of an order. No rules about people."""

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from orgs.statuses import REQUESTED_ONLY, AuthorityKind


class Degree(models.IntegerChoices):
    """How hard the office presses; each follows the one before it (DOMAIN §2.7)."""

    WRITTEN = 1, _("督办单")
    LISTED = 2, _("挂牌督办")
    TALK = 3, _("约谈")


class Ground(models.TextChoices):
    """Why the office supervises (DOMAIN §2.7)."""

    OVERDUE = "overdue", _("已超期")
    NOT_RECEIVED = "not_received", _("拒不接收")
    UNSOLVED = "unsolved", _("应当解决没有解决")
    POOR = "poor", _("办得不好，影响不好")
    REPEATED = "repeated", _("多次反映或多家反映")
    REDONE = "redone", _("重办后仍不满意")


class CardColour(models.TextChoices):
    """A working day before its time is over a lead is shown yellow, once it is over red."""

    YELLOW = "yellow", _("黄牌")
    RED = "red", _("红牌")


class OrderState(models.TextChoices):
    """Where an order stands."""

    WAITS = "waits", _("待反馈")
    OVERDUE = "overdue", _("反馈超期")
    ANSWERED = "answered", _("已反馈，待销号")
    ACCEPTED = "accepted", _("已销号")
    REFUSED = "refused", _("反馈未通过")
    RAISED = "raised", _("逾期未反馈，已升级")
    LAPSED = "lapsed", _("已终止")


# Whom no county commands, banks, utilities and vertical bodies: they are asked, never shown a card (DESIGN §1).
WITHOUT_CARDS: Final = REQUESTED_ONLY
# The same and those whose independence the law protects: a written order at most.
WRITTEN_AT_MOST: Final = WITHOUT_CARDS | {AuthorityKind.COURT, AuthorityKind.DISCIPLINE}


def highest_for(authority: str) -> Degree:
    """The last degree that a unit of this authority can be given; `authority` is empty for a party committee."""
    return Degree.WRITTEN if authority in WRITTEN_AT_MOST else Degree.TALK
