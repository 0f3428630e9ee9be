"""Tasks carry nothing and are safe to run twice."""

from celery import shared_task
from django.utils import timezone

from tickets.services import collecting, tracking
from tickets.services import sweep as sweeping


@shared_task(name="tickets.tasks.sweep")
def sweep() -> None:
    """Run the clocks' sweep."""
    sweeping.run()
    tracking.forget_old_attempts()


@shared_task(name="tickets.tasks.collect_files")
def collect_files() -> None:
    """Let go of files that nobody sent."""
    collecting.collect()


@shared_task(name="tickets.tasks.verify_files")
def verify_files() -> None:
    """Read a thirtieth of the store again."""
    collecting.verify(day=timezone.localdate())
    collecting.recheck()
