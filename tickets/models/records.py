"""What is appended to a case: notes, contacts, questions, proposals to reject."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from tickets.statuses import ContactWay, DeadlineKind, NoteKind, RejectReason


class Appended(models.Model):
    """Written once, in a case, in a round."""

    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.PROTECT, related_name="%(class)s_set")
    round = models.PositiveSmallIntegerField(default=1)
    at = models.DateTimeField()

    class Meta:
        abstract = True


class Record(Appended):
    """The same, by a post."""

    by = models.ForeignKey("orgs.Post", on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True


class OfTheFirm(Appended):
    """The same, where the firm may have acted by its link: `by` is empty then, who held it nobody knows."""

    by = models.ForeignKey("orgs.Post", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        abstract = True


class Note(Record):
    """Words on a case. Its kind says whether the firm reads them."""

    leg = models.ForeignKey("tickets.Leg", on_delete=models.PROTECT, null=True, related_name="notes")
    kind = models.CharField(max_length=10, choices=NoteKind)
    body = models.TextField(_("内容"), max_length=2000)
    client_token = models.UUIDField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("by", "client_token"), name="one_note_per_form"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.ticket_id}"


class Contact(Record):
    """A unit's own word that it reached the firm. It never feeds 响应率 (DOMAIN §2.8)."""

    leg = models.ForeignKey("tickets.Leg", on_delete=models.PROTECT, related_name="contacts")
    way = models.CharField(_("方式"), max_length=8, choices=ContactWay)
    body = models.CharField(_("说了什么"), max_length=500, blank=True)
    client_token = models.UUIDField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("by", "client_token"), name="one_contact_per_form"),)

    def __str__(self) -> str:
        return f"{self.way} {self.ticket_id}"


class Reminder(Record):
    """The firm, or the station that filed for it, urges (催办): on which clock, and who owed it then."""

    clock = models.CharField(_("时限"), max_length=8, choices=DeadlineKind)
    unit = models.ForeignKey("orgs.Organisation", on_delete=models.PROTECT, related_name="+")
    client_token = models.UUIDField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("by", "client_token"), name="one_reminder_per_form"),)
        indexes = (models.Index(fields=("ticket", "-at"), name="reminder_of_case"),)

    def __str__(self) -> str:
        return f"{self.ticket_id} {self.at:%m-%d %H:%M}"


class InfoRequest(Record):
    """A question to the firm; the case waits for its answer, at most five working days."""

    body = models.TextField(_("要补充什么"), max_length=500)
    answer = models.TextField(_("补充内容"), max_length=2000, blank=True)
    answered_at = models.DateTimeField(null=True)
    lapsed_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey("orgs.Post", on_delete=models.PROTECT, null=True, related_name="+")
    answer_token = models.UUIDField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("answered_by", "answer_token"), name="one_answer_per_form"),
            models.UniqueConstraint(
                fields=("ticket",),
                condition=models.Q(answered_at__isnull=True, lapsed_at__isnull=True),
                name="one_open_question_per_case",
            ),
        )

    def __str__(self) -> str:
        return f"{self.ticket_id} {self.at:%m-%d}"


class Rejection(Record):
    """A proposal not to take a request on; somebody else approves it (ASVS V2.3.5), its author can take it back."""

    by_person = models.ForeignKey("orgs.Person", on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(_("原因"), max_length=16, choices=RejectReason)
    channel = models.CharField(_("应走的渠道"), max_length=200)
    body = models.TextField(_("给企业的说明"), max_length=500)
    ruled_by = models.ForeignKey("orgs.Post", on_delete=models.PROTECT, null=True, related_name="+")
    ruled_by_person = models.ForeignKey("orgs.Person", on_delete=models.PROTECT, null=True, related_name="+")
    ruled_at = models.DateTimeField(null=True)
    approved = models.BooleanField(null=True)
    ruling = models.CharField(_("审批意见"), max_length=300, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("ticket",),
                condition=models.Q(ruled_at__isnull=True),
                name="one_open_rejection_per_case",
            ),
            models.CheckConstraint(
                condition=models.Q(approved=False) | ~models.Q(ruled_by_person=models.F("by_person")),
                name="rejection_approved_by_another",
            ),
            models.CheckConstraint(
                condition=models.Q(ruled_at__isnull=True, approved__isnull=True)
                | models.Q(ruled_at__isnull=False, approved__isnull=False),
                name="ruled_rejection_says_how",
            ),
        )

    def __str__(self) -> str:
        return f"{self.ticket_id} {self.reason}"
