"""What was promised to the firm and whether it was kept, at the line of the timeline that kept it. Pure."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from django.utils.translation import gettext as _

from tickets.chips import Chip, wall_words
from tickets.models import Deadline
from tickets.progress import Clocks
from tickets.queries.timeline import Entry, Promise
from tickets.statuses import DeadlineKind

# Clocks that run for the firm; the others are between the units, or the firm's own.
TO_THE_FIRM: Final = frozenset(
    {DeadlineKind.ACCEPT, DeadlineKind.DISPATCH, DeadlineKind.CONTACT, DeadlineKind.RESOLVE, DeadlineKind.REVIEW}
)


def with_promises(entries: Sequence[Entry], clocks: Clocks) -> list[Entry]:
    """The entries, each with the promises that its act has met, in time or not."""
    met: dict[datetime, list[Promise]] = {}
    for deadline, chip in clocks:
        if deadline.met_at is not None and chip is not None and deadline.kind in TO_THE_FIRM:
            met.setdefault(deadline.met_at, []).append(_promise(deadline, chip))
    return [replace(entry, promises=tuple(met.get(entry.at, ()))) for entry in entries]


def _promise(deadline: Deadline, chip: Chip) -> Promise:
    kept = chip.kind == "done"
    said = {"by": wall_words(deadline.due_at), "how": chip.words}
    words = _("承诺 %(by)s 前，已做到") if kept else _("承诺 %(by)s 前，%(how)s")
    if deadline.first_due_at is not None and deadline.met_at and deadline.met_at > deadline.first_due_at:
        said["first"] = wall_words(deadline.first_due_at)
        words = _("原承诺 %(first)s 前，延到 %(by)s 前，%(how)s")
    return Promise(kept=kept, words=words % said)
