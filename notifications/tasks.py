"""Tasks carry nothing and are safe to run twice."""

from celery import shared_task

from notifications import sending


@shared_task(name="notifications.tasks.deliver")
def deliver() -> int:
    """Send what is due."""
    return sending.run()
