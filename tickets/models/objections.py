"""Objections (异议): the firm does not accept that its rating was left out; somebody else of the office looks again."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tickets.models.records import Record
from web.labels import Labelled


class Objection(Labelled, Record):
    """One at most against an exclusion. While nobody has ruled the rating counts again; upheld, it does for good."""

    exclusion = models.OneToOneField("tickets.Exclusion", on_delete=models.PROTECT, related_name="objection")
    by_person = models.ForeignKey("orgs.Person", on_delete=models.PROTECT, related_name="+")
    client_token = models.UUIDField()
    body = models.TextField(_("异议理由"), max_length=500)
    ruled_at = models.DateTimeField(null=True)
    ruled_by = models.ForeignKey("orgs.Post", on_delete=models.PROTECT, null=True, related_name="+")
    ruled_by_person = models.ForeignKey("orgs.Person", on_delete=models.PROTECT, null=True, related_name="+")
    upheld = models.BooleanField(null=True)
    told = models.CharField(_("复核说明"), max_length=300, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("by", "client_token"), name="one_objection_per_form"),
            models.CheckConstraint(condition=~Q(body=""), name="objection_says_why"),
            models.CheckConstraint(
                condition=Q(ruled_at=None, ruled_by=None, ruled_by_person=None, upheld=None, told="")
                | Q(ruled_at__isnull=False, ruled_by__isnull=False, ruled_by_person__isnull=False)
                & Q(upheld__isnull=False)
                & ~Q(told=""),
                name="ruled_objection_says_how_and_why",
            ),
            models.CheckConstraint(condition=~Q(ruled_by_person=F("by_person")), name="objection_ruled_by_another"),
        )

    def __str__(self) -> str:
        return f"{self.ticket_id}/{self.round}"
