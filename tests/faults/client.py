"""People at work: files cases and moves them on through the real services; writes down what was acknowledged.

A line of the ledger is written and made durable after the service has returned, as an answer to a browser would be.
After a failure of the database the client looks again at where the case stands, as a person would.
"""

import os
import sys
import time
import uuid
from collections.abc import Callable, Sequence
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import TypeVar

from django.db import Error, connection

from journal.models import Event
from tests import cast
from tests.cast import World
from tests.faults import people
from tests.faults.story import TO_THE_END, WITHDRAWN, Step
from tickets.exceptions import Busy
from tickets.models import Ticket
from tickets.services import filing

ANSWER = 0.02  # seconds between a commit and its answer, in which a kill can land
PAUSE = 0.03  # seconds of thinking between two acts
EVERY = 4  # of so many cases one is withdrawn
Answer = TypeVar("Answer")


class Ledger:
    """What this client was promised: number, verb and hash of each event, one a line."""

    def __init__(self, file: Path) -> None:
        self.handle = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        self.midway = file.with_name(file.name.replace("ledger", "midway"))

    def acknowledge(self, number: str, event: Event) -> None:
        """One write, so that a kill leaves a whole line or none. The answer is on its way for a moment before."""
        self.midway.touch()
        time.sleep(ANSWER)
        self.midway.unlink()
        os.write(self.handle, f"{number} {event.verb} {bytes(event.hash).hex()}\n".encode())
        os.fsync(self.handle)


def insist(act: Callable[[], Answer]) -> Answer:
    """Do it again after every failure of the database, on a new connection."""
    while True:
        try:
            return act()
        except (Error, Busy) as error:
            sys.stderr.write(f"again after {type(error).__name__}\n")
            with suppress(Error):
                connection.close()
            time.sleep(0.2)


def one_case(world: World, story: Sequence[Step], ledger: Ledger) -> None:
    """File a case and take it to the end of its story."""
    call, token = cast.a_call(world), uuid.uuid4()

    def file() -> Ticket:
        """The same form again after a failure; it makes one case (RELIABILITY §1, promise 2)."""
        filed = filing.submit(call, firm_id=world.firm.organisation_id, actor=world.firm, client_token=token)
        event = filed.event or Event.objects.for_subject("ticket", filed.ticket.pk)[0]
        ledger.acknowledge(filed.ticket.number, event)
        return filed.ticket

    ticket_id = insist(file).pk
    while insist(lambda: act(world, ticket_id, story, ledger)):
        time.sleep(PAUSE)


def act(world: World, ticket_id: int, story: Sequence[Step], ledger: Ledger) -> bool:
    """Take the next step that the journal does not have yet; False at the end of the story."""
    done = Event.objects.for_subject("ticket", ticket_id).exclude(actor=None).count() - 1
    if done == len(story):
        return False
    ticket = Ticket.objects.select_related("firm", "filed_by").get(pk=ticket_id)
    event = story[done].act(world, ticket)
    assert event is not None
    ledger.acknowledge(ticket.number, event)
    return True


def main(county: str, ledger: str) -> None:
    """Work until killed."""
    world, promised = insist(lambda: people.read(Path(county))), Ledger(Path(ledger))
    for place in count():
        one_case(world, WITHDRAWN if place % EVERY == 0 else TO_THE_END, promised)
