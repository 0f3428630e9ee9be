"""A county in whose November things have happened, and reports of it as tests ask for them."""

from datetime import date, datetime, timedelta
from typing import Final

from journal import clock
from metrics.models import Report, ReportRun
from metrics.reports import running
from metrics.reports.kinds import ReportKind, covering
from metrics.services import reporting
from orgs.models import Post
from tests import cast, figures
from tests.cast import MONDAY, World
from tests.metrics.test_exclusions import asked, granted
from tests.metrics.test_publications import sealed
from tests.metrics.test_whistles import told
from tests.orgs.test_calendar import at
from tests.roundtable import held
from tests.roundtable.table import table
from tickets.services import revisiting, sweep
from tickets.statuses import Grade, Outcome

FIRST_OF_DECEMBER: Final = at("2026-12-01 08:00")
IN_NOVEMBER: Final = date(2026, 11, 16)


def november(world: World) -> None:
    """October had a good case. November has two good ones, one of them excluded; a bad one in another round; one that
    is basically solved; one that nobody answers; a whistle on a sixth; a meeting that decides on a seventh.
    """
    with clock.moved_to(at("2026-10-20 09:00")):
        cast.closed(world)
    with clock.moved_to(MONDAY):
        cast.closed(world)
        asked(world, cast.closed(world), **granted(world))
        _confirmed(world, contacted=False, outcome=Outcome.UNSOLVED, grade=Grade.DISSATISFIED, words="还是跳闸")
        _confirmed(world, outcome=Outcome.BASICALLY, grade=Grade.BASICALLY_SATISFIED)
        cast.dispatched(world)
        held.signed(world, table(world), lead_id=world.third_liaison.organisation_id)
    told(world)
    with clock.moved_to(FIRST_OF_DECEMBER):
        sweep.run()
        figures.counted_anew()
        sealed()


def _confirmed(world: World, **said: object) -> None:
    ticket = cast.asked_to_confirm(world)
    revisiting.confirm(ticket.pk, verdict=cast.a_verdict(**said), actor=world.firm, version=ticket.version)


def ask(
    world: World, kind: ReportKind, day: date = IN_NOVEMBER, *, reason: str = "", actor: Post | None = None
) -> ReportRun:
    """The office asks for the report of a day."""
    period = covering(kind, day, starts_on=world.county.month_starts_on)
    return reporting.ask(world.county.pk, kind, period, reason=reason, actor=actor or world.office)


def made(
    world: World,
    kind: ReportKind = ReportKind.MONTHLY,
    day: date = IN_NOVEMBER,
    *,
    reason: str = "",
    now: datetime = FIRST_OF_DECEMBER,
) -> Report:
    """The same, and it is there: the county's own, in its newest version."""
    with clock.moved_to(now):
        ask(world, kind, day, reason=reason)
        running.run()
    return Report.objects.filter(kind=kind, unit=None).latest("pk")


def one_more_exclusion(world: World) -> None:
    """Something of November comes to light afterwards."""
    with clock.moved_to(MONDAY):
        asked(world, cast.closed(world), **granted(world))
    with clock.moved_to(FIRST_OF_DECEMBER):
        figures.counted_anew()


def in_a_while(hours: int = 1) -> datetime:
    """Later on the first of December."""
    return FIRST_OF_DECEMBER + timedelta(hours=hours)
