"""The firm was not content in the last round that goes by itself (三轮未认可): the office decides what happens now."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tickets.models.records import OfTheFirm


class Impasse(OfTheFirm):
    """What nobody lets go round silently: opened by a bad rating, ended by an order or by a final answer.

    `by` is empty where the rating came by a link; who decided stands in the row.
    """

    revisit = models.OneToOneField("tickets.Revisit", on_delete=models.PROTECT, related_name="impasse")
    replied_by_person = models.ForeignKey("orgs.Person", on_delete=models.PROTECT, related_name="+")
    decided_by = models.ForeignKey("orgs.Post", on_delete=models.PROTECT, null=True, related_name="+")
    decided_by_person = models.ForeignKey("orgs.Person", on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    final = models.BooleanField(null=True)  # a final answer; otherwise a further round under supervision
    body = models.TextField(_("最终答复"), max_length=2000, blank=True)  # the firm reads it
    ruling = models.CharField(_("督办意见或签发理由"), max_length=500, blank=True)  # it never reads this
    lapsed_at = models.DateTimeField(null=True)  # the firm withdrew before anybody decided

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("ticket",),
                condition=Q(decided_at__isnull=True, lapsed_at__isnull=True),
                name="one_open_impasse_per_case",
            ),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, decided_by__isnull=True, final__isnull=True)
                | Q(decided_at__isnull=False, decided_by__isnull=False, final__isnull=False, lapsed_at__isnull=True)
                & ~Q(ruling=""),
                name="decided_impasse_says_how_and_why",
            ),
            models.CheckConstraint(condition=~Q(final=True) | ~Q(body=""), name="final_answer_has_words"),
            models.CheckConstraint(
                condition=~Q(decided_by_person=F("replied_by_person")), name="impasse_decided_by_another"
            ),
        )

    def __str__(self) -> str:
        return f"{self.ticket_id}/{self.round}"
