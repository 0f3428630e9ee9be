"""New facts after a case was closed (再次办理): the firm asks, somebody rules, a further round begins or does not."""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from tickets import reopening_policies
from tickets.models.records import Record

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager


class Reopening(Record):
    """What is new stands in `note`, with its files; `round` is the one that was closed. One is open in a case.

    From `escalated_at` on the county office rules as well: the desk was silent, or a final answer stands.
    """

    by_person = models.ForeignKey("orgs.Person", on_delete=models.PROTECT, related_name="+")
    note = models.OneToOneField("tickets.Note", on_delete=models.PROTECT, related_name="+")
    escalated_at = models.DateTimeField(null=True)
    ruled_at = models.DateTimeField(null=True)
    ruled_by = models.ForeignKey("orgs.Post", on_delete=models.PROTECT, null=True, related_name="+")
    ruled_by_person = models.ForeignKey("orgs.Person", on_delete=models.PROTECT, null=True, related_name="+")
    granted = models.BooleanField(null=True)
    told = models.CharField(_("给企业的说明"), max_length=300, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("ticket",), condition=Q(ruled_at__isnull=True), name="one_open_reopening_per_case"
            ),
            models.CheckConstraint(
                condition=Q(ruled_at__isnull=True, ruled_by__isnull=True, ruled_by_person__isnull=True, granted=None)
                | Q(ruled_at__isnull=False, ruled_by__isnull=False, ruled_by_person__isnull=False)
                & Q(granted__isnull=False),
                name="ruled_reopening_says_how",
            ),
            models.CheckConstraint(condition=~Q(granted=False) | ~Q(told=""), name="refused_reopening_says_why"),
            models.CheckConstraint(condition=~Q(ruled_by_person=F("by_person")), name="reopening_ruled_by_another"),
        )

    def __str__(self) -> str:
        return f"{self.ticket_id}/{self.round}"


class Reopened(models.Model):
    """The part of a case that says what is new after its end."""

    if TYPE_CHECKING:
        reopening_set: RelatedManager[Any]

    class Meta:
        abstract = True

    @cached_property
    def open_reopening(self) -> Reopening | None:
        """New facts on which nobody has ruled yet; looked for only while the closed case counts by that clock."""
        if not reopening_policies.waits(self):  # type: ignore[arg-type]  # the case, of which this is a part
            return None
        found: Reopening | None = self.reopening_set.select_related("note").filter(ruled_at=None).first()
        return found
