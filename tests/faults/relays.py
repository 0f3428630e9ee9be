"""A relay in a process of its own, beside the worker's, which also seals. It says when it is in mid-consumer.

The consumer is the product's; it is only followed by a pause, inside the relay's transaction, in which a kill can land.
"""

import sys
import time
from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.db import Error, connection

from journal import checkpoints
from journal import relay as relaying
from journal.models import Event
from notifications import relay

PAUSE = 0.15  # seconds between the consumer's last statement and the commit
IN_THE_MIDDLE = "in-mid-consumer"


def tell_slowly(event: Event) -> None:
    """Tell as the product does, then linger with the notices written and nothing committed."""
    mark = Path(settings.DATA) / IN_THE_MIDDLE
    relay.handle(event)
    mark.touch()
    time.sleep(PAUSE)
    mark.unlink()


def main() -> None:
    """Relay and seal until killed."""
    settings.JOURNAL_CONSUMERS = settings.JOURNAL_CONSUMERS | {"notify": f"{__name__}.tell_slowly"}
    while True:
        try:
            relaying.run("notify", limit=5)
            checkpoints.seal()
        except Error as error:
            sys.stderr.write(f"again after {type(error).__name__}\n")
            with suppress(Error):
                connection.close()
        time.sleep(0.1)
