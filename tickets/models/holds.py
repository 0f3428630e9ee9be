"""A hold on a case (暂缓清除): while one stands nothing of it is erased, whatever its time (ADR 0032)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tickets.models.records import Record
from tickets.retention_kinds import Ground
from web.labels import Labelled


class Hold(Labelled, Record):
    """Set and lifted by the office or the security administrator, each with a reason. A case has one at a time."""

    ground = models.CharField(_("因为什么"), max_length=12, choices=Ground)
    reason = models.CharField(_("说明"), max_length=300)
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey("orgs.Post", on_delete=models.PROTECT, null=True, related_name="+")
    lift_reason = models.CharField(_("为什么解除"), max_length=300, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("ticket",), condition=Q(lifted_at__isnull=True), name="one_standing_hold_per_case"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="hold_has_a_reason"),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True, lifted_by__isnull=True, lift_reason="")
                | Q(lifted_at__isnull=False, lifted_by__isnull=False) & ~Q(lift_reason=""),
                name="lifted_hold_says_who_and_why",
            ),
        )
        indexes = (models.Index(fields=("-at", "-id"), condition=Q(lifted_at__isnull=True), name="holds_standing"),)

    def __str__(self) -> str:
        return f"{self.ticket_id} {self.ground}"
