"""What must not happen, done on purpose, so that the account can show that it sees it."""

import hashlib
import os
import signal
import time
import uuid
from pathlib import Path

from django.db import connection

from deploy.local import children
from journal import clock
from journal import relay as relaying
from journal.models import Outbox
from orgs.models import Person
from tests.faults import client, people
from tests.faults.story import WITHDRAWN
from tests.faults.uploads import a_photo
from tickets.models import Attachment
from tickets.services import store


def keep_carelessly(person: Person) -> None:
    """The row first, then the bytes, straight to their last place."""
    content = a_photo()
    digest = hashlib.sha256(content).hexdigest()
    Attachment.objects.create(
        person=person,
        client_token=uuid.uuid4(),
        name="photo.png",
        content_type="image/png",
        size=len(content),
        sha256=digest,
        at=clock.now(),
    )
    time.sleep(60)
    target = store.path_of(digest)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)


def killed_meanwhile(person: Person) -> None:
    """Keep a photo carelessly in a process that is killed when the row is there."""
    before = Attachment.objects.count()
    connection.close()
    parent = os.getpid()
    child = os.fork()
    if child == 0:
        children._die_with(parent, signal.SIGKILL)
        keep_carelessly(person)
        os._exit(0)
    while Attachment.objects.count() == before:
        time.sleep(0.01)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def main(county: str, ledger: str) -> None:
    """One case of which one duty to tell is lost, and one photo of which only the row is there."""
    world = people.read(Path(county))
    client.one_case(world, WITHDRAWN, client.Ledger(Path(ledger)))
    lost = Outbox.objects.filter(consumer="notify").order_by("id")[0]
    lost.delete()
    relaying.run("notify")
    killed_meanwhile(world.firm.person)
