"""What lead and assists do with each other, and units inside themselves, to the clocks of `retelling`."""

from datetime import datetime
from typing import Any, Final

from tests.tickets.tape import after, close_of

HALF_DAY, TWO_HOURS = 225, 120


def _added(case: Any, said: dict[str, Any], at: datetime) -> None:
    case.starts("sign", after(at, TWO_HOURS) if case.urgent else close_of(at, 1), unit=said["unit"])
    case.starts("assist", close_of(at, said["days"]), unit=said["unit"])


def _drafted(case: Any, said: dict[str, Any], at: datetime) -> None:
    case.starts("leader", after(at, HALF_DAY), unit=said["unit"])
    case.stops(at)


_QUIET: Final = ("leg.assigned", "leg.handed_over", "leg.unassigned")
AMONG_UNITS: Final[dict[str, Any]] = {
    **dict.fromkeys(_QUIET, lambda _case, _said, _at: None),
    "leg.added": _added,
    "leg.waived": lambda case, said, _at: case.unit_is_out(said["unit"]),
    "reply.drafted": _drafted,
    "reply.returned": lambda case, said, _at: case.ends("leader", unit=said["unit"]),
}
