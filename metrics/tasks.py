"""The tasks of this app, where celery looks for them."""

import time
from typing import Final

from celery import shared_task

from metrics import cubes, facts
from metrics.audit.tasks import verify_all, verify_new

__all__ = ["recount", "reread_owed", "verify_all", "verify_new"]
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
