"""The lead asks for a later date (延期), and somebody else rules (DESIGN §5)."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tickets.models.ruled import Ruled
from tickets.statuses import Asked, ExtensionReason
from web.labels import Labelled


class Extension(Labelled, Ruled):
    """From which date to which, why, and the one sentence that the firm reads once it is granted."""

    KIND = Asked.EXTENSION
    MOST = 2  # granted in one case (DESIGN §5)

    reason = models.CharField(_("延期原因"), max_length=12, choices=ExtensionReason)
    body = models.TextField(_("说明"), max_length=500)
    was_due_at = models.DateTimeField(_("原期限"))
    until = models.DateField(_("申请延到"))
    days = models.PositiveSmallIntegerField(_("延长的工作日"))
    place = models.PositiveSmallIntegerField(_("第几次延期"))

    class Meta(Ruled.Meta):
        constraints: ClassVar = (
            *Ruled.Meta.constraints,
            models.UniqueConstraint(
                fields=("ticket", "place"), condition=Q(upheld=True), name="one_granted_extension_per_place"
            ),
            models.CheckConstraint(condition=Q(place__gte=1, place__lte=2), name="two_extensions_at_most"),
            models.CheckConstraint(condition=Q(days__gte=1), name="extension_gives_a_day"),
            models.CheckConstraint(condition=~Q(told=""), name="extension_tells_the_firm"),
        )

    def __str__(self) -> str:
        return f"{self.ticket_id} {self.until}"
