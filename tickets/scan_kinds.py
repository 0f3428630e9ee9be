"""What a malware scanner has said of a file (ASVS V5.4.3). No rules."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Scan(models.TextChoices):
    """Where a file's scan stands; without a scanner there is none, and files are handed out as they are."""

    NONE = "none", _("没有检查")
    PENDING = "pending", _("正在检查")
    CLEAN = "clean", _("检查过，没有发现病毒")
    INFECTED = "infected", _("有病毒，已隔离")
