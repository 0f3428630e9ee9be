"""Tasks carry nothing and are safe to run twice."""

from celery import shared_task

from roundtable.services import cards, conflicts, reminding


@shared_task(name="roundtable.tasks.sweep")
def sweep() -> None:
    """Show the cards that decisions have earned, and mark what their leads have missed or may not lead any more."""
    conflicts.mark()
    cards.show()
    cards.mark_missed()


@shared_task(name="roundtable.tasks.remind")
def remind() -> int:
    """Remind of meetings, materials and the joint meeting of the quarter; the number of reminders."""
    return reminding.run()
