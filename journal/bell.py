"""The bell that wakes the relay after a commit. Only a bell: beat asks for the outbox each second all the same."""

import logging
import threading
import time
from typing import Final

from django.db import connection, transaction
from kombu.pools import producers

logger = logging.getLogger(__name__)

# Between two rings of one process (seconds). A relay takes all that it finds: work that commits hundreds of times in a
# row, or four people at once, need not wake it for each.
APART: Final = 0.25
# After a ring that a broker did not answer (seconds).
SILENCE: Final = 30.0
IMPATIENT: Final = {"socket_timeout": 1, "socket_connect_timeout": 1, "max_retries": 0}


def ring_after_commit() -> None:
    """Ring once when the transaction commits, however many events it records.

    A savepoint that is rolled back takes its ring along, and the next event adds a new one.
    """
    if not any(entry[1] is ring for entry in connection.run_on_commit):
        transaction.on_commit(ring, robust=True)


class _Ringer(threading.Thread):
    """Rings for all who have asked since its last ring, for as long as the process lives."""

    def __init__(self) -> None:
        super().__init__(name="bell", daemon=True)
        self.asked = threading.Event()

    def run(self) -> None:
        while self.asked.wait():
            self.asked.clear()
            time.sleep(_ring_once())


_ringer: _Ringer | None = None


def ring() -> None:
    """Have a worker run the relay soon. Waits for no broker: a thread of the bell's own does."""
    global _ringer  # noqa: PLW0603 -- one a process
    ringer = _ringer
    if ringer is None or not ringer.is_alive():  # a fork leaves the thread of its parent behind
        ringer = _ringer = _Ringer()
        ringer.start()
    ringer.asked.set()


def _ring_once() -> float:
    """Wake the relay; the seconds until the next ring."""
    try:
        _publish()
    except Exception as error:  # noqa: BLE001 -- whatever the broker's client raises, beat will find the row
        logger.warning("the relay's bell is silent for %d s: %s", SILENCE, type(error).__name__)
        return SILENCE
    return APART


def _publish() -> None:
    """Send over a connection of the bell's own: a worker's is patient on purpose, and would wait for 6 s."""
    from journal.tasks import relay  # noqa: PLC0415 -- tasks import the relay, the relay imports the models

    broker = relay.app.connection_for_write()
    broker.transport_options = (broker.transport_options or {}) | IMPATIENT
    with producers[broker].acquire(block=True, timeout=1) as producer:
        relay.apply_async(producer=producer, retry=False, ignore_result=True, expires=SILENCE)
