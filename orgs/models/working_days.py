"""Days that depart from their weekday: holidays, make-up days, days with special hours."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from orgs.statuses import DayKind


class CalendarDay(models.Model):
    """One exceptional day. The State Council publishes them each November (DOMAIN §2.10).

    `hours` is filled on special days only: pairs of "HH:MM", in order, without overlap.
    """

    county = models.ForeignKey("orgs.County", models.PROTECT, related_name="calendar_days")
    day = models.DateField(_("日期"))
    kind = models.CharField(_("安排"), max_length=10, choices=DayKind.choices)
    hours = models.JSONField(_("办公时间"), default=list, blank=True)
    note = models.CharField(_("说明"), max_length=100, blank=True, default="")

    class Meta:
        verbose_name = _("特殊日期")
        verbose_name_plural = _("特殊日期")
        ordering = ["day"]
        constraints = [
            models.UniqueConstraint(name="one_arrangement_per_day", fields=["county", "day"]),
            models.CheckConstraint(
                name="special_hours_on_special_days_only",
                condition=Q(kind=DayKind.SPECIAL) & ~Q(hours=[]) | ~Q(kind=DayKind.SPECIAL) & Q(hours=[]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.get_kind_display()}"
