"""Figures as tests look at them: whatever has moved is read first, as the relay would have done."""

from typing import Final

from metrics import counting, rebuilding
from metrics.counting import Cases, Scope
from metrics.rates import Tally
from orgs.models import County

RATES: Final = (
    "valid", "contacted", "solved", "basically_solved", "satisfied", "basically_satisfied", "accepted", "handled",
    "redo", "withdrawn", "persuaded", "not_reached", "final", "misdispatched", "due", "on_time", "on_time_first",
    "extended", "excluded",
)  # fmt: skip
"""What the rates are made of, and what stands beside them."""


def counted_anew() -> None:
    """Read every case and count every month."""
    for county in County.objects.all():
        rebuilding.rebuild(county)


def tallies(scope: Scope) -> dict[int | None, Tally]:
    """Unit → what its rates are made of, as of now."""
    counted_anew()
    return counting.tallies(scope, only=RATES)


def cases(scope: Scope, number: str) -> Cases:
    """The cases behind a number, as of now."""
    counted_anew()
    return counting.cases(scope, number)
