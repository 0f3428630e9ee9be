"""The words of a leader's instruction (领导批示). No rules."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class InstructionState(models.TextChoices):
    """Where a leader's instruction (领导批示) stands."""

    WAITS = "waits", _("待反馈")
    OVERDUE = "overdue", _("反馈超期")
    REPORTED = "reported", _("已反馈")
    LAPSED = "lapsed", _("随办结终止")
