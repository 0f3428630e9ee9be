"""Figures as tests look at them: whatever has moved is read first, as the relay would have done."""

from typing import Final

from journal import relay
from metrics import counting, facts, rebuilding, tasks
from metrics.counting import Cases, Scope
from metrics.rates import Tally
from orgs.models import County
from tickets.models import Ticket

RATES: Final = (
    "valid", "contacted", "solved", "basically_solved", "satisfied", "basically_satisfied", "accepted", "handled",
    "redo", "withdrawn", "persuaded", "not_reached", "final", "misdispatched", "due", "on_time", "on_time_first",
    "extended", "excluded",
)  # fmt: skip
"""What the rates are made of, and what is counted with them."""

BESIDE: Final = (
    "dispatched", "returned", "sign_due", "signed_in_time", "first_sent", "first_right", "passed", "asked", "answered",
    "urgent", "redone",
)  # fmt: skip
"""What stands beside the rates: dispatches, replies that passed, answers that a later round took back."""


def counted_anew() -> None:
    """Read every case and count every month."""
    for county in County.objects.all():
        rebuilding.rebuild(county)


def heard() -> None:
    """What relay and beat do, once."""
    relay.run("figures")
    tasks.recount()


def read_anew() -> None:
    """Read every case, and count no month: for what is counted from facts."""
    for county in County.objects.all():
        facts.derive(county.pk, list(Ticket.objects.filter(county=county).values_list("pk", flat=True)))


def tallies(scope: Scope) -> dict[int | None, Tally]:
    """Unit → what its rates are made of, as of now."""
    read_anew()
    return counting.tallies(scope, only=RATES)


def beside(scope: Scope) -> dict[tuple[str, int | None], int]:
    """How many of each of `BESIDE` a unit has, where it has any; as of now."""
    read_anew()
    found = counting.tallies(scope, only=BESIDE)
    counts = {(name, unit): int(getattr(tally, name)) for unit, tally in found.items() for name in BESIDE}
    return {key: count for key, count in counts.items() if count}


def cases(scope: Scope, number: str) -> Cases:
    """The cases behind a number, as of now."""
    read_anew()
    return counting.cases(scope, number)
