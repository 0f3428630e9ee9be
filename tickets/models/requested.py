"""What a lead has asked for in a case, and what stands of it: the part of a case that its rulings are about."""

from typing import Final

from django.db import models
from django.utils.functional import cached_property

from tickets.models.extensions import Extension
from tickets.models.ledger import LedgerItem, StrikeOff
from tickets.models.pauses import Pause
from tickets.models.returns import Return
from tickets.models.ruled import Ruled
from tickets.statuses import DeadlineKind, Status

KINDS: Final[tuple[type[Ruled], ...]] = (Return, Extension, Pause, LedgerItem, StrikeOff)


class Requested(models.Model):
    """Looked for once, and only where it can be."""

    status: str
    waits_for: str

    class Meta:
        abstract = True

    asks: str | None = None
    """Which kind of request waits for its ruling, where a page has read that along (`queries.cases`)."""

    @cached_property
    def open_request(self) -> Ruled | None:
        """What the lead has asked for and nobody has ruled on yet; looked for only while a ruling is waited for."""
        if self.status not in {Status.HANDLING, Status.ON_LEDGER} or self.waits_for != DeadlineKind.RULING:
            return None
        for kind in KINDS:
            if self.asks not in {None, kind.KIND}:
                continue
            asked = kind._default_manager.select_related("leg__department", *kind.SHOWN)  # noqa: SLF001 -- documented
            if found := asked.filter(ticket=self.pk, ruled_at=None, lapsed_at=None).first():
                return found
        return None

    @property
    def open_return(self) -> Return | None:
        """The same, if it is a return."""
        return self.open_request if isinstance(self.open_request, Return) else None

    @property
    def open_extension(self) -> Extension | None:
        """The same, if a later date is asked for."""
        return self.open_request if isinstance(self.open_request, Extension) else None

    @property
    def open_pause(self) -> Pause | None:
        """The same, if the clock is to stand still."""
        return self.open_request if isinstance(self.open_request, Pause) else None

    @cached_property
    def standing_pause(self) -> Pause | None:
        """The pause under way; looked for only while the case counts by its end."""
        if self.status != Status.HANDLING or self.waits_for != DeadlineKind.PAUSE:
            return None
        return Pause.objects.filter(ticket=self.pk, upheld=True, ended_at=None).first()

    @property
    def open_ledger(self) -> LedgerItem | None:
        """The same, if the case is to go on the ledger (挂账)."""
        return self.open_request if isinstance(self.open_request, LedgerItem) else None

    @property
    def open_strike_off(self) -> StrikeOff | None:
        """The same, if it is to be struck off again (销号)."""
        return self.open_request if isinstance(self.open_request, StrikeOff) else None

    @cached_property
    def ledger_item(self) -> LedgerItem | None:
        """What stands on the ledger, with its reports; looked for only while the case is on it."""
        if self.status != Status.ON_LEDGER:
            return None
        if self.open_strike_off is not None:
            item = self.open_strike_off.item
            models.prefetch_related_objects([item], "reports")
            return item
        standing = LedgerItem.objects.select_related("leg__department").prefetch_related("reports")
        return standing.filter(ticket=self.pk, upheld=True, ended_at=None).first()
