"""What goes of a case when its time is over (DOMAIN §4.1, ADR 0032). Words only."""

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kept(models.TextChoices):
    """Each goes by itself, the earliest first; the last one leaves the bare course of the case."""

    PICTURES = "pictures", _("证件和银行卡照片")
    CONTACTS = "contacts", _("联系方式")
    WORDS = "words", _("诉求内容和附件")


VERBS: Final = {kind: f"ticket.{kind.value}_erased" for kind in Kept}
"""What the journal calls it."""
