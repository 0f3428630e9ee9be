"""The tasks of this app, where celery looks for them."""

import time
from typing import Final

from celery import shared_task

from journal import clock
from metrics import cubes, facts, rebuilding
from metrics.audit.tasks import verify_all, verify_new
from metrics.reports import running
from metrics.services import reporting
from orgs.models import County

__all__ = ["catch_up", "make_reports", "order_reports", "recount", "reread_owed", "verify_all", "verify_new"]
_SPELL: Final = 20.0  # seconds: a whole history that is dirty is counted in several turns, so that mail waits for none


@shared_task(name="metrics.tasks.recount")
def recount() -> int:
    """Count the months again whose facts have changed."""
    until = time.monotonic() + _SPELL
    return cubes.recount_dirty(working=lambda: time.monotonic() < until)


@shared_task(name="metrics.tasks.reread_owed")
def reread_owed() -> int:
    """Late answers that still count for a desk: once the unit's own time is over too, they count for the unit."""
    owed = facts.owed()
    for county, case in owed:
        facts.derive(county, [case])
    return len(owed)


@shared_task(name="metrics.tasks.catch_up")
def catch_up() -> int:
    """Read what no hint has told of: a county filled in bulk, an upgrade, a duty that somebody gave up."""
    return sum(rebuilding.catch_up(county) for county in County.objects.order_by("pk"))


@shared_task(name="metrics.tasks.order_reports")
def order_reports() -> None:
    """Ask for the reports that should be there by now, once each."""
    reporting.order_due(now=clock.now())


@shared_task(name="metrics.tasks.make_reports")
def make_reports() -> None:
    """Go on with the report that waits longest."""
    running.run()
