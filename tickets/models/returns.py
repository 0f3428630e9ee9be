"""A unit says that a case is not its own (退单), somebody else rules; and what becomes a case for the round table."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tickets.models.records import OfTheFirm
from tickets.models.ruled import Ruled
from tickets.statuses import Asked, HardCase
from web.labels import Labelled


class Return(Ruled):
    """A leading unit gives its leg back: why, on what basis, and who should have the case instead (DESIGN §5)."""

    KIND = Asked.RETURN
    SHOWN = ("entry", "suggested")

    body = models.TextField(_("退单理由"), max_length=500)
    # The basis: an entry of the dispatch catalogue, a law or a duty list, or both.
    entry = models.ForeignKey("tickets.Category", on_delete=models.PROTECT, null=True, related_name="+")
    law = models.CharField(_("法规或职责依据"), max_length=200, blank=True)
    suggested = models.ForeignKey("orgs.Organisation", on_delete=models.PROTECT, related_name="+")
    # The desk had sent it to the wrong unit (误派): upheld, or refused and sent elsewhere all the same.
    misdispatched_at = models.DateTimeField(null=True)

    class Meta(Ruled.Meta):
        constraints: ClassVar = (
            *Ruled.Meta.constraints,
            models.UniqueConstraint(fields=("leg",), condition=Q(lapsed_at__isnull=True), name="one_return_per_leg"),
            models.CheckConstraint(condition=Q(entry__isnull=False) | ~Q(law=""), name="return_cites_catalogue_or_law"),
        )

    def __str__(self) -> str:
        return f"{self.ticket_id} {self.at:%m-%d}"

    @property
    def basis(self) -> str:
        """The entry and the law on one line."""
        entry = _("派单目录：%(name)s") % {"name": self.entry.name} if self.entry else ""
        return _("；").join(str(part) for part in (entry, self.law) if part)


class Candidate(Labelled, OfTheFirm):
    """A hard case for the round table, and why. Proposed by the rules, never by hand; `by` is whose act made it one."""

    reason = models.CharField(_("原因"), max_length=16, choices=HardCase)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("ticket", "reason"), name="one_candidacy_per_reason"),)

    def __str__(self) -> str:
        return f"{self.ticket_id} {self.reason}"
