"""What the office and leaders press for, and why firms withdrew, to the clocks of `retelling`."""

from datetime import datetime
from typing import Any, Final

from tests.tickets.tape import after, close_of

REPORT, REDO, HALF_DAY = 3, 5, 225  # working days, working days, office minutes
HEAD, OFFICE = 1, 2  # working days each: on leaving a rating out
OF_AN_ORDER: Final = ("answer", "judge")
OF_A_RATING: Final = ("agree", "exclude")
OUTLIVE_THE_REPLY: Final = (*OF_AN_ORDER, *OF_A_RATING, "instruct")


def _ordered(case: Any, said: dict[str, Any], _at: datetime) -> None:
    case.ends(*OF_AN_ORDER)
    case.starts("answer", datetime.fromisoformat(said["due"]))


def _order_answered(case: Any, _said: dict[str, Any], at: datetime) -> None:
    case.ends("answer")
    case.starts("judge", close_of(at, 1))


def _reopened(case: Any, _said: dict[str, Any], at: datetime) -> None:
    case.ends("reopen")
    case.starts("resolve", close_of(at, REDO))


def _agreed(case: Any, _said: dict[str, Any], at: datetime) -> None:
    case.ends("agree")
    case.starts("exclude", close_of(at, OFFICE))


def _ruled_on_rating(case: Any, _said: dict[str, Any], _at: datetime) -> None:
    case.ends("exclude")


OF_THE_COUNTY: Final[dict[str, Any]] = {
    "exclusion.asked": lambda case, _said, at: case.starts("agree", close_of(at, HEAD)),
    "exclusion.agreed": _agreed,
    "exclusion.refused": lambda case, _said, _at: case.ends("agree"),
    "exclusion.objected": lambda case, _said, at: case.starts("exclude", close_of(at, OFFICE)),
    **dict.fromkeys(
        ("exclusion.granted", "exclusion.rejected", "exclusion.revoked", "exclusion.confirmed"), _ruled_on_rating
    ),
    "reopening.asked": lambda case, _said, at: case.starts("reopen", after(at, HALF_DAY)),
    "ticket.reopened": _reopened,
    "reopening.refused": lambda case, _said, _at: case.ends("reopen"),
    "supervision.ordered": _ordered,
    "supervision.raised": _ordered,
    "supervision.refused": _ordered,
    "supervision.answered": _order_answered,
    "supervision.accepted": lambda case, _said, _at: case.ends("judge"),
    "instruction.given": lambda case, said, at: case.starts("instruct", close_of(at, REPORT), unit=said["instruction"]),
    "instruction.reported": lambda case, said, _at: case.ends("instruct", unit=said["instruction"]),
    "withdrawal.told": lambda case, _said, _at: case.ends("withdrew"),
    "withdrawal.checked": lambda case, said, _at: case.ends(*["withdrew"] * ("over" in said)),
}
"""Their verbs, as rows of `retelling.EFFECTS`."""
