"""What time it is, asked once at the top of a service, task or view. Refuses naive instants."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

from django.db import connection

_moved: ContextVar[datetime | None] = ContextVar("journal_clock_moved", default=None)


def now(read: datetime | None = None) -> datetime:
    """The database's clock in UTC: one clock for all processes and machines (RELIABILITY §1).

    `read` is what it said in another statement a moment ago; then nobody is asked.
    """
    moved = _moved.get()
    if moved is not None:
        return moved
    if read is not None:
        return read.astimezone(UTC)
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        instant: datetime = cursor.fetchone()[0]
    return instant.astimezone(UTC)


@contextmanager
def moved_to(instant: datetime) -> Iterator[None]:
    """Stand still at `instant` inside the block. For demonstration data and tests only."""
    if instant.tzinfo is None:
        raise ValueError("the clock takes aware instants only")
    token = _moved.set(instant.astimezone(UTC))
    try:
        yield
    finally:
        _moved.reset(token)
