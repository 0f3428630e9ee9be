"""What works behind the pages: a sweep, what is alike to a new case, the office's matrix. Straight to the database."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from statistics import median

from config.bench.browser import Refused
from config.bench.measuring import percentile
from journal import clock
from orgs.models import Post
from orgs.queries import posts_in
from orgs.statuses import OrganisationKind, Role
from orgs.working_days import calendar_for
from tickets.clock import LONG_PAUSE_WORKING_DAYS
from tickets.models import Deadline
from tickets.queries import tickets_for
from tickets.queries.alike import similar_open
from tickets.queries.supervision import Moments, matrix
from tickets.services import sweep
from tickets.statuses import OPEN

NEW_CASES = 120


@dataclass(frozen=True, slots=True)
class Timing:
    """One thing done several times, each in seconds."""

    name: str
    seconds: Sequence[float]

    def __str__(self) -> str:
        """Median, the 95th percentile and the number, in ms."""
        middle, late = median(self.seconds) * 1000, percentile(list(self.seconds)) * 1000
        return f"{self.name}: p50 {middle:.1f} ms, p95 {late:.1f} ms, {len(self.seconds)} times"


def quiet(desk: Post, *, rounds: int) -> Iterator[Timing]:
    """Reads and the sweep of a county in which nothing is due. Raises Refused where something still is."""
    while sweep.run():  # what has run out since the last one
        pass
    yield Timing("a sweep with nothing due", [timed(_idle) for _each in range(rounds)])
    waiting = tickets_for(desk).filter(status__in=OPEN).exclude(category=None).select_related("firm")
    newest = list(waiting.order_by("-pk")[:NEW_CASES])
    if not newest:
        raise Refused("no open case has a category; fill the county with seed_demo first")
    yield Timing(
        "what is alike to a new case",
        [timed(lambda case=case: similar_open(desk, case, now=clock.now())) for case in newest],  # type: ignore[misc]  # a default binds the loop's case
    )
    yield from _matrix(rounds)


def _idle() -> None:
    if moved := sweep.run():
        raise Refused(f"{moved} clocks ran out meanwhile; try again in a minute")


def _matrix(rounds: int) -> Iterator[Timing]:
    offices = posts_in(
        list(Post.objects.filter(organisation__kind=OrganisationKind.OFFICE).values_list("organisation", flat=True)),
        [Role.SUPERVISOR],
    )
    office = offices.select_related("organisation").order_by("pk").first()
    if office is None:
        raise Refused("this county's office supervises nothing; fill it with seed_demo first")
    now = clock.now()
    long_since = calendar_for(office.organisation.county_id).subtract_working_days(now, LONG_PAUSE_WORKING_DAYS)
    moments = Moments(now=now, tonight=now + timedelta(hours=12), long_since=long_since)
    yield Timing("the office's matrix", [timed(lambda: matrix(office, moments)) for _each in range(rounds)])


def due(number: int) -> Timing:
    """Let so many clocks run out at once and sweep until none is left. It writes, ahead of time: a scratch county only.

    Raises Refused where fewer run.
    """
    while sweep.run():
        pass
    live = Deadline.objects.filter(met_at=None, voided_at=None, paused_at=None, passed_at=None)
    last = live.order_by("due_at").values_list("due_at", flat=True)[number - 1 : number].first()
    if last is None:
        raise Refused(f"fewer than {number} clocks run in this county; fill it with seed_demo first")
    done = 0

    def until_none() -> None:
        nonlocal done
        while moved := sweep.run():
            done += moved

    with clock.moved_to(last):
        seconds = timed(until_none)
    return Timing(f"a sweep of {done} items that are due", [seconds])


def timed(act: Callable[[], object]) -> float:
    """Seconds that it takes."""
    began = time.perf_counter()
    act()
    return time.perf_counter() - began
