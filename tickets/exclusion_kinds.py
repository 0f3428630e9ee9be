"""Why a rating may be left out of the figures (剔除, DOMAIN §2.8 and §2.9), and how far a request is. No rules."""

from typing import Final

from django.conf import settings
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ASK_WORKING_DAYS: Final[int] = settings.LIMITS["EXCLUSION_ASK"]
"""A GUESS: so long after the rating it can be asked for."""

HEAD_WORKING_DAYS: Final[int] = settings.LIMITS["EXCLUSION_HEAD"]
"""A GUESS: the unit's head says yes or no."""

OFFICE_WORKING_DAYS: Final[int] = settings.LIMITS["EXCLUSION_OFFICE"]
"""A GUESS: then the county office does; as long for somebody else of it to look again, where the firm objects."""

OBJECT_WORKING_DAYS: Final[int] = settings.LIMITS["EXCLUSION_OBJECT"]
"""A GUESS: so long after it was granted the firm can object, as long as the unit had to ask."""


class ExclusionReason(models.TextChoices):
    """Only what can be true of a case that has a valid revisit: 撤单 and 无法回访 have none, and are counted beside."""

    BEYOND_DUTY = "beyond_duty", _("超出职责范围")
    UNREASONABLE = "unreasonable", _("诉求不合理")
    DUPLICATE = "duplicate", _("重复诉求")
    BY_LAW = "by_law", _("应走法定程序")
    MISRATED = "misrated", _("企业误评")
    MALICIOUS = "malicious", _("恶意评价")


FIRM_REASONS: Final[dict[ExclusionReason, Promise]] = {
    ExclusionReason.BEYOND_DUTY: _("这件事超出了办理单位的职责"),
    ExclusionReason.UNREASONABLE: _("这件事要求的内容，办理单位按规定做不到"),
    ExclusionReason.DUPLICATE: _("这件事和此前的诉求重复"),
    ExclusionReason.BY_LAW: _("这件事应当走诉讼、仲裁、复议等法定程序"),
    ExclusionReason.MISRATED: _("经核实，评价和实际办理情况不符"),
    ExclusionReason.MALICIOUS: _("经核实，评价不是针对这件事的办理作出的"),
}
"""The reason as the firm reads it."""


class ExclusionState(models.TextChoices):
    """Where a request stands."""

    WITH_HEAD = "with_head", _("等单位负责人")
    WITH_OFFICE = "with_office", _("等党委办公室")
    GRANTED = "granted", _("已剔除")
    OBJECTED = "objected", _("企业有异议，等复核")
    REVOKED = "revoked", _("异议成立，已撤销")
    REFUSED = "refused", _("单位负责人不同意")
    REJECTED = "rejected", _("党委办公室不批准")
