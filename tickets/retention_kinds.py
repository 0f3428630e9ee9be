"""What goes of a case when its time is over (DOMAIN §4.1, ADR 0032). Words only."""

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kept(models.TextChoices):
    """Each goes by itself, the earliest first; the last one leaves the bare course of the case."""

    PICTURES = "pictures", _("证件和银行卡照片")
    CONTACTS = "contacts", _("联系方式")
    WORDS = "words", _("诉求内容和附件")


class Ground(models.TextChoices):
    """Why a case is not to be erased, though its time is over or its caller wants it."""

    LAWSUIT = "lawsuit", _("诉讼、仲裁或行政复议")
    AUDIT = "audit", _("审计或巡察")
    DISCIPLINE = "discipline", _("纪检监察或司法机关调查")
    OTHER = "other", _("其他依法需要保留的")


SET, LIFTED = HOLD_VERBS = ("ticket.hold_set", "ticket.hold_lifted")
"""What the journal calls setting and lifting a hold; neither stands in the table of actions: nobody working on a case
does it.
"""
VERBS: Final = {kind: f"ticket.{kind.value}_erased" for kind in Kept}
"""What the journal calls it."""
