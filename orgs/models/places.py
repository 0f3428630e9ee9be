"""Towns, villages, and the service sites (阵地) that stand in them."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from orgs.models.naming import Named
from orgs.statuses import PlaceKind, SiteLevel, SiteRoom


class Place(Named):
    """A town (镇街) or a village (村、社区) under a town."""

    county = models.ForeignKey("orgs.County", models.PROTECT, related_name="places")
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="villages")
    kind = models.CharField(_("类别"), max_length=10, choices=PlaceKind.choices)
    is_taobao = models.BooleanField(_("淘宝镇村"), default=False)

    class Meta:
        verbose_name = _("镇街和村")
        verbose_name_plural = _("镇街和村")
        ordering = ["pinyin", "id"]
        constraints = [
            models.CheckConstraint(
                name="village_lies_in_a_town_and_town_in_none",
                condition=Q(kind=PlaceKind.TOWN, parent__isnull=True) | Q(kind=PlaceKind.VILLAGE, parent__isnull=False),
            ),
            models.UniqueConstraint(
                name="place_name_is_unique_within_its_parent",
                fields=["county", "parent", "name"],
                nulls_distinct=False,
            ),
        ]
        indexes = [models.Index(fields=["county", "kind", "pinyin"], name="places_by_name")]


class ServiceSite(models.Model):
    """A place where people are helped: the county centre, a town station or a village point."""

    county = models.ForeignKey("orgs.County", models.PROTECT, related_name="sites")
    organisation = models.OneToOneField("orgs.Organisation", models.PROTECT, related_name="site")
    level = models.CharField(_("级别"), max_length=10, choices=SiteLevel.choices)
    place = models.ForeignKey(Place, models.PROTECT, null=True, blank=True, related_name="sites")
    address = models.CharField(_("地址"), max_length=200, blank=True, default="")
    phone = models.CharField(_("电话"), max_length=30, blank=True, default="")
    opening = models.CharField(_("开放时间"), max_length=100, blank=True, default="")
    rooms = ArrayField(models.CharField(max_length=10, choices=SiteRoom.choices), default=list, blank=True)

    class Meta:
        verbose_name = _("服务阵地")
        verbose_name_plural = _("服务阵地")
        constraints = [
            models.CheckConstraint(
                name="only_the_county_centre_has_no_place",
                condition=Q(level=SiteLevel.COUNTY, place__isnull=True)
                | Q(level__in=[SiteLevel.TOWN, SiteLevel.VILLAGE], place__isnull=False),
            ),
            models.UniqueConstraint(
                name="one_centre_per_county", fields=["county"], condition=Q(level=SiteLevel.COUNTY)
            ),
            models.UniqueConstraint(
                name="one_site_per_place",
                fields=["place"],
                condition=Q(place__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.organisation)
