"""Materials (材料): what a unit hands in for a meeting, in words, as files, or both."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from roundtable.models.enclosures import WithFiles
from roundtable.models.meetings import Meeting


class Material(WithFiles):
    """One paper of a unit. `late`: it came after the day that the notice named; nothing is ever changed in it."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="materials")
    organisation = models.ForeignKey("orgs.Organisation", models.PROTECT, related_name="+")
    title = models.CharField(_("标题"), max_length=60)
    words = models.TextField(_("内容"), max_length=2000, blank=True)
    late = models.BooleanField(_("逾期报送"), default=False)
    by = models.ForeignKey("orgs.Post", models.PROTECT, related_name="+")
    at = models.DateTimeField(_("报送时间"))
    client_token = models.UUIDField()

    class Meta:
        verbose_name = _("会议材料")
        verbose_name_plural = _("会议材料")
        ordering = ("at", "pk")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("by", "client_token"), name="one_material_per_form"),
            models.CheckConstraint(condition=~Q(title=""), name="material_has_a_title"),
        ]

    def __str__(self) -> str:
        return self.title
