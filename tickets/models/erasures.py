"""What was erased of a case because its time was over: that, when, and nothing of what it was."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from tickets.models.records import Appended
from tickets.retention_kinds import Kept


class Erasure(Appended):
    """One erasing. A case that was taken up again and ended again can have another of the same kind."""

    kind = models.CharField(_("清除了什么"), max_length=10, choices=Kept)

    class Meta:
        indexes = (models.Index(fields=("ticket", "kind", "-at"), name="erasure_of_case"),)

    def __str__(self) -> str:
        return f"{self.ticket_id} {self.kind}"
