"""The ledger (挂账), to the clocks of `retelling`."""

from datetime import datetime, timedelta
from typing import Any, Final

from tests.tickets.tape import close_of

MONTH, LEAST = 30, 3  # days, working days


def _in_a_month(at: datetime) -> datetime:
    """The close of the thirtieth day, or of the first working day after it."""
    return close_of(datetime.combine((at + timedelta(days=MONTH)).date(), datetime.min.time(), at.tzinfo), 0)


def _granted(case: Any, said: dict[str, Any], at: datetime) -> None:
    case.ends("ruling")
    case.live = {key: clock for key, clock in case.live.items() if key[0] != "check_in"}  # whistles end
    case.starts("ledger", datetime.fromisoformat(said["until"]), wall=True)
    case.starts("monthly", _in_a_month(at), wall=True)
    case.stops(at)


def _reported(case: Any, _said: dict[str, Any], at: datetime) -> None:
    case.ends("monthly")
    case.starts("monthly", _in_a_month(at), wall=True)


def _off(case: Any, at: datetime) -> None:
    case.ends("ruling", "ledger", "monthly")
    case.goes_on(at)
    handled = case.live["resolve", 0]
    handled.due = max(handled.due, close_of(at, LEAST))


def _reviewed(case: Any, said: dict[str, Any], at: datetime) -> None:
    if said["status"] == "handling":
        _off(case, at)


ON_THE_LEDGER: Final[dict[str, Any]] = {
    "ledger.granted": _granted,
    "ledger.refused": lambda case, _said, _at: case.ends("ruling"),
    "ledger.reported": _reported,
    "ledger.reviewed": _reviewed,
    "ledger.struck_off": lambda case, _said, at: _off(case, at),
    "ledger.strike_refused": lambda case, _said, _at: case.ends("ruling"),
}
"""Its verbs, as rows of `retelling.EFFECTS`; what asks for a ruling stands there."""
