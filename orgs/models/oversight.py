"""A unit of one county that sees the cases of another: a city's office over its counties (DOMAIN §2.11, ADR 0036)."""

from datetime import date
from typing import Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from orgs.models.posts import SPAN
from orgs.statuses import Consent, Reach

_LASTS = Q(reach__in=[Reach.JOINING, Reach.JOINED])
_MOVES = Q(reach__in=[Reach.JOINING, Reach.LEAVING])


class OversightQuerySet(models.QuerySet["Oversight"]):
    """Rows by meaning."""

    def concerning(self, county_id: int) -> Self:
        """Those in which a county is watched, or watches."""
        return self.filter(Q(county=county_id) | Q(organisation__county=county_id))

    def lasting(self) -> Self:
        """Those whose unit new cases of the county have as a party, and old ones already or soon."""
        return self.filter(_LASTS)

    def moving(self) -> Self:
        """Those that the cases have still to follow, the one that ends before the one that begins."""
        return self.filter(_MOVES).order_by("-reach", "pk")

    def beginning(self, on: date) -> Self:
        """Confirmed ones whose day has come. The same unit's last time has first to be out of the cases."""
        leaving = Oversight.objects.filter(
            organisation=OuterRef("organisation"), county=OuterRef("county"), reach=Reach.LEAVING
        )
        lasts = Q(ends_on=None) | Q(ends_on__gte=on)
        return self.filter(lasts, ~Exists(leaving), consent="", reach="", stopped_at=None, starts_on__lte=on)

    def ending(self, on: date) -> Self:
        """Those whose last day is over, or that somebody has ended; begun or not."""
        over = Q(stopped_at__isnull=False) | Q(ends_on__lt=on)
        return self.filter(over, _LASTS | Q(reach=""), consent="")


class Oversight(models.Model):
    """From a day to a day, both included, or until it is ended. Two persons give it, as any post that sees a county."""

    organisation = models.ForeignKey("orgs.Organisation", models.PROTECT, related_name="oversights")
    county = models.ForeignKey("orgs.County", models.PROTECT, related_name="overseen_by")
    starts_on = models.DateField(_("起始日"))
    ends_on = models.DateField(_("截止日"), null=True)
    consent = models.CharField(max_length=8, choices=Consent.choices, blank=True, default=Consent.WAITS)
    asked_by = models.ForeignKey("orgs.Person", models.PROTECT, related_name="+")
    confirmed_by = models.ForeignKey("orgs.Person", models.PROTECT, null=True, related_name="+")
    stopped_at = models.DateTimeField(null=True)
    # How far the cases have followed, the last of them that has, and how many had to change since it began or ended.
    reach = models.CharField(max_length=8, choices=Reach.choices, blank=True, default="")
    walked = models.BigIntegerField(default=0)
    cases = models.PositiveIntegerField(default=0)

    objects = OversightQuerySet.as_manager()

    class Meta:
        verbose_name = _("跨县查看")
        verbose_name_plural = _("跨县查看")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="oversight_ends_after_it_starts",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
            ),
            models.CheckConstraint(
                name="oversight_is_confirmed_by_another",
                condition=Q(consent__in=Consent.values, confirmed_by__isnull=True)
                | Q(consent="", confirmed_by__isnull=False) & ~Q(confirmed_by=F("asked_by")),
            ),
            models.CheckConstraint(
                name="oversight_begins_once_it_is_confirmed", condition=Q(consent="") | Q(reach="", walked=0)
            ),
            ExclusionConstraint(
                name="unit_watches_a_county_once_at_a_time",
                expressions=[
                    ("organisation", RangeOperators.EQUAL),
                    ("county", RangeOperators.EQUAL),
                    (SPAN, RangeOperators.OVERLAPS),
                ],
                condition=Q(consent__in=["", Consent.WAITS], stopped_at=None),
            ),
        ]
        indexes = [
            models.Index(fields=["county"], name="oversights_of_a_county", condition=_LASTS),
            models.Index(fields=["reach"], name="oversights_to_follow", condition=_MOVES),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} · {self.county}"

    @property
    def waits(self) -> bool:
        """Whether a second person has still to rule on it."""
        return self.consent == Consent.WAITS

    @property
    def can_end(self) -> bool:
        """Whether it is given and nobody has ended it."""
        return self.consent == "" and self.stopped_at is None and self.reach not in {Reach.LEAVING, Reach.OVER}
