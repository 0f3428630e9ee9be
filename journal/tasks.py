"""The journal's background work. Safe to run twice, at once, or late."""

from celery import shared_task

from journal import checkpoints
from journal import relay as relaying


@shared_task(name="journal.tasks.relay")
def relay(consumer: str | None = None) -> int:
    """Tell the consumers what is due."""
    return relaying.run(consumer)


@shared_task(name="journal.tasks.checkpoint")
def checkpoint() -> int:
    """Seal what has committed."""
    sealed = checkpoints.seal()
    return sealed.k if sealed else 0
