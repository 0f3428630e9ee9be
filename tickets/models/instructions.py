"""A leader's instruction on a case (领导批示): what is asked, and the report that whoever has the case owes on it."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from tickets.instruction_kinds import InstructionState
from tickets.models.records import Record
from web.labels import Labelled

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

WAITING: Final = Q(reported_at=None, lapsed_at=None)
"""An instruction on which nobody has reported yet, late or not."""
_REPORTED: Final = Q(reported_at__isnull=False, reported_by__isnull=False, reported_by_person__isnull=False)
_SILENT: Final = Q(reported_at__isnull=True, reported_by__isnull=True, reported_by_person__isnull=True, report="")


class Instruction(Labelled, Record):
    """Several may stand in a case, by different leaders. It goes with the case: `unit` is who has it and must report.

    `leader` is who instructs, in the office's words where it enters a paper; `written_on` the day on that paper.
    """

    by_person = models.ForeignKey("orgs.Person", on_delete=models.PROTECT, related_name="+")
    client_token = models.UUIDField()
    leader = models.CharField(_("批示领导"), max_length=40)
    written_on = models.DateField(_("批示日期"))
    asked = models.TextField(_("批示内容"), max_length=500)
    unit = models.ForeignKey("orgs.Organisation", on_delete=models.PROTECT, related_name="instructions")
    due_at = models.DateTimeField(_("反馈期限"))  # follows its clock (`services.deadlines.settle`)
    reported_at = models.DateTimeField(null=True)
    reported_by = models.ForeignKey("orgs.Post", on_delete=models.PROTECT, null=True, related_name="+")
    reported_by_person = models.ForeignKey("orgs.Person", on_delete=models.PROTECT, null=True, related_name="+")
    report = models.TextField(_("反馈内容"), max_length=1000, blank=True)
    report_token = models.UUIDField(null=True)
    lapsed_at = models.DateTimeField(null=True)  # the case ended first

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("by", "client_token"), name="one_instruction_per_form"),
            models.UniqueConstraint(
                fields=("reported_by_person", "report_token"), name="one_report_of_an_instruction_per_form"
            ),
            models.CheckConstraint(condition=~Q(asked="") & ~Q(leader=""), name="instruction_says_who_asks_what"),
            models.CheckConstraint(
                condition=(_REPORTED & ~Q(report="")) | _SILENT, name="reported_instruction_says_who_and_what"
            ),
            models.CheckConstraint(
                condition=Q(reported_at__isnull=True) | Q(lapsed_at__isnull=True), name="instruction_ends_one_way"
            ),
        )
        indexes = (
            models.Index(fields=("unit", "due_at", "id"), condition=WAITING, name="waiting_instruction_of_unit"),
            models.Index(fields=("due_at", "id"), condition=WAITING, name="waiting_instruction"),
            models.Index(fields=("-reported_at", "-id"), condition=_REPORTED, name="reported_instruction"),
        )

    def __str__(self) -> str:
        return f"{self.ticket_id} {self.leader}"

    @property
    def waits(self) -> bool:
        """Whether a report is still owed."""
        return self.reported_at is None and self.lapsed_at is None

    def is_late(self, now: datetime) -> bool:
        """Whether the time to report ran out with no report, or before it came."""
        return self.due_at < (self.reported_at or self.lapsed_at or now)

    def state(self, now: datetime) -> InstructionState:
        """Where it stands at an instant."""
        if self.lapsed_at is not None:
            return InstructionState.LAPSED
        if self.reported_at is not None:
            return InstructionState.REPORTED
        return InstructionState.OVERDUE if self.is_late(now) else InstructionState.WAITS


class Instructed(models.Model):
    """The part of a case that says how many instructions wait in it."""

    instructed = models.PositiveSmallIntegerField(default=0)

    if TYPE_CHECKING:
        instruction_set: RelatedManager[Any]

    class Meta:
        abstract = True

    @cached_property
    def open_instructions(self) -> Sequence[Instruction]:
        """Those that wait for a report, the soonest first; looked for only while there are some."""
        if not self.instructed:
            return ()
        return tuple(self.instruction_set.filter(WAITING).select_related("unit", "by__organisation").order_by("due_at"))
