"""Months and years that the county has made public. Rows are added, never changed: a correction is one more version."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from journal.models import AppendOnly


class Publication(AppendOnly):
    """The figures of a month, or of a year, as everybody reads them, frozen with the journal's seal (ADR 0047).

    `figures` is what `metrics.released` made, small cells withheld already; `digest` is the SHA-256 of its canonical
    bytes. The first version of a month needs no reason, each further one is a correction and says why.
    """

    county = models.ForeignKey("orgs.County", on_delete=models.PROTECT, related_name="publications")
    of_year = models.BooleanField(_("全年"), default=False)
    month = models.DateField(
        _("月份")
    )  # the first of the month in whose name it is counted, as in `Cube`; or of January
    version = models.PositiveIntegerField(_("版本"))
    at = models.DateTimeField()
    by = models.ForeignKey("orgs.Post", on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(_("更正原因"), max_length=200, blank=True)
    rule_version = models.PositiveIntegerField(_("口径版本"))
    figures = models.JSONField()
    checkpoint = models.BigIntegerField()
    checkpoint_hash = models.BinaryField()
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("公开的数据")
        verbose_name_plural = _("公开的数据")
        constraints = (
            models.UniqueConstraint(
                fields=("county", "of_year", "month", "version"), name="one_publication_per_version"
            ),
            models.CheckConstraint(
                condition=Q(version=1, reason="") | Q(version__gte=2) & ~Q(reason=""),
                name="publication_corrections_say_why",
            ),
        )

    def __str__(self) -> str:
        return f"{self.county_id} {self.month:%Y-%m} v{self.version}"

    @property
    def seal(self) -> str:
        """The chain head of the journal, in hexadecimal."""
        return bytes(self.checkpoint_hash).hex()
