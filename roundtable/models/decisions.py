"""What a meeting has decided (议定事项), for whom, how it goes on, and how it is struck off (销号)."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from journal.models import Chained
from roundtable.meeting_kinds import ASKED, DecisionState
from roundtable.models.enclosures import WithFiles
from tickets.models.tracked import Tracked
from tickets.supervision_kinds import CardColour
from web.labels import Labelled


class Decision(Labelled, Tracked, Chained):
    """One matter that a meeting gave to a unit: `plan` is what was decided, `target_on` the day it is to be done.

    It begins when the minutes are signed and ends when it is struck off; nothing ends by itself. `told` is what its
    firms read. Its row is the lock of all that follows it.
    """

    JOURNAL_NAME: ClassVar[str] = "decision"

    county = models.ForeignKey("orgs.County", on_delete=models.PROTECT, related_name="+")
    meeting = models.ForeignKey("roundtable.Meeting", on_delete=models.PROTECT, related_name="decisions")
    item = models.ForeignKey("roundtable.AgendaItem", on_delete=models.PROTECT, related_name="decisions")
    number = models.PositiveSmallIntegerField(_("序号"))
    lead = models.ForeignKey("orgs.Organisation", on_delete=models.PROTECT, related_name="+")
    assists = models.ManyToManyField("orgs.Organisation", related_name="+")
    person = models.CharField(_("责任人"), max_length=30, blank=True)
    criterion = models.CharField(_("完成标准"), max_length=300)
    told = models.CharField(_("告诉企业的话"), max_length=300)
    state = models.CharField(_("状态"), max_length=8, choices=DecisionState, default=DecisionState.DRAFT)
    version = models.PositiveIntegerField(default=1)
    made_by = models.ForeignKey("orgs.Post", on_delete=models.PROTECT, related_name="+")
    client_token = models.UUIDField()
    at = models.DateTimeField()
    contact_due_at = models.DateTimeField(null=True)
    contacted_at = models.DateTimeField(null=True)
    report_due_at = models.DateTimeField(null=True)
    # When the sweep found that one of these two was missed; the next report clears its own.
    contact_missed_at = models.DateTimeField(null=True)
    report_missed_at = models.DateTimeField(null=True)
    # When the sweep found that one of its cases is about its lead; empty again once it has another lead.
    conflict_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    warn_at = models.DateTimeField(null=True)
    # Struck off, whether that was asked for by its day: ruling takes the convenor's time, not the unit's.
    in_time = models.BooleanField(null=True)

    class Meta:
        verbose_name = _("议定事项")
        verbose_name_plural = _("议定事项")
        constraints: ClassVar = (
            *Tracked.Meta.constraints,
            models.UniqueConstraint(
                fields=("meeting", "number"), deferrable=models.Deferrable.DEFERRED, name="one_number_per_decision"
            ),
            models.UniqueConstraint(fields=("made_by", "client_token"), name="one_decision_per_form"),
            models.CheckConstraint(condition=Q(state__in=DecisionState.values), name="decision_state_is_known"),
            models.CheckConstraint(condition=~Q(criterion="") & ~Q(told=""), name="decision_says_when_it_is_done"),
            models.CheckConstraint(
                condition=Q(state=DecisionState.DRAFT, began_at__isnull=True)
                | ~Q(state=DecisionState.DRAFT) & Q(began_at__isnull=False, due_at__isnull=False),
                name="signed_decision_has_begun",
            ),
            models.CheckConstraint(
                condition=Q(state=DecisionState.DONE, ended_at__isnull=False)
                | ~Q(state=DecisionState.DONE) & Q(ended_at__isnull=True),
                name="decision_ends_struck_off",
            ),
        )
        indexes = (
            models.Index(fields=("county", "state", "target_on", "id"), name="decisions_of_a_county"),
            models.Index(fields=("lead", "state", "target_on", "id"), name="decisions_of_a_unit"),
        )
        ordering = ("meeting", "number")

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.number}"

    @property
    def is_asked(self) -> bool:
        """Whether its lead has asked to strike it off and nobody has ruled yet."""
        return self.state in ASKED


class Named(models.Model):
    """A firm that a decision names, with its case where it has one. What it says of the result counts (DOMAIN §3.1)."""

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="named")
    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.PROTECT, null=True, related_name="decisions")
    firm = models.ForeignKey("orgs.Organisation", on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(null=True)  # when the decision was written to the case
    solved = models.BooleanField(_("解决了吗"), null=True)
    words = models.CharField(_("说明"), max_length=500, blank=True)
    said_at = models.DateTimeField(null=True)
    said_by = models.ForeignKey("orgs.Post", on_delete=models.PROTECT, null=True, related_name="+")
    by_phone = models.BooleanField(default=False)
    # The office could not reach it: its word is not waited for, and nothing counts as solved.
    unreachable = models.BooleanField(default=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("decision", "ticket"), name="decision_names_a_case_once"),
            models.UniqueConstraint(
                fields=("decision", "firm"), condition=Q(ticket__isnull=True), name="decision_names_a_firm_once"
            ),
            models.CheckConstraint(
                condition=Q(solved__isnull=True, unreachable=False, said_at__isnull=True)
                | Q(solved__isnull=False, unreachable=False, said_at__isnull=False, said_by__isnull=False)
                | Q(solved__isnull=True, unreachable=True, by_phone=True, said_at__isnull=False, said_by__isnull=False)
                & ~Q(words=""),
                name="firm_that_has_spoken_says_when",
            ),
            models.CheckConstraint(condition=~Q(solved=False) | ~Q(words=""), name="unsolved_says_what_is_missing"),
        )
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.decision_id} {self.firm_id}"


class DecisionNote(WithFiles):
    """What the lead has done: that it spoke with the firms, or the month's progress (each by its day, or late)."""

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="notes")
    by = models.ForeignKey("orgs.Post", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    contact = models.BooleanField(default=False)
    done = models.CharField(_("做了什么"), max_length=500)
    next_step = models.CharField(_("下一步"), max_length=500, blank=True)
    late = models.BooleanField(default=False)
    client_token = models.UUIDField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("by", "client_token"), name="one_note_on_a_decision_per_form"),
            models.CheckConstraint(condition=~Q(done=""), name="note_on_a_decision_has_words"),
        )
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"{self.decision_id} {self.at:%m-%d}"


class DecisionStrike(WithFiles):
    """The lead says what was reached (销号申请): its head signs, firms confirm, office and secretary rule."""

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="strikes")
    by = models.ForeignKey("orgs.Post", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    body = models.TextField(_("达到了什么，有什么凭据"), max_length=1000)
    signed_by = models.ForeignKey("orgs.Post", on_delete=models.PROTECT, null=True, related_name="+")
    signed_at = models.DateTimeField(null=True)
    audited_by = models.ForeignKey("orgs.Post", on_delete=models.PROTECT, null=True, related_name="+")
    audited_at = models.DateTimeField(null=True)
    audit = models.CharField(_("审核意见"), max_length=300, blank=True)
    ruled_by = models.ForeignKey("orgs.Post", on_delete=models.PROTECT, null=True, related_name="+")
    ruled_at = models.DateTimeField(null=True)
    upheld = models.BooleanField(null=True)
    ruling = models.CharField(_("意见"), max_length=300, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("decision",), condition=Q(upheld__isnull=True), name="one_open_strike_off_per_decision"
            ),
            models.CheckConstraint(condition=~Q(body=""), name="strike_off_says_what_was_reached"),
            models.CheckConstraint(
                condition=Q(upheld__isnull=True, ruled_at__isnull=True)
                | Q(upheld__isnull=False, ruled_at__isnull=False),
                name="ruled_strike_off_says_when",
            ),
            models.CheckConstraint(
                condition=~Q(upheld=True) | Q(audited_at__isnull=False, signed_at__isnull=False),
                name="granted_strike_off_was_signed_and_audited",
            ),
            models.CheckConstraint(condition=~Q(upheld=False) | ~Q(ruling=""), name="refused_strike_off_says_why"),
            models.CheckConstraint(
                condition=~Q(upheld=True) | ~Q(ruled_by=F("by")) & ~Q(ruled_by=F("audited_by")),
                name="strike_off_granted_by_another_post",
            ),
        )
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"{self.decision_id} {self.at:%m-%d}"


class DecisionCard(models.Model):
    """The sweep has shown its lead a card: one of each colour. Never taken back; `at` is when it was earned."""

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="cards")
    unit = models.ForeignKey("orgs.Organisation", on_delete=models.PROTECT, related_name="+")
    colour = models.CharField(max_length=6, choices=CardColour)
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("decision", "colour"), name="one_card_of_a_colour_for_a_decision"),
            models.CheckConstraint(condition=Q(colour__in=CardColour.values), name="decision_card_has_a_known_colour"),
        )
        indexes = (models.Index(fields=("unit", "-at"), name="decision_card_of_unit"),)

    def __str__(self) -> str:
        return f"{self.decision_id} {self.colour}"
