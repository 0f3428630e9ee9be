"""Supervision (督办): orders of the county office with a duty to answer, and the cards that a lead was shown."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from tickets.models.records import Record
from tickets.supervision_kinds import CardColour, Degree, Ground, OrderState, highest_for
from web.labels import Labelled

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

OPEN_ORDER = Q(ruled_at=None, raised_at=None, lapsed_at=None)
"""An order that the unit still has to answer, or the office to rule on."""
_ANSWERED = Q(answered_at__isnull=False, answered_by__isnull=False, answered_by_person__isnull=False) & ~Q(answer="")
_UNANSWERED = Q(answered_at__isnull=True, answered_by__isnull=True, answered_by_person__isnull=True, answer="")


class SupervisionOrder(Labelled, Record):
    """The office tells the unit that holds a case what to do and by when to answer. One open order in a case.

    It ends once: accepted, refused (a next one follows), raised because nobody answered, or lapsed with its part.
    """

    by_person = models.ForeignKey("orgs.Person", on_delete=models.PROTECT, related_name="+")
    client_token = models.UUIDField()
    unit = models.ForeignKey("orgs.Organisation", on_delete=models.PROTECT, related_name="supervised_by")
    leg = models.ForeignKey("tickets.Leg", on_delete=models.PROTECT, null=True, related_name="orders")  # none: a desk
    degree = models.PositiveSmallIntegerField(_("督办等级"), choices=Degree)
    ground = models.CharField(_("督办原因"), max_length=12, choices=Ground)
    asked = models.TextField(_("督办要求"), max_length=500)
    due_at = models.DateTimeField(_("反馈期限"))  # follows its clock (`services.deadlines.settle`)
    follows = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="next")
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey("orgs.Post", on_delete=models.PROTECT, null=True, related_name="+")
    answered_by_person = models.ForeignKey("orgs.Person", on_delete=models.PROTECT, null=True, related_name="+")
    answer = models.TextField(_("反馈内容"), max_length=1000, blank=True)
    answer_token = models.UUIDField(null=True)
    ruled_at = models.DateTimeField(null=True)
    ruled_by = models.ForeignKey("orgs.Post", on_delete=models.PROTECT, null=True, related_name="+")
    ruled_by_person = models.ForeignKey("orgs.Person", on_delete=models.PROTECT, null=True, related_name="+")
    accepted = models.BooleanField(null=True)
    ruling = models.CharField(_("销号意见"), max_length=300, blank=True)
    raised_at = models.DateTimeField(null=True)
    lapsed_at = models.DateTimeField(null=True)  # the case ended, or the unit has no part in it any more

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("ticket",), condition=OPEN_ORDER, name="one_open_order_per_case"),
            models.UniqueConstraint(fields=("by", "client_token"), name="one_order_per_form"),
            models.UniqueConstraint(fields=("answered_by_person", "answer_token"), name="one_order_answer_per_form"),
            models.CheckConstraint(condition=Q(degree__in=Degree.values), name="order_has_a_known_degree"),
            models.CheckConstraint(condition=~Q(asked=""), name="order_says_what_is_asked"),
            models.CheckConstraint(
                condition=Q(degree=Degree.WRITTEN) | Q(follows__isnull=False), name="higher_degree_follows_a_lower_one"
            ),
            models.CheckConstraint(condition=_ANSWERED | _UNANSWERED, name="answered_order_says_who_and_what"),
            models.CheckConstraint(
                condition=Q(ruled_at__isnull=True, ruled_by__isnull=True, accepted__isnull=True)
                | Q(ruled_at__isnull=False, ruled_by__isnull=False, accepted__isnull=False, answered_at__isnull=False),
                name="order_is_ruled_on_once_answered",
            ),
            models.CheckConstraint(condition=~Q(accepted=False) | ~Q(ruling=""), name="refused_answer_is_told_why"),
            models.CheckConstraint(
                condition=~Q(ruled_by_person=F("answered_by_person")), name="order_ruled_on_by_another"
            ),
            models.CheckConstraint(
                condition=Q(ruled_at__isnull=True, raised_at__isnull=True)
                | Q(ruled_at__isnull=True, lapsed_at__isnull=True)
                | Q(raised_at__isnull=True, lapsed_at__isnull=True),
                name="order_ends_one_way",
            ),
        )
        indexes = (models.Index(fields=("unit", "due_at", "id"), condition=OPEN_ORDER, name="open_order_of_unit"),)

    def __str__(self) -> str:
        return f"{self.ticket_id} {self.degree}"

    @property
    def waits(self) -> bool:
        """Whether the unit still has to answer."""
        return self.answered_at is None and self.raised_at is None and self.lapsed_at is None

    @property
    def highest(self) -> Degree:
        """The last degree that its unit can be given; needs `unit` loaded."""
        return highest_for(self.unit.authority_kind)

    def is_late(self, now: datetime) -> bool:
        """Whether the time to answer ran out with no answer, or before it came."""
        return self.due_at < (self.answered_at or self.raised_at or self.lapsed_at or now)

    def state(self, now: datetime) -> OrderState:
        """Where it stands at an instant."""
        if self.lapsed_at is not None:
            return OrderState.LAPSED
        if self.raised_at is not None:
            return OrderState.RAISED
        if self.ruled_at is not None:
            return OrderState.ACCEPTED if self.accepted else OrderState.REFUSED
        if self.answered_at is not None:
            return OrderState.ANSWERED
        return OrderState.OVERDUE if self.is_late(now) else OrderState.WAITS


class Card(models.Model):
    """The sweep has shown a lead a card: one of each colour for each date of its clock. Never taken back.

    `at` is when it was earned, whenever the sweep came by: a late sweep leaves what a timely one leaves.
    """

    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.PROTECT, related_name="cards")
    deadline = models.ForeignKey("tickets.Deadline", on_delete=models.PROTECT, related_name="cards")
    unit = models.ForeignKey("orgs.Organisation", on_delete=models.PROTECT, related_name="+")
    colour = models.CharField(max_length=6, choices=CardColour)
    due_at = models.DateTimeField()  # the date that the card is about
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("deadline", "colour", "due_at"), name="one_card_of_a_colour_for_a_date"),
            models.CheckConstraint(condition=Q(colour__in=CardColour.values), name="card_has_a_known_colour"),
        )
        indexes = (models.Index(fields=("unit", "-at"), name="card_of_unit"),)

    def __str__(self) -> str:
        return f"{self.ticket_id} {self.colour}"


class Supervised(models.Model):
    """The part of a case that says how hard the office presses."""

    supervised = models.PositiveSmallIntegerField(default=0)  # the degree of its open order, 0 without one

    if TYPE_CHECKING:
        supervisionorder_set: RelatedManager[Any]

    class Meta:
        abstract = True

    @cached_property
    def open_order(self) -> SupervisionOrder | None:
        """The order under which the case stands; looked for only while there is one."""
        if not self.supervised:
            return None
        orders = self.supervisionorder_set.select_related("unit", "by__organisation", "answered_by__organisation")
        found: SupervisionOrder | None = orders.filter(OPEN_ORDER).first()
        return found
