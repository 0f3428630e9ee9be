"""The duty roster (值班表): who answers for the county outside office hours."""

from datetime import datetime
from typing import Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _


class DutyShiftQuerySet(models.QuerySet["DutyShift"]):
    """Shifts by meaning."""

    def running(self, now: datetime) -> Self:
        """Shifts that run at an instant; one that was given up by a swap no longer counts."""
        return self.between(now, now)

    def between(self, first: datetime, last: datetime) -> Self:
        """Shifts that run at some instant of a span, both ends included, and were not given up."""
        return self.filter(starts_at__lte=last, ends_at__gt=first, given_up_at=None)


class _InstantRange(Func):
    """From the first instant on, the last one excluded: shifts that meet do not overlap."""

    function = "TSTZRANGE"
    output_field = DateTimeRangeField()


class DutyShift(models.Model):
    """One person's turn of duty. A swap (换班) gives a shift up and writes another: history stays."""

    county = models.ForeignKey("orgs.County", models.PROTECT, related_name="duty_shifts")
    post = models.ForeignKey("orgs.Post", models.PROTECT, related_name="duty_shifts", verbose_name=_("值班人"))
    starts_at = models.DateTimeField(_("起"))
    ends_at = models.DateTimeField(_("止"))
    taken_over_from = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="taken_over_by")
    given_up_at = models.DateTimeField(null=True, blank=True)

    objects = DutyShiftQuerySet.as_manager()

    class Meta:
        verbose_name = _("值班")
        verbose_name_plural = _("值班表")
        ordering = ["starts_at", "id"]
        constraints = [
            models.CheckConstraint(name="shift_ends_after_it_starts", condition=Q(ends_at__gt=F("starts_at"))),
            ExclusionConstraint(
                name="post_is_on_duty_once_at_a_time",
                expressions=[
                    ("post", RangeOperators.EQUAL),
                    (_InstantRange(F("starts_at"), F("ends_at"), Value("[)")), RangeOperators.OVERLAPS),
                ],
                condition=Q(given_up_at__isnull=True),
            ),
        ]
        indexes = [
            models.Index(
                fields=["county", "ends_at"], name="duty_shifts_that_count", condition=Q(given_up_at__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return f"{self.post} {self.starts_at:%m-%d %H:%M}"


class DutySwap(models.Model):
    """A shift offered to somebody else, perhaps for one of theirs. Only the other person's word makes it a swap."""

    shift = models.ForeignKey(DutyShift, models.PROTECT, related_name="offers", verbose_name=_("班次"))
    to = models.ForeignKey("orgs.Post", models.PROTECT, related_name="duty_offers", verbose_name=_("换给"))
    in_return = models.ForeignKey(
        DutyShift, models.PROTECT, null=True, blank=True, related_name="returns", verbose_name=_("换来")
    )
    offered_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    agreed = models.BooleanField(null=True, blank=True)

    class Meta:
        verbose_name = _("换班")
        verbose_name_plural = _("换班")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                name="shift_is_offered_to_one_at_a_time", fields=["shift"], condition=Q(answered_at__isnull=True)
            ),
            models.CheckConstraint(
                name="swap_is_answered_or_open",
                condition=Q(answered_at__isnull=True, agreed__isnull=True)
                | Q(answered_at__isnull=False, agreed__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.shift} → {self.to}"
