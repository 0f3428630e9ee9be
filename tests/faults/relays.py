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
midway = Path()


def tell_slowly(event: Event) -> None:
    """Tell as the product does, then linger with the notices written and nothing committed."""
    relay.handle(event)
    midway.touch()
    time.sleep(PAUSE)
    midway.unlink()


def main(mark: str) -> None:
    """Relay and seal until killed; `mark` is a file that is there while a kill would land in mid-consumer."""
    global midway  # noqa: PLW0603 -- a consumer takes an event and nothing else
    midway = Path(mark)
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
