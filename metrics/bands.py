"""Bands (优良中差): what a score is called. By default units stand in bands, and no league table is shown.

Source: 国办函〔2025〕66号 asks for bands instead of a race for ranks; where each begins is a proposal of ours (GUESS),
a setting of the county, and never shown as law. Pure.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

FEWEST_TO_RANK: Final = 5
"""A unit with fewer valid revisits is not ranked (DOMAIN §2.8)."""
FEWEST_TO_BAND: Final = 10
"""A unit with fewer valid revisits stands in no band: one firm's answer would move it by a whole one."""


class Band(TextChoices):
    """From the best on."""

    EXCELLENT = "excellent", _("优")
    GOOD = "good", _("良")
    FAIR = "fair", _("中")
    POOR = "poor", _("差")


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The lowest score of each band; whatever lies below the last is 差."""

    excellent: Decimal = Decimal(90)
    good: Decimal = Decimal(80)
    fair: Decimal = Decimal(70)


def band_of(score: Decimal | None, valid: int, thresholds: Thresholds) -> Band | None:
    """The band of a score over `valid` revisits; None without a score, and for too few revisits."""
    if score is None or valid < FEWEST_TO_BAND:
        return None
    lowest = ((thresholds.excellent, Band.EXCELLENT), (thresholds.good, Band.GOOD), (thresholds.fair, Band.FAIR))
    return next((band for least, band in lowest if score >= least), Band.POOR)
