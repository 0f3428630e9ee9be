"""Tasks carry nothing and are safe to run twice."""

from celery import shared_task

from journal import clock
from tickets.services import proofs, tracking
from tickets.services import sweep as sweeping


@shared_task(name="tickets.tasks.sweep")
def sweep() -> None:
    """Run the clocks' sweep."""
    sweeping.run()
    tracking.forget_old_attempts()
    proofs.forget_old(clock.now())
