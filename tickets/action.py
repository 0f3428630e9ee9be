"""What a row of the table of actions is made of (`tickets.actions`)."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final

from django.utils.functional import Promise

from tickets.statuses import OPEN, DeadlineKind


class On(Enum):
    """What an action changes: the case, or one unit's leg of it."""

    CASE = "case"
    LEG = "leg"


class Readers(Enum):
    """Who reads an event on the timeline: the firm as well, all who work on the case, or the people of one unit."""

    FIRM_AND_UNITS = "firm_and_units"
    UNITS = "units"
    OWN_UNIT = "own_unit"


FIRM_AND_UNITS: Final = Readers.FIRM_AND_UNITS
UNITS: Final = Readers.UNITS
OWN_UNIT: Final = Readers.OWN_UNIT


@dataclass(frozen=True, slots=True)
class Action:
    """One row: from where, to where, who, and what it sets off.

    `sources` are statuses of what the action is `on`. `targets` are the statuses the case may
    have afterwards; `leg_target` the leg's. `meets` and `starts` name the clocks it stops and
    starts. `decides` says whether the version of its form is guarded: appends never conflict.
    """

    label: Promise
    on: On
    sources: frozenset[str]
    policy: Callable[[Any, Any], bool]
    verb: str
    readers: Readers
    firm_reads: Promise | str = ""
    targets: frozenset[str] = frozenset()
    leg_target: str = ""
    meets: tuple[DeadlineKind, ...] = ()
    starts: tuple[DeadlineKind, ...] = ()
    decides: bool = True
    case_in: frozenset[str] = OPEN
    by_system: bool = False
    # An append that can be done only once (a check-in, a rating): whoever has a part in it is told who was faster.
    once: Callable[[Any, Any], bool] | None = None
    with_lead: bool = (
        False  # a case that follows another one (同类诉求) has it done together with its lead, never alone
    )
    alone: bool = False  # never done to a case in a group (同类诉求), whether it leads it or follows
    on_split: bool = False  # possible on a call that waits for its parts (拆分), on which nothing is decided any more
    by_itself: bool = True  # has a form of its own; without one it only ever follows another act
