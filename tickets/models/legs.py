"""One unit's share of a case (承办)."""

from typing import TYPE_CHECKING

from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField

from tickets import policies
from tickets.models.machine import came_from, transition
from tickets.statuses import LIVE_LEGS, WORKING_LEGS, LegRole, LegStatus
from tickets.unit_kinds import Stance
from web.labels import Labelled

if TYPE_CHECKING:
    from tickets.models.replies import Reply


class Leg(Labelled, models.Model):
    """A unit with a part in a case: exactly one live lead, any number of assists."""

    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.PROTECT, related_name="legs")
    department = models.ForeignKey("orgs.Organisation", on_delete=models.PROTECT, related_name="legs")
    role = models.CharField(_("主协办"), max_length=8, choices=LegRole)
    status = FSMField(_("状态"), choices=LegStatus.choices, default=LegStatus.PENDING, protected=True)
    version = models.PositiveIntegerField(default=1)
    # Who has it inside the unit (分办); a section may have it before a person has.
    section = models.ForeignKey("orgs.Organisation", on_delete=models.PROTECT, null=True, related_name="+")
    handler = models.ForeignKey(
        "orgs.Post", on_delete=models.PROTECT, null=True, related_name="held_legs", db_index=False
    )
    instruction = models.CharField(_("交办意见"), max_length=500, blank=True)
    days = models.PositiveSmallIntegerField(_("协办天数"), null=True)
    # An assist that the lead asked for itself (加派), beside those of the dispatch.
    added = models.BooleanField(_("主办加派"), default=False)
    dispatched_by = models.ForeignKey("orgs.Post", on_delete=models.PROTECT, related_name="+")
    dispatched_at = models.DateTimeField()
    signed_by = models.ForeignKey("orgs.Post", on_delete=models.PROTECT, null=True, related_name="+")
    signed_at = models.DateTimeField(null=True)
    contacted_at = models.DateTimeField(null=True)
    opinion = models.TextField(_("协办意见"), max_length=2000, blank=True)
    # Empty in opinions from before it was asked.
    stance = models.CharField(_("会签意见"), max_length=9, choices=Stance, blank=True)
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
            models.CheckConstraint(
                condition=models.Q(added=False) | models.Q(role=LegRole.ASSIST, days__gte=1),
                name="only_assists_are_added_and_with_days",
            ),
            models.CheckConstraint(
                condition=models.Q(stance="")
                | models.Q(role=LegRole.ASSIST, stance__in=Stance.values) & ~models.Q(opinion=""),
                name="only_an_assist_with_an_opinion_takes_a_stance",
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
            models.Index(
                fields=("handler", "due_at", "id"),
                condition=models.Q(handler__isnull=False, status__in=LIVE_LEGS),
                name="leg_held",
            ),
        )

    def __str__(self) -> str:
        return f"{self.ticket_id}/{self.department_id}/{self.status}"

    @property
    def is_live(self) -> bool:
        """Whether the unit still has a part in the case."""
        return self.status in LIVE_LEGS

    @property
    def held(self) -> str:
        """Who has it inside the unit, as a form remembers it: whoever gives it on says whom it was taken from."""
        return f"{self.handler_id or 0}-{self.section_id or 0}"

    @cached_property
    def last_draft(self) -> "Reply | None":
        """The draft of this round that waits for the leader or was ruled on last; looked for only where one signs."""
        if self.role != LegRole.LEAD or not self.department.leader_signs:
            return None
        drafts = self.replies.filter(round=self.ticket.round).exclude(signature="").select_related("by__person")
        found: Reply | None = drafts.select_related("ruled_by__person").order_by("-pk").first()
        return found

    @property
    def draft(self) -> "Reply | None":
        """What waits for the leader's signature."""
        last = self.last_draft
        return last if last is not None and last.waits_for_signature else None

    @property
    def needs_signature(self) -> bool:
        """Whether a reply has to be signed: the unit wants it so, and has a leader in its post today.

        Without one a reply would wait for nobody: it goes to the desk as it is, and the desk is told.
        """
        return self.role == LegRole.LEAD and self.department.leader_signs and self.department.has_a_head

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
