"""Every running clock is a row (DESIGN §6)."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from tickets.statuses import DeadlineKind
from web.labels import Labelled

if TYPE_CHECKING:
    from orgs.models import Organisation


class Deadline(Labelled, models.Model):
    """One promise with a time. Live until met or voided; the sweep warns and marks it once."""

    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.PROTECT, related_name="deadlines")
    leg = models.ForeignKey("tickets.Leg", on_delete=models.PROTECT, null=True, related_name="deadlines")
    # A unit that a whistle called, with or without a leg. Not indexed: it is read through its case.
    check_in = models.ForeignKey(
        "tickets.CheckIn", on_delete=models.PROTECT, null=True, related_name="deadlines", db_index=False
    )
    instruction = models.ForeignKey(
        "tickets.Instruction", on_delete=models.PROTECT, null=True, related_name="deadlines", db_index=False
    )
    kind = models.CharField(_("种类"), max_length=8, choices=DeadlineKind)
    round = models.PositiveSmallIntegerField(default=1)
    # The limit itself, so that a changed calendar can reckon it again (`clock.Limit`).
    working_days = models.PositiveSmallIntegerField(default=0)
    minutes = models.PositiveIntegerField(default=0)
    wall = models.BooleanField(default=False)
    calendar_version = models.PositiveIntegerField()
    began_at = models.DateTimeField()  # the act itself; `starts_at` is the next opening after it
    starts_at = models.DateTimeField(_("起点"))
    due_at = models.DateTimeField(_("到期"))
    warn_at = models.DateTimeField(_("预警"))
    paused_at = models.DateTimeField(null=True)
    paused_minutes = models.PositiveIntegerField(_("扣除的暂停（分钟）"), default=0)
    # A date that was named later (延期). The first one stays beside it, each with the pauses that were credited to it.
    extended_to = models.DateField(_("延期到"), null=True)
    paused_before = models.PositiveIntegerField(default=0)  # of `paused_minutes`: credited before it was extended
    first_due_at = models.DateTimeField(_("原定到期"), null=True)
    first_paused_minutes = models.PositiveIntegerField(default=0)
    met_at = models.DateTimeField(null=True)
    voided_at = models.DateTimeField(null=True)
    warned_at = models.DateTimeField(null=True)
    passed_at = models.DateTimeField(null=True)  # the sweep has said that it is overdue
    # A row that cannot be swept now is tried later, so that one bad row stops nobody.
    sweep_after = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(due_at__gte=models.F("starts_at")),
                name="deadline_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=models.Q(met_at__isnull=True) | models.Q(voided_at__isnull=True),
                name="deadline_met_or_voided_not_both",
            ),
            models.CheckConstraint(
                condition=models.Q(extended_to__isnull=True, first_due_at__isnull=True)
                | models.Q(extended_to__isnull=False, first_due_at__isnull=False, due_at__gte=models.F("first_due_at")),
                name="extended_deadline_keeps_its_first_date",
            ),
            models.CheckConstraint(
                condition=models.Q(kind=DeadlineKind.CHECK_IN, check_in__isnull=False, leg__isnull=True)
                | ~models.Q(kind=DeadlineKind.CHECK_IN) & models.Q(check_in__isnull=True),
                name="clock_for_checking_in_is_of_a_call",
            ),
            models.CheckConstraint(
                condition=models.Q(kind=DeadlineKind.INSTRUCT, instruction__isnull=False, leg__isnull=True)
                | ~models.Q(kind=DeadlineKind.INSTRUCT) & models.Q(instruction__isnull=True),
                name="clock_for_reporting_is_of_an_instruction",
            ),
            models.UniqueConstraint(
                fields=("ticket", "leg", "check_in", "instruction", "kind"),
                condition=models.Q(met_at__isnull=True, voided_at__isnull=True),
                nulls_distinct=False,
                name="one_live_deadline_per_kind",
            ),
        )
        indexes = (
            models.Index(
                fields=("due_at",),
                condition=models.Q(met_at__isnull=True, voided_at__isnull=True, paused_at__isnull=True),
                name="deadline_live_by_due",
            ),
            models.Index(
                fields=("paused_at",),
                condition=models.Q(met_at__isnull=True, voided_at__isnull=True, paused_at__isnull=False),
                name="deadline_paused_since",
            ),
            models.Index(fields=("ticket", "kind"), name="deadline_of_case"),
        )

    def __str__(self) -> str:
        return f"{self.ticket_id} {self.kind} {self.due_at:%m-%d %H:%M}"

    @property
    def promised_at(self) -> datetime:
        """The date that was promised first, before any extension."""
        return self.first_due_at or self.due_at

    @property
    def unit(self) -> "Organisation | None":
        """The unit that it runs for; none where it is the case's."""
        if self.check_in is not None:
            return self.check_in.unit
        if self.instruction is not None:
            return self.instruction.unit
        return self.leg.department if self.leg is not None else None

    @property
    def is_live(self) -> bool:
        """Whether the clock still runs (or is paused)."""
        return self.met_at is None and self.voided_at is None

    @property
    def is_broken(self) -> bool:
        """Whether the firm was promised a call that nobody owes any more, and none came."""
        broken = self.voided_at is not None and self.passed_at is not None
        return broken and self.kind == DeadlineKind.CONTACT
