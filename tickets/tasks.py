"""Tasks carry nothing and are safe to run twice."""

from celery import shared_task

from tickets.services import sweep as sweeping


@shared_task(name="tickets.tasks.sweep")
def sweep() -> None:
    """Run the clocks' sweep."""
    sweeping.run()
