"""A case's clocks told again out of its journal alone, by the rules as they are written down (DESIGN §5, §6).

Nothing of `tickets` is asked: not the table of actions, not the limits, not the calendar. Office minutes are counted on
a tape of all of them. It is told of a case of 低压供电 (tier T4) in a county without holidays, whose whistles call each
unit once at a time.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from journal.models import Event
from orgs.calendar import COUNTY_TIME
from tests.tickets.retelling_ledger import ON_THE_LEDGER
from tests.tickets.retelling_office import OF_A_RATING, OF_AN_ORDER, OF_THE_COUNTY, OUTLIVE_THE_REPLY
from tests.tickets.retelling_units import AMONG_UNITS
from tests.tickets.tape import MINUTE, after, close_of, minutes

HALF_DAY, TWO_HOURS, HALF_AN_HOUR, A_WEEK = 225, 120, 30, 7 * 24 * 60
RESOLVE, REDO, INFO, ASSIST, CALLS, SETTLE, PARTS, WITHDREW = 15, 5, 5, 3, 3, 2, 20, 3  # working days


ASKED_ABOUT: Final = {"accept", "dispatch", "sign", "contact", "resolve", "assist", "leader"}
OWN: Final = {"sign", "contact", "leader"}  # of a unit that leads

Key = tuple[str, int]
"""A clock: its kind, and the unit that it runs for, or the instruction that it is of; 0 where it is the case's."""


@dataclass
class Running:
    """A clock that has been neither met nor dropped."""

    due: datetime
    wall: bool = False
    stopped: datetime | None = None

    def go_on(self, at: datetime) -> None:
        """It stood still until `at`: that much later, unless it was missed before it stopped."""
        if self.stopped is not None and self.due > self.stopped:
            if self.wall:
                self.due += at - self.stopped
            else:
                self.due = after(at, minutes(self.stopped, self.due))
        self.stopped = None


@dataclass
class Retold:
    """What runs after the events so far."""

    live: dict[Key, Running] = field(default_factory=dict)
    answered: Running | None = None  # the clock that the reply of this round has met
    lead: int = 0
    urgent: bool = False
    called: dict[int, list[int]] = field(default_factory=dict)  # by whistle
    waits_for_unit: int = 0  # a return that waits for its ruling: whose own clocks stand still

    # --- starting and ending -------------------------------------------------------------------------
    def starts(self, kind: str, due: datetime, *, unit: int = 0, wall: bool = False) -> None:
        """Start a clock; none of that kind may run already."""
        assert (kind, unit) not in self.live, (kind, unit)
        self.live[kind, unit] = Running(due, wall)

    def ends(self, *kinds: str, unit: int = 0) -> None:
        """Met or dropped: it does not run any more."""
        for kind in kinds:
            self.live.pop((kind, unit), None)

    def keeps(self, *kinds: str) -> None:
        """All others end."""
        self.live = {key: clock for key, clock in self.live.items() if key[0] in kinds}

    def unit_is_out(self, unit: int) -> None:
        """A unit owes nothing any more."""
        self.ends("sign", "contact", "assist", "leader", unit=unit)

    def leads(self, unit: int, at: datetime) -> None:
        """A unit is to lead: it has a day to sign and a day to get in touch, two office hours if it is urgent."""
        self.lead = unit
        for kind in ("sign", "contact"):
            self.starts(kind, after(at, TWO_HOURS) if self.urgent else close_of(at, 1), unit=unit)

    # --- standing still ------------------------------------------------------------------------------
    def stops(self, at: datetime) -> None:
        """Stop what now stands still and does not yet."""
        for key, clock in self.live.items():
            if clock.stopped is None and self._stands(key, at):
                clock.stopped = at

    def goes_on(self, at: datetime) -> None:
        """Let go what nothing holds any more."""
        for key, clock in self.live.items():
            if clock.stopped is not None and not self._stands(key, at):
                clock.go_on(at)

    def _stands(self, key: Key, at: datetime) -> bool:
        kind, unit = key
        asked = not {("info", 0), ("ledger", 0)}.isdisjoint(self.live) and kind in ASKED_ABOUT
        pause = self.live.get(("pause", 0))
        of_the_lead = kind == "resolve" or (unit == self.lead and kind in OWN)
        paused = pause is not None and pause.due > at and of_the_lead
        ruled_on = unit == self.waits_for_unit != 0 and kind in OWN
        return asked or paused or ruled_on


Effect = Callable[[Retold, dict[str, Any], datetime], None]


def _submitted(case: Retold, _said: dict[str, Any], at: datetime) -> None:
    case.ends("withdrew")
    case.starts("accept", after(at, HALF_DAY))


def _accepted(case: Retold, _said: dict[str, Any], at: datetime) -> None:
    case.ends("accept")
    case.starts("dispatch", after(at, HALF_DAY))


def _taken_on(case: Retold, said: dict[str, Any], at: datetime) -> None:
    case.ends("accept")
    case.lead, case.urgent = said["unit"], said["urgency"] == "urgent"
    case.starts("resolve", close_of(at, RESOLVE))


def _asked(case: Retold, _said: dict[str, Any], at: datetime) -> None:
    case.starts("info", close_of(at, INFO))
    case.stops(at)


def _supplemented(case: Retold, _said: dict[str, Any], at: datetime) -> None:
    case.ends("info")
    case.goes_on(at)


def _question_lapsed(case: Retold, _said: dict[str, Any], _at: datetime) -> None:
    over = case.live.pop(("info", 0)).due
    case.goes_on(over)


def _needs_ruling(case: Retold, _said: dict[str, Any], at: datetime) -> None:
    case.starts("ruling", after(at, HALF_DAY))


def _escalated(case: Retold, said: dict[str, Any], at: datetime) -> None:
    case.ends("ruling")
    _needs_ruling(case, said, at)


def _ruled(case: Retold, _said: dict[str, Any], _at: datetime) -> None:
    case.ends("ruling")


def _all_over(case: Retold, said: dict[str, Any], at: datetime) -> None:
    case.keeps(*OF_A_RATING)
    case.lead = case.waits_for_unit = 0
    if "withdrawal" in said:  # after dispatch: the firm is asked why
        case.starts("withdrew", close_of(at, WITHDREW))


def _sent(case: Retold, said: dict[str, Any], at: datetime) -> None:
    case.urgent = said["urgency"] == "urgent"
    case.leads(said["unit"], at)
    for unit in said["assists"]:
        case.starts("sign", after(at, TWO_HOURS) if case.urgent else close_of(at, 1), unit=unit)
        case.starts("assist", close_of(at, ASSIST), unit=unit)


def _dispatched(case: Retold, said: dict[str, Any], at: datetime) -> None:
    case.ends("dispatch")
    case.starts("resolve", close_of(at, RESOLVE))
    _sent(case, said, at)


def _redispatched(case: Retold, said: dict[str, Any], at: datetime) -> None:
    case.ends("ruling")
    case.waits_for_unit = 0
    _pause_over(case, at)
    for unit in said["was"]:
        case.unit_is_out(unit)
    _sent(case, said | {"urgency": said.get("urgency", "urgent" if case.urgent else "normal")}, at)


def _pause_over(case: Retold, at: datetime) -> None:
    """It ends now, or has ended when its day was over."""
    pause = case.live.pop(("pause", 0), None)
    if pause is not None:
        case.goes_on(min(at, pause.due))


def _given_back(case: Retold, said: dict[str, Any], at: datetime) -> None:
    case.waits_for_unit = said["unit"]
    case.stops(at)
    case.starts("ruling", after(at, HALF_DAY))


def _return_upheld(case: Retold, said: dict[str, Any], at: datetime) -> None:
    case.ends("ruling")
    case.waits_for_unit = 0
    case.unit_is_out(case.lead)
    case.unit_is_out(said["unit"])  # it may have assisted
    case.leads(said["unit"], at)


def _return_refused(case: Retold, _said: dict[str, Any], at: datetime) -> None:
    case.ends("ruling")
    case.waits_for_unit = 0
    case.goes_on(at)


def _extended(case: Retold, said: dict[str, Any], _at: datetime) -> None:
    case.ends("ruling")
    case.live["resolve", 0].due = datetime.fromisoformat(said["due"])


def _paused(case: Retold, said: dict[str, Any], at: datetime) -> None:
    case.ends("ruling")
    case.starts("pause", datetime.fromisoformat(said["until"]), wall=True)
    case.stops(at)


def _replied(case: Retold, _said: dict[str, Any], at: datetime) -> None:
    _pause_over(case, at)
    case.answered = case.live.pop(("resolve", 0))
    case.keeps(*OUTLIVE_THE_REPLY)
    case.starts("review", close_of(at, 1))


def _passed(case: Retold, _said: dict[str, Any], at: datetime) -> None:
    case.ends("review")
    case.starts("confirm", at + MINUTE * A_WEEK, wall=True)


def _sent_back(case: Retold, _said: dict[str, Any], _at: datetime) -> None:
    case.ends("review")
    assert case.answered is not None
    case.live["resolve", 0] = case.answered


def _rated(case: Retold, said: dict[str, Any], at: datetime) -> None:
    if said["status"] == "closed":
        _all_over(case, said, at)
    elif said["status"] == "handling":
        case.ends("confirm", "calls")
        if said.get("stopped"):
            case.starts("settle", close_of(at, SETTLE))
        else:
            case.starts("resolve", close_of(at, REDO))


def _confirmation_lapsed(case: Retold, _said: dict[str, Any], at: datetime) -> None:
    case.ends("confirm")
    case.starts("calls", close_of(at, CALLS))


def _another_round(case: Retold, _said: dict[str, Any], at: datetime) -> None:
    case.ends("settle")
    case.starts("resolve", close_of(at, REDO))


def _split(case: Retold, _said: dict[str, Any], at: datetime) -> None:
    case.keeps("instruct", *OF_A_RATING)  # the desk still reports
    case.starts("parts", close_of(at, PARTS))


def _whistled(case: Retold, said: dict[str, Any], at: datetime) -> None:
    emergency = said["whistle_kind"] == "emergency"
    case.called[said["whistle"]] = said["called"]
    for unit in said["called"]:
        case.starts("check_in", at + MINUTE * HALF_AN_HOUR if emergency else close_of(at, 1), unit=unit, wall=emergency)


def _whistle_over(case: Retold, said: dict[str, Any], _at: datetime) -> None:
    for unit in case.called[said["whistle"]]:
        case.ends("check_in", unit=unit)


_QUIET: Final = (
    "group.joined", "group.gathered", "group.left", "group.parted",
    "ticket.about_named", "ticket.urged", "note.supplement", "note.progress", "note.internal", "deadline.warned",
    "deadline.passed", "whistle.units_rated", "whistle.rated",
)  # fmt: skip
EFFECTS: Final[dict[str, Effect]] = {
    **dict.fromkeys(_QUIET, lambda _case, _said, _at: None),  # words and marks move no clock
    "ticket.submitted": _submitted,
    "ticket.appealed": _submitted,
    "ticket.accepted": _accepted,
    "ticket.taken_on": _taken_on,
    "ticket.asked": _asked,
    "ticket.supplemented": _supplemented,
    "ticket.question_lapsed": _question_lapsed,
    "rejection.proposed": _needs_ruling,
    "rejection.refused": _ruled,
    "ticket.rejected": _all_over,
    "ticket.withdrawn": _all_over,
    "ticket.dispatched": _dispatched,
    "ticket.redispatched": _redispatched,
    "leg.given_back": _given_back,
    "return.upheld": _return_upheld,
    "return.refused": _return_refused,
    "extension.asked": _needs_ruling,
    "extension.granted": _extended,
    "extension.refused": _ruled,
    "pause.asked": _needs_ruling,
    "pause.granted": _paused,
    "pause.refused": _ruled,
    "pause.ended": lambda case, _said, at: _pause_over(case, at),
    "pause.lapsed": lambda case, _said, at: _pause_over(case, at),
    "ruling.escalated": _escalated,
    "leg.signed": lambda case, said, _at: case.ends("sign", unit=said["unit"]),
    "leg.contacted": lambda case, said, _at: case.ends("contact", unit=said["unit"]),
    "leg.opined": lambda case, said, _at: case.ends("assist", unit=said["unit"]),
    "reply.submitted": _replied,
    "reply.signed": _replied,
    **AMONG_UNITS,
    "reply.passed": _passed,
    "reply.sent_back": _sent_back,
    "ticket.revisited": _rated,
    "ticket.rated": _rated,
    "ticket.called": _rated,
    "ticket.confirmation_lapsed": _confirmation_lapsed,
    "impasse.ordered": _another_round,
    "impasse.settled": _all_over,
    **OF_THE_COUNTY,
    "ledger.asked": _needs_ruling,
    "ledger.strike_asked": _needs_ruling,
    **ON_THE_LEDGER,
    "ticket.split": _split,
    "ticket.split_off": lambda case, _said, at: case.starts("dispatch", after(at, HALF_DAY)),
    "ticket.parts_finished": _all_over,
    "ticket.parts_reopened": lambda case, _said, at: case.starts("parts", close_of(at, PARTS)),
    "whistle.blown": _whistled,
    "whistle.checked_in": lambda case, said, _at: case.ends("check_in", unit=said["unit"]),
    "whistle.released": lambda case, said, _at: case.ends("check_in", unit=said["unit"]),
    "whistle.ended": _whistle_over,
}
"""What each act does to the clocks. A verb that is not here is an error: a rule that nobody has retold."""


def retold(events: Iterable[Event]) -> dict[Key, datetime]:
    """Which clocks run and when each is due, out of a case's events in their order."""
    case = Retold()
    for event in events:
        EFFECTS[event.verb](case, event.data, event.at.astimezone(COUNTY_TIME))
        if "order_lapsed" in event.data:
            case.ends(*OF_AN_ORDER)
    return {key: clock.due for key, clock in case.live.items()}
