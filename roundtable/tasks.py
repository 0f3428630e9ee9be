"""Tasks carry nothing and are safe to run twice."""

from celery import shared_task

from roundtable.services import cards


@shared_task(name="roundtable.tasks.sweep")
def sweep() -> None:
    """Show the cards that decisions have earned."""
    cards.show()
