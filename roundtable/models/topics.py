"""Topics (议题): hard cases and suggestions in the pool of a committee, and how they were screened."""

from datetime import date
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from journal.models import Chained
from orgs.statuses import OrganisationKind
from roundtable.kinds import LIVE, ORIGINS, Advice, Origin, TopicKind, TopicState
from web.labels import Labelled

if TYPE_CHECKING:
    from orgs.models import Organisation

_RULED = Q(ruled_at__isnull=False, ruled_by__isnull=False)


class Topic(Labelled, Chained):
    """One matter for a round table, about a case or about none. Its row is the lock of all that is decided on it.

    `committee` has the pool it lies in. `advice` is what a clerk proposes, `ruling` what whoever raised it reads.
    """

    JOURNAL_NAME: ClassVar[str] = "topic"
    whose = ""  # who brought it in, as the reader may know it (`roundtable.reading`)

    county = models.ForeignKey("orgs.County", on_delete=models.PROTECT, related_name="+")
    committee = models.ForeignKey("orgs.Organisation", on_delete=models.PROTECT, related_name="topics")
    kind = models.CharField(_("类别"), max_length=10, choices=TopicKind)
    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.PROTECT, null=True, related_name="topics")
    title = models.CharField(_("议题"), max_length=60)
    body = models.TextField(_("说明"), max_length=1000)
    raised_by = models.ForeignKey("orgs.Post", on_delete=models.PROTECT, related_name="+")
    client_token = models.UUIDField()
    at = models.DateTimeField(_("提出时间"))
    state = models.CharField(_("状态"), max_length=10, choices=TopicState, default=TopicState.POOLED)
    version = models.PositiveIntegerField(default=1)
    advice = models.CharField(_("筛选意见"), max_length=8, choices=Advice, blank=True)
    advice_words = models.CharField(_("筛选理由"), max_length=300, blank=True)
    proposed_by = models.ForeignKey("orgs.Post", on_delete=models.PROTECT, null=True, related_name="+")
    proposed_at = models.DateTimeField(null=True)
    ruling = models.CharField(_("审定意见"), max_length=300, blank=True)
    ruled_by = models.ForeignKey("orgs.Post", on_delete=models.PROTECT, null=True, related_name="+")
    ruled_at = models.DateTimeField(null=True)
    again_on = models.DateField(_("缓议到"), null=True)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="merged")

    class Meta:
        verbose_name = _("议题")
        verbose_name_plural = _("议题")
        constraints = (
            models.UniqueConstraint(fields=("ticket",), condition=Q(state__in=LIVE), name="one_live_topic_per_case"),
            models.UniqueConstraint(fields=("raised_by", "client_token"), name="one_topic_per_form"),
            models.CheckConstraint(condition=Q(state__in=TopicState.values), name="topic_state_is_known"),
            models.CheckConstraint(condition=~Q(title="") & ~Q(body=""), name="topic_has_words"),
            models.CheckConstraint(
                condition=~Q(state=TopicState.PROPOSED)
                | ~Q(advice="") & Q(proposed_by__isnull=False, proposed_at__isnull=False),
                name="proposed_topic_says_what_and_who",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[TopicState.APPROVED, TopicState.DEFERRED, TopicState.DECLINED]) | _RULED,
                name="ruled_topic_says_who",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[TopicState.DEFERRED, TopicState.DECLINED]) | ~Q(ruling=""),
                name="topic_put_off_is_told_why",
            ),
            models.CheckConstraint(
                condition=Q(state=TopicState.DEFERRED, again_on__isnull=False)
                | ~Q(state=TopicState.DEFERRED) & Q(again_on__isnull=True),
                name="deferred_topic_says_until_when",
            ),
            models.CheckConstraint(
                condition=Q(state=TopicState.MERGED, merged_into__isnull=False) & ~Q(merged_into=F("id"))
                | ~Q(state=TopicState.MERGED) & Q(merged_into__isnull=True),
                name="merged_topic_names_the_other",
            ),
        )
        indexes = (
            models.Index(fields=("committee", "state", "at", "id"), name="topics_of_a_pool"),
            models.Index(fields=("county", "state", "at", "id"), name="topics_of_a_county"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def origin(self) -> Origin:
        """Where it comes from; needs `raised_by` with its organisation."""
        return ORIGINS.get(OrganisationKind(self.raised_by.organisation.kind), Origin.UNIT)

    @property
    def from_whom(self) -> "Organisation":
        """The body that raised it."""
        return self.raised_by.organisation

    def is_back(self, today: date) -> bool:
        """Whether the day until which it was put off has come: it waits to be screened again."""
        return self.state == TopicState.DEFERRED and self.again_on is not None and self.again_on <= today
