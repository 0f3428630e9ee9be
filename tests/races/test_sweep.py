"""Two workers sweep the same clock at the same instant: one marks it, and everybody hears of it once."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from threading import Barrier, local
from typing import Any
from unittest import mock

import pytest

from tests.cast import MINUTE
from tests.races.starting import together
from tests.tickets.sweeping import RUNS, Case, taken_back
from tickets.models import Deadline
from tickets.services import sweep
from tickets.statuses import DeadlineKind

pytestmark = pytest.mark.slow


@contextmanager
def both_have_listed() -> Iterator[None]:
    """Neither worker marks anything before both have seen what there is to mark."""
    gate, mine, mark = Barrier(2), local(), sweep._each

    def after_the_other(deadline: Deadline, now: datetime) -> bool:
        if not hasattr(mine, "listed"):
            mine.listed = True
            gate.wait(timeout=30)
        return mark(deadline, now)

    with mock.patch.object(sweep, "_each", after_the_other):
        yield


def two_workers() -> int:
    """How many rows the two have done together."""
    with both_have_listed():
        return sum(together([sweep.run, sweep.run]))


def swept(kind: DeadlineKind, act: Callable[[], int]) -> list[Any]:
    """What is left of a case whose clock is swept when it is warned of and when it runs out."""
    case = Case(kind)
    done = [case.sweep(moment + MINUTE, act) for moment in (case.own.warn_at, case.own.due_at)]
    return [done, case.stands(), case.said(), case.told()]


@pytest.mark.parametrize("kind", RUNS)
def test_two_workers_at_once_leave_what_one_does(transactional_db: None, kind: DeadlineKind) -> None:
    with taken_back():
        by_one = swept(kind, sweep.run)

    assert swept(kind, two_workers) == by_one
