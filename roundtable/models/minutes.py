"""What was said at a meeting: item by item while it runs, frozen once signed, and what of it everybody may read."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from journal.models import AppendOnly
from roundtable.meeting_kinds import DecisionState, Outcome
from web.labels import Labelled


class ItemRecord(Labelled, models.Model):
    """What is minuted on one item (会议记录). Its own version: two people write in different items at once."""

    item = models.OneToOneField("roundtable.AgendaItem", on_delete=models.CASCADE, related_name="record")
    version = models.PositiveIntegerField(default=1)
    facts = models.TextField(_("情况"), max_length=2000, blank=True)
    positions = models.TextField(_("各方意见"), max_length=4000, blank=True)
    outcome = models.CharField(_("结果"), max_length=10, choices=Outcome, blank=True)
    reason = models.TextField(_("答复或理由"), max_length=1000, blank=True)
    by = models.ForeignKey("orgs.Post", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("会议记录")
        verbose_name_plural = _("会议记录")
        constraints = (
            models.CheckConstraint(condition=Q(outcome="") | Q(outcome__in=Outcome.values), name="outcome_is_known"),
            models.CheckConstraint(
                condition=~Q(outcome__in=[Outcome.ANSWERED, Outcome.NOT_ADOPTED]) | ~Q(reason=""),
                name="what_is_not_decided_says_why",
            ),
        )

    def __str__(self) -> str:
        return f"{self.item_id} {self.outcome}"

    @property
    def is_empty(self) -> bool:
        """Whether nothing was written yet."""
        return not (self.facts or self.positions or self.outcome or self.reason)


class Carried(models.Model):
    """A decision of an earlier meeting that was not done when this one began: its first item speaks of it."""

    meeting = models.ForeignKey("roundtable.Meeting", on_delete=models.CASCADE, related_name="carried")
    decision = models.ForeignKey("roundtable.Decision", on_delete=models.PROTECT, related_name="carried")
    state = models.CharField(max_length=8, choices=DecisionState)
    words = models.TextField(_("推进情况"), max_length=1000, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("meeting", "decision"), name="carried_once_to_a_meeting"),)
        ordering = ("decision",)

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.decision_id}"


class Minutes(Labelled, AppendOnly):
    """Signed minutes (会议纪要): an issue of its committee and year, frozen. A correction is a new issue.

    `content` is everything that the document says; `digest` is the SHA-256 of its canonical spelling, in hex, and
    stands in the journal as well. The table refuses every change.
    """

    committee = models.ForeignKey("orgs.Organisation", on_delete=models.PROTECT, related_name="+")
    meeting = models.ForeignKey("roundtable.Meeting", on_delete=models.PROTECT, related_name="issues")
    year = models.PositiveSmallIntegerField()
    issue = models.PositiveSmallIntegerField()
    corrects = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="corrected_by")
    why = models.CharField(_("更正原因"), max_length=200, blank=True)
    content = models.JSONField()
    digest = models.CharField(max_length=64)
    signed_by = models.ForeignKey("orgs.Post", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("会议纪要")
        verbose_name_plural = _("会议纪要")
        constraints = (
            models.UniqueConstraint(fields=("committee", "year", "issue"), name="one_issue_per_number"),
            models.UniqueConstraint(
                fields=("meeting",), condition=Q(corrects__isnull=True), name="a_meeting_is_signed_once"
            ),
            models.CheckConstraint(condition=Q(corrects__isnull=True) | ~Q(why=""), name="correction_says_why"),
            models.CheckConstraint(condition=Q(issue__gte=1), name="issues_count_from_one"),
        )

    def __str__(self) -> str:
        return f"{self.year} {self.issue}"

    @property
    def label(self) -> str:
        """〔2026〕第3期."""
        return f"〔{self.year}〕第{self.issue}期"


class Release(Labelled, models.Model):
    """What everybody reads of an item (公开): words that a person has written and answers for. Never automatic."""

    item = models.OneToOneField("roundtable.AgendaItem", on_delete=models.PROTECT, related_name="release")
    title = models.CharField(_("公开标题"), max_length=60)
    words = models.TextField(_("研究了什么，定了什么"), max_length=500)
    by = models.ForeignKey("orgs.Post", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True)
    taken_back_by = models.ForeignKey("orgs.Post", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("公开的议题")
        verbose_name_plural = _("公开的议题")
        constraints = (models.CheckConstraint(condition=~Q(title="") & ~Q(words=""), name="release_has_words"),)

    def __str__(self) -> str:
        return f"{self.item_id}"
