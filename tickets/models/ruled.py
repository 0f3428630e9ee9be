"""What a unit asks for and somebody else rules on: open until then, and the same for all its kinds (docs/adr/0016)."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tickets.models.records import Record
from tickets.statuses import Asked


class Ruled(Record):
    """A request with the ruling on it. One is open in a case at a time, of whatever kind: the ruling's clock is one.

    `upheld` says that it was granted as it was asked for. It lapses when nobody needs the ruling any more.
    """

    KIND: ClassVar[Asked]
    SHOWN: ClassVar[tuple[str, ...]] = ()  # what its ruling is read with, beside the unit

    leg = models.ForeignKey("tickets.Leg", on_delete=models.PROTECT, related_name="%(class)ss")
    by_person = models.ForeignKey("orgs.Person", on_delete=models.PROTECT, related_name="+")
    escalated_at = models.DateTimeField(null=True)  # from here on the office rules
    ruled_by = models.ForeignKey("orgs.Post", on_delete=models.PROTECT, null=True, related_name="+")
    ruled_by_person = models.ForeignKey("orgs.Person", on_delete=models.PROTECT, null=True, related_name="+")
    ruled_at = models.DateTimeField(null=True)
    upheld = models.BooleanField(null=True)
    ruling = models.CharField(_("裁定理由"), max_length=300, blank=True)
    told = models.CharField(_("给企业的一句话"), max_length=120, blank=True)
    lapsed_at = models.DateTimeField(null=True)  # nobody needed to rule any more

    class Meta:
        abstract = True
        constraints: ClassVar[tuple[models.BaseConstraint, ...]] = (
            models.UniqueConstraint(
                fields=("ticket",),
                condition=Q(ruled_at__isnull=True, lapsed_at__isnull=True),
                name="one_open_%(class)s_per_case",
            ),
            models.CheckConstraint(condition=~Q(ruled_by_person=F("by_person")), name="%(class)s_ruled_by_another"),
            models.CheckConstraint(
                condition=Q(ruled_at__isnull=True, upheld__isnull=True)
                | Q(ruled_at__isnull=False, upheld__isnull=False, lapsed_at__isnull=True),
                name="ruled_%(class)s_says_how",
            ),
        )
