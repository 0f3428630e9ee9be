"""A case on the ledger (挂账): asked for by the lead, ruled by the office, reported monthly, struck off (销号)."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tickets.models.records import Record
from tickets.models.ruled import Ruled
from tickets.models.tracked import Tracked
from tickets.statuses import Asked


class LedgerItem(Tracked, Ruled):
    """Why it takes long, and by which plan; granted, it stands from the ruling until it is ended.

    The firm reads plan, target and `told` once it is granted, never `body`.
    """

    KIND = Asked.LEDGER

    body = models.TextField(_("短期办不完的原因"), max_length=500)

    class Meta(Ruled.Meta):
        constraints: ClassVar = (
            *Ruled.Meta.constraints,
            *Tracked.Meta.constraints,
            models.UniqueConstraint(
                fields=("ticket",), condition=Q(upheld=True, ended_at__isnull=True), name="one_standing_item_per_case"
            ),
            models.CheckConstraint(
                condition=Q(began_at__isnull=True) | Q(upheld__isnull=False, upheld=True),
                name="only_a_granted_item_has_begun",
            ),
            models.CheckConstraint(condition=~Q(told=""), name="ledger_item_tells_the_firm"),
        )

    def __str__(self) -> str:
        return f"{self.ticket_id} {self.target_on}"


class LedgerReport(Record):
    """What the lead has done since, and what comes next; the firm reads both."""

    item = models.ForeignKey(LedgerItem, on_delete=models.PROTECT, related_name="reports")
    client_token = models.UUIDField()
    done = models.TextField(_("做了什么"), max_length=500)
    next_step = models.TextField(_("下一步"), max_length=500)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("by", "client_token"), name="one_report_on_the_ledger_per_form"),
        )

    def __str__(self) -> str:
        return f"{self.ticket_id} {self.at:%m-%d}"


class LedgerReview(Record):
    """The office has looked at it: it goes on, or is taken off. Between the units."""

    item = models.ForeignKey(LedgerItem, on_delete=models.PROTECT, related_name="reviews")
    goes_on = models.BooleanField()
    body = models.TextField(_("复核意见"), max_length=500)

    class Meta:
        constraints = (models.CheckConstraint(condition=~Q(body=""), name="review_on_the_ledger_has_words"),)

    def __str__(self) -> str:
        return f"{self.ticket_id} {self.at:%m-%d}"


class StrikeOff(Ruled):
    """The lead says what was reached (销号申请); the office rules. Struck off, the lead answers the firm."""

    KIND = Asked.STRIKE_OFF
    SHOWN = ("item__leg__department",)

    item = models.ForeignKey(LedgerItem, on_delete=models.PROTECT, related_name="strike_offs")
    body = models.TextField(_("达到了什么"), max_length=500)

    def __str__(self) -> str:
        return f"{self.ticket_id} {self.at:%m-%d}"
