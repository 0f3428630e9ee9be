"""One unit's share of a case (承办)."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField

from tickets import policies
from tickets.models.machine import came_from, transition
from tickets.statuses import LIVE_LEGS, WORKING_LEGS, LegRole, LegStatus
from web.labels import Labelled


class Leg(Labelled, models.Model):
    """A unit with a part in a case: exactly one live lead, any number of assists."""

    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.PROTECT, related_name="legs")
    department = models.ForeignKey("orgs.Organisation", on_delete=models.PROTECT, related_name="legs")
    role = models.CharField(_("主协办"), max_length=8, choices=LegRole)
    status = FSMField(_("状态"), choices=LegStatus.choices, default=LegStatus.PENDING, protected=True)
    version = models.PositiveIntegerField(default=1)
    instruction = models.CharField(_("交办意见"), max_length=500, blank=True)
    days = models.PositiveSmallIntegerField(_("协办天数"), null=True)
    dispatched_by = models.ForeignKey("orgs.Post", on_delete=models.PROTECT, related_name="+")
    dispatched_at = models.DateTimeField()
    signed_by = models.ForeignKey("orgs.Post", on_delete=models.PROTECT, null=True, related_name="+")
    signed_at = models.DateTimeField(null=True)
    contacted_at = models.DateTimeField(null=True)
    opinion = models.TextField(_("协办意见"), max_length=2000, blank=True)
    done_at = models.DateTimeField(null=True)
    # Where it stands in its unit's queue (`tickets.standing`); never empty while the unit owes something.
    due_at = models.DateTimeField(null=True)
    paused = models.BooleanField(default=False)
    waived_reason = models.CharField(_("免办原因"), max_length=300, blank=True)
    # A return was refused, or the case was sent out for the third time and the unit is designated (DESIGN §5).
    final = models.BooleanField(_("不得再退"), default=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("ticket",),
                condition=models.Q(role=LegRole.LEAD, status__in=LIVE_LEGS),
                name="one_live_lead_per_case",
            ),
            models.UniqueConstraint(
                fields=("ticket", "department"),
                condition=models.Q(status__in=LIVE_LEGS),
                name="one_live_leg_per_unit",
            ),
            models.CheckConstraint(condition=models.Q(status__in=LegStatus.values), name="leg_status_is_known"),
            models.CheckConstraint(
                condition=~models.Q(status=LegStatus.SIGNED) | models.Q(signed_at__isnull=False),
                name="signed_leg_has_a_time",
            ),
            models.CheckConstraint(
                condition=~models.Q(status=LegStatus.WAIVED)
                | (models.Q(role=LegRole.ASSIST) & ~models.Q(waived_reason="")),
                name="only_assists_are_waived_and_by_reason",
            ),
        )
        indexes = (
            models.Index(
                fields=("department", "status", "dispatched_at", "id"),
                condition=models.Q(status__in=LIVE_LEGS),
                name="leg_live_in_unit",
            ),
            models.Index(
                fields=("department", "role", "paused", "due_at", "id"),
                condition=models.Q(status__in=WORKING_LEGS),
                name="leg_due_in_unit",
            ),
        )

    def __str__(self) -> str:
        return f"{self.ticket_id}/{self.department_id}/{self.status}"

    @property
    def is_live(self) -> bool:
        """Whether the unit still has a part in the case."""
        return self.status in LIVE_LEGS

    @property
    def is_open(self) -> bool:
        """Whether the unit still owes something."""
        return self.status in WORKING_LEGS

    @transition(
        field=status,
        source=LegStatus.PENDING,
        target=LegStatus.SIGNED,
        permission=policies.may_handle,
    )
    def sign(self) -> None:
        """签收."""

    @transition(
        field=status,
        source=LegStatus.SIGNED,
        target=LegStatus.DONE,
        permission=policies.may_handle,
    )
    def finish(self) -> None:
        """The lead has replied, or the assist has given its opinion."""

    @transition(
        field=status,
        source=LegStatus.DONE,
        target=LegStatus.SIGNED,
        permission=policies.by_the_case,
    )
    def take_up_again(self) -> None:
        """Sent back by the desk, or a next round after a bad revisit."""

    @transition(
        field=status,
        source=list(WORKING_LEGS),
        target=LegStatus.WAIVED,
        permission=policies.by_the_case,
    )
    def waive(self) -> None:
        """免办, by the lead with a reason."""

    @transition(
        field=status,
        source=list(LIVE_LEGS),
        target=LegStatus.RECALLED,
        permission=policies.by_the_case,
    )
    def recall(self) -> None:
        """已改派: the case goes to another unit, or ends."""

    @transition(
        field=status,
        source=list(WORKING_LEGS),
        target=LegStatus.RETURNING,
        permission=policies.may_give_back,
    )
    def give_back(self) -> None:
        """退单: the unit says that the case is not its own; somebody rules."""

    @transition(
        field=status,
        source=LegStatus.RETURNING,
        target=came_from([LegStatus.PENDING, LegStatus.SIGNED], attribute="was"),
        permission=policies.by_the_case,
    )
    def keep(self) -> None:
        """The return is refused: back where it was, for good."""
        self.final = True

    @property
    def was(self) -> LegStatus:
        """Where a leg stood that has been given back."""
        return LegStatus.SIGNED if self.signed_at else LegStatus.PENDING
