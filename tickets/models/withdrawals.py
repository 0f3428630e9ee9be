"""A firm took its call back after dispatch (派单后撤回): it is asked why, so that nobody gains by talking it out of it.

What it says is the office's to read and its own, never the unit's that it may name.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tickets.models.records import OfTheFirm, Record
from tickets.statuses import Outcome


class Withdrawal(Record):
    """One withdrawal after dispatch, open until the firm has answered, was called in vain, or appealed.

    `lead` is the unit that it counts for: the one that led then, or the last that did.
    """

    lead = models.ForeignKey("orgs.Organisation", on_delete=models.PROTECT, related_name="withdrawals")
    over_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("ticket",), condition=Q(over_at__isnull=True), name="one_open_withdrawal_per_case"
            ),
        )

    def __str__(self) -> str:
        return f"{self.ticket_id} {self.at:%m-%d}"


class WithdrawalCheck(OfTheFirm):
    """What the firm says of it, on its page or to a revisit clerk. `valid` is false for a call that reached nobody."""

    withdrawal = models.ForeignKey(Withdrawal, on_delete=models.PROTECT, related_name="checks")
    by_phone = models.BooleanField()
    valid = models.BooleanField()
    outcome = models.CharField(_("解决了吗"), max_length=10, choices=Outcome, blank=True)
    persuaded = models.BooleanField(_("有没有人劝您撤回"), null=True)
    body = models.CharField(_("说明"), max_length=500, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("withdrawal",), condition=Q(valid=True), name="one_valid_check_per_withdrawal"
            ),
            models.CheckConstraint(
                condition=Q(valid=False, persuaded__isnull=True, outcome="")
                | Q(valid=True, persuaded__isnull=False) & ~Q(outcome=""),
                name="valid_check_answers_both_questions",
            ),
            models.CheckConstraint(condition=Q(valid=True) | Q(by_phone=True), name="only_a_call_reaches_nobody"),
        )
        indexes = (models.Index(fields=("at",), condition=Q(persuaded=True), name="persuaded_withdrawal_at"),)

    def __str__(self) -> str:
        return f"{self.ticket_id} {self.valid}"
