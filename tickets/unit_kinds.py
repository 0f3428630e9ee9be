"""The words of work between the units of a case and inside one: opinions (会签意见), who has a share. No rules."""

from typing import Final

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

MOST_ADDED: Final[int] = settings.LIMITS["ADDED_ASSISTS"]
"""How many co-handlers a lead adds by itself (加派) beside those of its dispatch; a GUESS. The desk adds any number."""

MOST_ASSIST_DAYS: Final[int] = settings.LIMITS["ASSIST"]
"""Working days that an assist can be given for its opinion; a GUESS."""


class Stance(models.TextChoices):
    """What an assist says of the matter (会签意见). A “no” binds nobody: the lead answers, and says why not."""

    AGREES = "agrees", _("同意")
    REMARKS = "remarks", _("同意，有意见")
    DISAGREES = "disagrees", _("不同意")


class Assigned(models.TextChoices):
    """How a leg came to whoever has it inside its unit."""

    GIVEN = "given", _("分办")
    HANDED_OVER = "handed", _("移交")
    SIGNED = "signed", _("签收")
    LEFT = "left", _("承办人离岗")


class Signature(models.TextChoices):
    """Where a reply stands that the unit's leader signs (分管领导审签); empty where none is needed."""

    WAITING = "waiting", _("待审签")
    SIGNED = "signed", _("已审签")
    RETURNED = "returned", _("退回修改")
