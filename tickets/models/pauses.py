"""The lead asks for its clock to stand still (挂起), somebody else rules; it is credited to the minute (DESIGN §5)."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tickets.models.ruled import Ruled
from tickets.statuses import Asked, PauseReason
from web.labels import Labelled


class Pause(Labelled, Ruled):
    """Why, until when at most, the one sentence that the firm reads; once it is granted, when it began and ended."""

    KIND = Asked.PAUSE

    reason = models.CharField(_("挂起原因"), max_length=12, choices=PauseReason)
    body = models.TextField(_("说明"), max_length=500)
    until = models.DateField(_("挂起到"))
    began_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey("orgs.Post", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta(Ruled.Meta):
        constraints: ClassVar = (
            *Ruled.Meta.constraints,
            models.UniqueConstraint(
                fields=("ticket",), condition=Q(upheld=True, ended_at__isnull=True), name="one_standing_pause_per_case"
            ),
            models.CheckConstraint(
                condition=Q(began_at__isnull=True) | Q(upheld__isnull=False, upheld=True),
                name="only_a_granted_pause_has_begun",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(began_at__isnull=False, ended_at__gte=F("began_at")),
                name="pause_ends_after_it_began",
            ),
            models.CheckConstraint(condition=~Q(told=""), name="pause_tells_the_firm"),
        )

    def __str__(self) -> str:
        return f"{self.ticket_id} {self.until}"
