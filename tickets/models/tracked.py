"""A long-running matter (长期推进事项): a plan with a day in its view, followed month by month until somebody ends it.

Cases are on the ledger (挂账) by it; decisions of meetings and projects of villages are to be followed by the same.
"""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Tracked(models.Model):
    """From when it is followed, by which plan, until which day it is to be done, and when that ended.

    Nothing ends by itself: once the day has passed it is late until a person decides.
    """

    plan = models.TextField(_("推进计划"), max_length=1000)
    target_on = models.DateField(_("目标日期"))
    began_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey("orgs.Post", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        abstract = True
        constraints: ClassVar[tuple[models.BaseConstraint, ...]] = (
            models.CheckConstraint(condition=~Q(plan=""), name="%(class)s_has_a_plan"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(began_at__isnull=False, ended_at__gte=F("began_at")),
                name="%(class)s_ends_after_it_began",
            ),
        )
