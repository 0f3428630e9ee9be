"""The dispatch catalogue (派单目录): categories, their units and time tiers, by version."""

from collections.abc import Mapping
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from tickets.statuses import Tier, Urgency


class Catalogue(models.Model):
    """One version of the catalogue. A case keeps the version it was filed under (ASKS 20)."""

    county = models.ForeignKey("orgs.County", on_delete=models.PROTECT, related_name="catalogues")
    version = models.PositiveIntegerField(_("版本"))
    tiers = models.JSONField(_("时限档"))
    in_force_from = models.DateTimeField(_("施行时间"))

    class Meta:
        constraints = (models.UniqueConstraint(fields=("county", "version"), name="one_catalogue_per_version"),)

    def __str__(self) -> str:
        return f"{self.county_id}/{self.version}"


class Category(models.Model):
    """A kind of request; the second level carries lead, assists, urgency and tier."""

    catalogue = models.ForeignKey(Catalogue, on_delete=models.PROTECT, related_name="categories")
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    code = models.CharField(_("代码"), max_length=16)
    name = models.CharField(_("名称"), max_length=60)
    english_name = models.CharField(max_length=80)
    order = models.PositiveSmallIntegerField()
    # Units by their name in the catalogue; "属地镇街" is the firm's own town, so a name and no key.
    lead = models.CharField(_("主办"), max_length=80, blank=True)
    assists = models.JSONField(_("协办"), default=list)
    urgency = models.CharField(_("紧急程度"), max_length=10, choices=Urgency, default=Urgency.NORMAL)
    tier = models.CharField(_("时限档"), max_length=2, choices=Tier, blank=True)
    # Limits that differ from the tier's, under the tier's own keys (`sign_minutes`, …).
    limits = models.JSONField(default=dict)
    # Times that a law sets: `what`, `days`, `working`, `law` (`statutory.statutory_times`).
    statutory = models.JSONField(default=list)
    note = models.CharField(_("说明"), max_length=200, blank=True)

    class Meta:
        ordering = ("order",)
        constraints = (
            models.UniqueConstraint(fields=("catalogue", "code"), name="one_category_per_code"),
            models.CheckConstraint(
                condition=models.Q(parent__isnull=True) | ~models.Q(tier=""),
                name="second_level_category_has_a_tier",
            ),
        )

    def __str__(self) -> str:
        return self.name

    def rules(self, tier: str) -> Mapping[str, Any]:
        """The time limits of a case of this category that the desk put into `tier`."""
        rules: dict[str, Any] = dict(self.catalogue.tiers[tier])
        if tier == self.tier:
            rules |= self.limits
        return rules
