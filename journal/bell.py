"""The bell that wakes the relay after a commit. Only a bell: beat sweeps the outbox when every ring was lost."""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import local

from django.db import connection, transaction
from kombu.pools import producers

logger = logging.getLogger(__name__)

# A broker that does not answer costs a request one connection timeout, then none for this long (seconds).
SILENCE = 30.0
IMPATIENT = {"socket_timeout": 1, "socket_connect_timeout": 1, "max_retries": 0}
_silent_until = 0.0
# Between two rings of work that commits hundreds of times in a row (seconds): nobody waits that long for a notice.
APART = 0.25
_pace = local()


def ring_after_commit() -> None:
    """Ring once when the transaction commits, however many events it records.

    A savepoint that is rolled back takes its ring along, and the next event adds a new one.
    """
    if not any(entry[1] is ring for entry in connection.run_on_commit):
        transaction.on_commit(ring, robust=True)


@contextmanager
def sparingly() -> Iterator[None]:
    """Ring now and then, and once at the end, in place of after each commit: a relay takes all that it finds."""
    _pace.next, _pace.owed = 0.0, False
    try:
        yield
    finally:
        owed = _pace.owed
        del _pace.next, _pace.owed
        if owed:
            ring()


def ring() -> None:
    """Ask a worker to run the relay now. Never raises and never waits for a second try."""
    global _silent_until  # noqa: PLW0603 -- one breaker per process
    now = time.monotonic()
    if now < _silent_until:
        return
    if hasattr(_pace, "next"):
        _pace.owed = now < _pace.next
        if _pace.owed:
            return
        _pace.next = now + APART
    try:
        _publish()
    except Exception as error:  # noqa: BLE001 -- whatever the broker's client raises, the sweep will find the row
        _silent_until = time.monotonic() + SILENCE
        logger.warning("the relay's bell is silent for %d s: %s", SILENCE, type(error).__name__)


def _publish() -> None:
    """Send over a connection of the bell's own: a worker's is patient on purpose, and would hold a request for 6 s."""
    from journal.tasks import relay  # noqa: PLC0415 -- tasks import the relay, the relay imports the models

    broker = relay.app.connection_for_write()
    broker.transport_options = (broker.transport_options or {}) | IMPATIENT
    with producers[broker].acquire(block=True, timeout=1) as producer:
        relay.apply_async(producer=producer, retry=False, ignore_result=True, expires=SILENCE)
