"""What of the played requests lies in the last closed year: all of that is answered. Pure.

Stories are told backwards from now, so that in the first weeks of a year many would begin before it. Of the year that
is over every accepted case is handled (DOMAIN §1.2): one that is still on the way, or was withdrawn, is told of the
running year alone.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from tickets.seeding.play import Play
from tickets.statuses import Urgency

_ACCEPTS: Final = frozenset({"accept", "direct"})
_ANSWERED: Final = "pass"
_JOINS: Final = "group"
_DESK_MINUTES: Final = 240
"""By then, in office minutes, a desk has accepted whatever it accepts first of all."""


def told(plays: Sequence[Play], *, turn: datetime) -> list[Play]:
    """Those that can be told of a year that ended at `turn` and of the one that runs."""
    kept = [play for play in plays if not _left_undone(play, turn) and not _between_the_years(play, turn)]
    names = {play.request.id for play in kept}
    return [play for play in kept if all(how in names for name, how in play.steps if name == _JOINS)]


def urgent_of_the_closed_year(plays: Sequence[Play], *, turn: datetime) -> int:
    """How many urgent cases were accepted in it."""
    return sum(_urgent(play) and play.filed_at < turn for play in plays)


def _left_undone(play: Play, turn: datetime) -> bool:
    """Accepted, as far as can be known in the closed year, and not answered."""
    names = {name for name, _how in play.steps}
    return play.filed_at < turn and bool(names & _ACCEPTS) and _ANSWERED not in names


def _between_the_years(play: Play, turn: datetime) -> bool:
    """Urgent, and so late in the year that nobody can say in which it was accepted."""
    return _urgent(play) and play.filed_at < turn <= play.calendar.add_working_minutes(play.filed_at, _DESK_MINUTES)


def _urgent(play: Play) -> bool:
    return play.request.urgency != Urgency.NORMAL
