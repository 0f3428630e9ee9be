"""The lead's reply, the desk's review of it, and what the firm says of the result."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from tickets.models.records import Record
from tickets.statuses import BadReason, Grade, Outcome, RevisitWay


class Reply(Record):
    """What the lead answers the firm; one stands per round, a sent-back one stays on file."""

    leg = models.ForeignKey("tickets.Leg", on_delete=models.PROTECT, related_name="replies")
    by_person = models.ForeignKey("orgs.Person", on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(_("结果"), max_length=10, choices=Outcome)
    body = models.TextField(_("给企业的答复"), max_length=2000)
    internal = models.TextField(_("办理情况（内部）"), max_length=2000, blank=True)
    unsolved_reason = models.CharField(_("未解决原因"), max_length=300, blank=True)
    override_reason = models.CharField(_("协办未反馈的原因"), max_length=300, blank=True)
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("ticket", "round"),
                condition=models.Q(superseded_at__isnull=True),
                name="one_standing_reply_per_round",
            ),
            models.CheckConstraint(
                condition=~models.Q(outcome=Outcome.UNSOLVED) | ~models.Q(unsolved_reason=""),
                name="unsolved_reply_says_why",
            ),
        )

    def __str__(self) -> str:
        return f"{self.ticket_id}/{self.round}"


class ReplyReview(Record):
    """The desk's reading of a reply, by a person who did not write it."""

    reply = models.OneToOneField(Reply, on_delete=models.PROTECT, related_name="review")
    by_person = models.ForeignKey("orgs.Person", on_delete=models.PROTECT, related_name="+")
    replied_by_person = models.ForeignKey("orgs.Person", on_delete=models.PROTECT, related_name="+")
    passed = models.BooleanField()
    body = models.CharField(_("审核意见"), max_length=500, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(by_person=models.F("replied_by_person")),
                name="reply_reviewed_by_another",
            ),
            models.CheckConstraint(
                condition=models.Q(passed=True) | ~models.Q(body=""),
                name="sent_back_reply_says_why",
            ),
        )

    def __str__(self) -> str:
        return f"{self.reply_id} {self.passed}"


class Revisit(Record):
    """What the firm says of one round: contacted, solved, content (DOMAIN §2.8).

    `lead` is the unit the answer counts for. `valid` is false for a call that reached nobody.
    """

    lead = models.ForeignKey("orgs.Organisation", on_delete=models.PROTECT, related_name="revisits")
    way = models.CharField(max_length=8, choices=RevisitWay)
    valid = models.BooleanField()
    contacted = models.BooleanField(_("联系过您吗"), null=True)
    outcome = models.CharField(_("解决了吗"), max_length=10, choices=Outcome, blank=True)
    grade = models.PositiveSmallIntegerField(_("满意吗"), choices=Grade, null=True)
    reasons = ArrayField(models.CharField(max_length=12, choices=BadReason), default=list, blank=True)
    body = models.TextField(_("说明"), max_length=500, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("ticket", "round"),
                condition=models.Q(valid=True),
                name="one_valid_revisit_per_round",
            ),
            models.CheckConstraint(
                condition=models.Q(valid=False)
                | (models.Q(contacted__isnull=False, grade__isnull=False) & ~models.Q(outcome="")),
                name="valid_revisit_answers_all_three",
            ),
        )
        indexes = (models.Index(fields=("lead", "at"), condition=models.Q(valid=True), name="revisit_valid_of_lead"),)

    def __str__(self) -> str:
        return f"{self.ticket_id}/{self.round} {self.outcome}"
