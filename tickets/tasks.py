"""Tasks carry nothing and are safe to run twice."""

from celery import shared_task

from tickets.services import exporting, importing, tracking
from tickets.services import sweep as sweeping


@shared_task(name="tickets.tasks.sweep")
def sweep() -> None:
    """Run the clocks' sweep."""
    sweeping.run()
    tracking.forget_old_attempts()


@shared_task(name="tickets.tasks.lists")
def lists() -> None:
    """Work off lists that came in and make lists that go out."""
    importing.run()
    exporting.run()


@shared_task(name="tickets.tasks.forget_lists")
def forget_lists() -> None:
    """Wipe what nobody needs any more of lists."""
    importing.forget()
    exporting.forget()
