"""Every kind of clock: swept on time or late, once or twice, it has the same effect and is told once."""

import pytest

from tests.cast import MINUTE
from tests.tickets.sweeping import LATE, OF_SILENCE, RUNS, Case, taken_back
from tickets.services import sweep
from tickets.statuses import DeadlineKind

pytestmark = pytest.mark.django_db
every_clock = pytest.mark.parametrize("kind", RUNS)


def test_every_kind_of_clock_has_a_case_in_which_it_runs() -> None:
    assert list(RUNS) == list(DeadlineKind)


@every_clock
def test_a_sweep_that_runs_twice_warns_once_and_marks_once(kind: DeadlineKind) -> None:
    case = Case(kind)

    counts = []
    for moment in (case.own.warn_at, case.own.due_at):
        counts.append(case.sweep(moment + MINUTE) > 0)
        counts.append(case.sweep(moment + MINUTE) > 0)

    assert counts == [True, False] * 2
    assert case.said_of_its_own() == ["deadline.warned", OF_SILENCE.get(kind, "deadline.passed")]
    assert set(case.told().values()) == {1}


@every_clock
def test_a_sweep_three_days_late_leaves_what_one_on_time_does_and_warns_of_nothing_that_is_over(
    kind: DeadlineKind,
) -> None:
    with taken_back():
        on_time = Case(kind)
        on_time.sweep_on_time(on_time.own.due_at + LATE)
        stands, said, told = on_time.stands(), on_time.said(over=False), on_time.told(over=False)
    late = Case(kind)

    late.sweep(late.own.due_at + LATE, to_the_end)

    assert (late.stands(), late.said(), late.told()) == (stands, said, told)


def to_the_end() -> int:
    """Until nothing is left to be said."""
    done = 0
    while more := sweep.run():
        done += more
    return done
