"""Who wrote which words on a case: column by column, as one row holds words of several people. Pure table.

What it leaves out of `tickets.retention.WORDS` is named with the reason; a test compares the two.
"""

from dataclasses import dataclass
from typing import Final

from django.db.models import Model

from tickets import models


@dataclass(frozen=True, slots=True)
class Written:
    """Columns of one writer: whose post stands in `by`, and when in `at`."""

    model: type[Model]
    columns: tuple[str, ...]
    by: str = "by"
    at: str = "at"


_RULED: Final = (models.Return, models.Extension, models.Pause, models.LedgerItem, models.StrikeOff)
_REPLY: Final = (
    "body", "internal", "untrue_reason", "unsolved_reason", "beyond_reason", "channel", "override_reason",
)  # fmt: skip
WRITTEN: Final = (
    Written(models.Note, ("body",)),
    Written(models.InfoRequest, ("answer",), "answered_by", "answered_at"),
    Written(models.Revisit, ("body",)),
    Written(models.WithdrawalCheck, ("body",)),
    Written(models.Objection, ("body",)),
    Written(models.Assignment, ("reason",)),
    Written(models.CheckIn, ("place", "said"), at="checked_in_at"),
    Written(models.CheckIn, ("release_reason",), "released_by", "released_at"),
    Written(models.Contact, ("body",)),
    Written(models.Exclusion, ("body",)),
    Written(models.Exclusion, ("opinion",), "agreed_by", "agreed_at"),
    Written(models.Exclusion, ("ruling",), "granted_by", "granted_at"),
    Written(models.Exclusion, ("ruling",), "refused_by", "refused_at"),
    Written(models.Extension, ("body",)),
    Written(models.Hold, ("reason",)),
    Written(models.Hold, ("lift_reason",), "lifted_by", "lifted_at"),
    Written(models.Impasse, ("body", "ruling"), "decided_by", "decided_at"),
    Written(models.InfoRequest, ("body",)),
    Written(models.Instruction, ("leader", "asked")),
    Written(models.Instruction, ("report",), "reported_by", "reported_at"),
    Written(models.LedgerItem, ("body", "plan")),
    Written(models.LedgerReport, ("done", "next_step")),
    Written(models.LedgerReview, ("body",)),
    Written(models.Leg, ("instruction",), "dispatched_by", "dispatched_at"),
    Written(models.Member, ("reason",), "left_by", "left_at"),
    Written(models.Objection, ("told",), "ruled_by", "ruled_at"),
    Written(models.Pause, ("body",)),
    Written(models.Rejection, ("channel", "body")),
    Written(models.Rejection, ("ruling",), "ruled_by", "ruled_at"),
    Written(models.Reopening, ("told",), "ruled_by", "ruled_at"),
    Written(models.Reply, _REPLY),
    Written(models.Reply, ("return_reason",), "ruled_by", "ruled_at"),
    Written(models.ReplyReview, ("body",)),
    Written(models.Return, ("body", "law")),
    Written(models.StrikeOff, ("body",)),
    Written(models.SupervisionOrder, ("asked",)),
    Written(models.SupervisionOrder, ("answer",), "answered_by", "answered_at"),
    Written(models.SupervisionOrder, ("ruling",), "ruled_by", "ruled_at"),
    Written(models.Whistle, ("needed", "grounds", "place")),
    Written(models.Whistle, ("result",), "ended_by", "ended_at"),
    Written(models.WhistleRating, ("words",)),
    *(Written(model, ("ruling", "told"), "ruled_by", "ruled_at") for model in _RULED),
)
OF_NOBODY: Final[dict[type[Model], frozenset[str]]] = {
    models.Ticket: frozenset({"title", "body", "expected"}),  # a section of their own
    models.Attachment: frozenset({"name", "caption"}),  # the same
    models.Leg: frozenset({"opinion", "waived_reason"}),  # a unit's: its row names no writer, the journal does
}
