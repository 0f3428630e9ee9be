"""Tasks carry nothing and are safe to run twice."""

from celery import shared_task

from journal import clock
from orgs import limits
from orgs.services import codes, messages


@shared_task(name="orgs.tasks.send_messages")
def send_messages() -> int:
    """Send the text messages that are due."""
    return messages.run()


@shared_task(name="orgs.tasks.forget_old")
def forget_old() -> None:
    """Remove codes and counts that have run out."""
    now = clock.now()
    codes.forget(now)
    limits.forget(now)
