"""A unit says that a case is not its own (退单), somebody else rules; and what becomes a case for the round table."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tickets.models.records import Record
from tickets.statuses import HardCase
from web.labels import Labelled


class Return(Record):
    """A leading unit gives its leg back: why, on what basis, and who should have the case instead (DESIGN §5)."""

    leg = models.ForeignKey("tickets.Leg", on_delete=models.PROTECT, related_name="returns")
    by_person = models.ForeignKey("orgs.Person", on_delete=models.PROTECT, related_name="+")
    body = models.TextField(_("退单理由"), max_length=500)
    # The basis: an entry of the dispatch catalogue, a law or a duty list, or both.
    entry = models.ForeignKey("tickets.Category", on_delete=models.PROTECT, null=True, related_name="+")
    law = models.CharField(_("法规或职责依据"), max_length=200, blank=True)
    suggested = models.ForeignKey("orgs.Organisation", on_delete=models.PROTECT, related_name="+")
    escalated_at = models.DateTimeField(null=True)  # the desk was silent: the office rules
    ruled_by = models.ForeignKey("orgs.Post", on_delete=models.PROTECT, null=True, related_name="+")
    ruled_by_person = models.ForeignKey("orgs.Person", on_delete=models.PROTECT, null=True, related_name="+")
    ruled_at = models.DateTimeField(null=True)
    upheld = models.BooleanField(null=True)
    # The desk had sent it to the wrong unit (误派): upheld, or refused and sent elsewhere all the same.
    misdispatched_at = models.DateTimeField(null=True)
    ruling = models.CharField(_("裁定理由"), max_length=300, blank=True)
    told = models.CharField(_("给企业的一句话"), max_length=120, blank=True)
    lapsed_at = models.DateTimeField(null=True)  # the case ended before anybody ruled

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("ticket",),
                condition=Q(ruled_at__isnull=True, lapsed_at__isnull=True),
                name="one_open_return_per_case",
            ),
            models.UniqueConstraint(fields=("leg",), condition=Q(lapsed_at__isnull=True), name="one_return_per_leg"),
            models.CheckConstraint(condition=~Q(ruled_by_person=F("by_person")), name="return_ruled_by_another"),
            models.CheckConstraint(
                condition=Q(ruled_at__isnull=True, upheld__isnull=True)
                | Q(ruled_at__isnull=False, upheld__isnull=False, lapsed_at__isnull=True),
                name="ruled_return_says_how",
            ),
            models.CheckConstraint(condition=Q(entry__isnull=False) | ~Q(law=""), name="return_cites_catalogue_or_law"),
        )

    def __str__(self) -> str:
        return f"{self.ticket_id} {self.at:%m-%d}"

    @property
    def basis(self) -> str:
        """The entry and the law on one line."""
        entry = _("派单目录：%(name)s") % {"name": self.entry.name} if self.entry else ""
        return _("；").join(str(part) for part in (entry, self.law) if part)


class Candidate(Labelled, Record):
    """A hard case for the round table, and why. Proposed by the rules, never by hand."""

    reason = models.CharField(_("原因"), max_length=16, choices=HardCase)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("ticket", "reason"), name="one_candidacy_per_reason"),)

    def __str__(self) -> str:
        return f"{self.ticket_id} {self.reason}"
