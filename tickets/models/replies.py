"""The lead's reply, the desk's review of it, and what the firm says of the result."""

from typing import Final

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from tickets.models.records import OfTheFirm, Record
from tickets.statuses import BAD_GRADES, BadReason, ContactWay, Grade, Outcome, RevisitWay
from tickets.unit_kinds import Signature

STANDING: Final = models.Q(superseded_at=None, signature__in=("", Signature.SIGNED))
"""A reply that the desk has or has had before it: neither sent back nor still a draft inside its unit."""


class Reply(Record):
    """What the lead answers the firm (DOMAIN §2.4); one stands per round, a sent-back one stays on file.

    `claim_true` is empty in replies from before it was asked. `contact_way` is empty where nobody reached the firm.
    """

    leg = models.ForeignKey("tickets.Leg", on_delete=models.PROTECT, related_name="replies")
    by_person = models.ForeignKey("orgs.Person", on_delete=models.PROTECT, related_name="+")
    claim_true = models.BooleanField(_("诉求属实"), null=True)
    untrue_reason = models.CharField(_("不属实的情况"), max_length=300, blank=True)
    outcome = models.CharField(_("结果"), max_length=10, choices=Outcome)
    body = models.TextField(_("给企业的答复"), max_length=2000)
    internal = models.TextField(_("办理情况（内部）"), max_length=2000, blank=True)
    unsolved_reason = models.CharField(_("未解决原因"), max_length=300, blank=True)
    beyond_duty = models.BooleanField(_("超职责诉求"), default=False)
    beyond_reason = models.CharField(_("超出职责的原因"), max_length=300, blank=True)
    channel = models.CharField(_("应走的渠道"), max_length=200, blank=True)
    contact_way = models.CharField(_("联系方式"), max_length=8, choices=ContactWay, blank=True)
    contacted_at = models.DateTimeField(_("联系时间"), null=True)
    override_reason = models.CharField(_("不等协办或不采纳的理由"), max_length=300, blank=True)
    superseded_at = models.DateTimeField(null=True)
    # Where the unit's leader signs (docs/adr/0024): a draft waits, is signed and becomes the reply, or goes back.
    signature = models.CharField(_("领导审签"), max_length=8, choices=Signature, blank=True)
    ruled_by = models.ForeignKey("orgs.Post", on_delete=models.PROTECT, null=True, related_name="+")
    ruled_by_person = models.ForeignKey("orgs.Person", on_delete=models.PROTECT, null=True, related_name="+")
    ruled_at = models.DateTimeField(null=True)
    return_reason = models.CharField(_("退回修改的意见"), max_length=500, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("ticket", "round"),
                condition=models.Q(superseded_at__isnull=True, signature__in=("", Signature.SIGNED)),
                name="one_standing_reply_per_round",
            ),
            models.UniqueConstraint(
                fields=("leg",),
                condition=models.Q(superseded_at__isnull=True, signature=Signature.WAITING),
                name="one_draft_waits_per_leg",
            ),
            models.CheckConstraint(
                condition=~models.Q(ruled_by_person=models.F("by_person")), name="draft_signed_by_another"
            ),
            models.CheckConstraint(
                condition=models.Q(signature__in=("", Signature.WAITING), ruled_at__isnull=True)
                | models.Q(
                    signature__in=(Signature.SIGNED, Signature.RETURNED),
                    ruled_at__isnull=False,
                    ruled_by__isnull=False,
                    ruled_by_person__isnull=False,
                ),
                name="signed_or_returned_draft_says_by_whom",
            ),
            models.CheckConstraint(
                condition=~models.Q(signature=Signature.RETURNED)
                | ~models.Q(return_reason="") & models.Q(superseded_at__isnull=False),
                name="returned_draft_says_why",
            ),
            models.CheckConstraint(
                condition=~models.Q(outcome=Outcome.UNSOLVED) | ~models.Q(unsolved_reason=""),
                name="unsolved_reply_says_why",
            ),
            models.CheckConstraint(
                condition=models.Q(claim_true__isnull=True)
                | ~models.Q(outcome=Outcome.BASICALLY)
                | ~models.Q(unsolved_reason=""),
                name="basically_solved_reply_says_what_is_left",
            ),
            models.CheckConstraint(
                condition=models.Q(claim_true__isnull=True)
                | models.Q(claim_true=True)
                | models.Q(claim_true=False) & ~models.Q(untrue_reason=""),
                name="untrue_claim_says_why",
            ),
            models.CheckConstraint(
                condition=models.Q(beyond_duty=False) | ~models.Q(beyond_reason="") & ~models.Q(channel=""),
                name="reply_beyond_duty_names_the_channel",
            ),
            models.CheckConstraint(
                condition=models.Q(contact_way="", contacted_at__isnull=True)
                | ~models.Q(contact_way="") & models.Q(contacted_at__isnull=False),
                name="contact_of_a_reply_says_when",
            ),
        )
        indexes = (models.Index(fields=("ticket",), condition=models.Q(beyond_duty=True), name="reply_beyond_duty"),)

    def __str__(self) -> str:
        return f"{self.ticket_id}/{self.round}"

    @property
    def waits_for_signature(self) -> bool:
        """A draft inside the unit: nobody else reads it."""
        return self.signature == Signature.WAITING and self.superseded_at is None

    @property
    def was_returned(self) -> bool:
        """A draft that the leader gave back."""
        return self.signature == Signature.RETURNED


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


class Revisit(OfTheFirm):
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
            models.CheckConstraint(
                condition=models.Q(way=RevisitWay.LINK, by__isnull=True)
                | ~models.Q(way=RevisitWay.LINK) & models.Q(by__isnull=False),
                name="rating_by_link_names_no_post",
            ),
        )
        indexes = (
            models.Index(fields=("lead", "at"), condition=models.Q(valid=True), name="revisit_valid_of_lead"),
            models.Index(
                fields=("ticket",), condition=models.Q(valid=True, grade__in=BAD_GRADES), name="revisit_dissatisfied"
            ),
        )

    def __str__(self) -> str:
        return f"{self.ticket_id}/{self.round} {self.outcome}"
