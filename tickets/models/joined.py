"""How cases hang together (同类诉求, 重复反映, 拆分): who follows whom, who was here before, who is a part of what."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from tickets.models.records import Record
from tickets.statuses import FOLLOWING, Parting, Status

if TYPE_CHECKING:
    from tickets.models.tickets import Ticket


class Joined(models.Model):
    """The columns of a case that point at others of its kind. Policies read them without a query."""

    # The lead case that this one is answered with, while that lasts; `Member` keeps the history.
    follows: "models.ForeignKey[Ticket | None, Ticket | None]" = models.ForeignKey(
        "tickets.Ticket", on_delete=models.PROTECT, null=True, related_name="followed_by", db_index=False
    )
    # The firm asked in its form to be handled together with others of its town; the desk decides.
    wants_group = models.BooleanField(_("希望与同类诉求一并办理"), default=False)
    # An earlier call of the same firm about the same category, and how many there were before this one.
    repeats: "models.ForeignKey[Ticket | None, Ticket | None]" = models.ForeignKey(
        "tickets.Ticket", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    repeat_count = models.PositiveSmallIntegerField(_("此前反映次数"), default=0)
    # A call about several matters stands still while its parts are handled, and closes last.
    parent: "models.ForeignKey[Ticket | None, Ticket | None]" = models.ForeignKey(
        "tickets.Ticket", on_delete=models.PROTECT, null=True, related_name="parts", db_index=False
    )
    split_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True

    @cached_property
    def followers(self) -> "Sequence[Ticket]":
        """The open cases that are answered with this one."""
        return list(self.followed_by.select_related("firm__profile", "town").order_by("pk"))  # type: ignore[attr-defined]  # a reverse relation

    @cached_property
    def pieces(self) -> "Sequence[Ticket]":
        """The cases that this one was split into."""
        return list(self.parts.select_related("category").order_by("pk"))  # type: ignore[attr-defined]  # as above


JOINED_CONSTRAINTS: Final = (
    models.CheckConstraint(
        condition=Q(follows__isnull=True) | Q(status__in=FOLLOWING) & ~Q(follows=F("id")),
        name="follower_is_before_its_answer",
    ),
    models.CheckConstraint(
        condition=Q(follows__isnull=True) | Q(confidential=False, about_org__isnull=True),
        name="follower_hides_nobody",
    ),
    models.CheckConstraint(
        condition=Q(repeats__isnull=True, repeat_count=0) | Q(repeats__isnull=False, repeat_count__gte=1),
        name="repeat_names_the_one_before",
    ),
    models.CheckConstraint(
        condition=Q(split_at__isnull=True)
        | Q(parent__isnull=True, follows__isnull=True, status__in=[Status.ACCEPTED, Status.CLOSED]),
        name="split_case_waits_for_its_parts",
    ),
)
JOINED_INDEXES: Final = (
    models.Index(fields=("follows",), condition=Q(follows__isnull=False), name="ticket_followers"),
    models.Index(fields=("parent",), condition=Q(parent__isnull=False), name="ticket_parts"),
    # The gate of what may be alike: one second-level category in one town, the newest first.
    models.Index(fields=("category", "town", "-submitted_at"), name="ticket_alike"),
)


class Member(Record):
    """A case joined to a lead case (并案): when and by whom, and how it ended. The group is its lead and members."""

    lead = models.ForeignKey("tickets.Ticket", on_delete=models.PROTECT, related_name="members")
    left_at = models.DateTimeField(null=True)
    left_by = models.ForeignKey("orgs.Post", on_delete=models.PROTECT, null=True, related_name="+")
    how = models.CharField(max_length=8, choices=Parting, blank=True)
    reason = models.CharField(_("解除原因"), max_length=300, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("ticket",), condition=Q(left_at__isnull=True), name="one_group_at_a_time"),
            models.CheckConstraint(condition=~Q(ticket=F("lead")), name="nobody_follows_itself"),
            models.CheckConstraint(
                condition=Q(left_at__isnull=True, how="") | Q(left_at__isnull=False) & ~Q(how=""),
                name="left_group_says_how",
            ),
            models.CheckConstraint(
                condition=~Q(how=Parting.TAKEN_OUT) | ~Q(reason="") & Q(left_by__isnull=False),
                name="taken_out_of_a_group_says_why",
            ),
        )

    def __str__(self) -> str:
        return f"{self.ticket_id} → {self.lead_id}"
