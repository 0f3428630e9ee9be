"""Tasks carry nothing and are safe to run twice."""

from celery import shared_task

from tickets.services import sweep as sweeping
from tickets.services import tracking


@shared_task(name="tickets.tasks.sweep")
def sweep() -> None:
    """Run the clocks' sweep."""
    sweeping.run()
    tracking.forget_old_attempts()
