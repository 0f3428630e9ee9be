"""Who has a leg inside its unit, and how it came to them (分办, 移交)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tickets.models.records import OfTheFirm
from tickets.unit_kinds import Assigned


class Assignment(OfTheFirm):
    """From whom to whom, by whom and why. `by` is empty where somebody left: the system gives the leg back to the unit.

    A firm never reads of it: for the firm the unit has its case.
    """

    leg = models.ForeignKey("tickets.Leg", on_delete=models.PROTECT, related_name="assignments")
    how = models.CharField(max_length=6, choices=Assigned)
    was_section = models.ForeignKey("orgs.Organisation", on_delete=models.PROTECT, null=True, related_name="+")
    was_handler = models.ForeignKey("orgs.Post", on_delete=models.PROTECT, null=True, related_name="+")
    section = models.ForeignKey("orgs.Organisation", on_delete=models.PROTECT, null=True, related_name="+")
    handler = models.ForeignKey("orgs.Post", on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.CharField(_("原因"), max_length=300, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=~Q(how=Assigned.HANDED_OVER) | ~Q(reason="") & Q(handler__isnull=False),
                name="handed_over_leg_says_to_whom_and_why",
            ),
            models.CheckConstraint(
                condition=Q(how=Assigned.LEFT, by__isnull=True, handler__isnull=True, was_handler__isnull=False)
                | ~Q(how=Assigned.LEFT) & Q(by__isnull=False),
                name="only_a_leavers_leg_is_given_back_by_nobody",
            ),
        )

    def __str__(self) -> str:
        return f"{self.leg_id} {self.how}"
