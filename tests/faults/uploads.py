"""A process that keeps photos as fast as it can and is killed while it does; a new one takes its place at once.

The parent has everything loaded and only forks, so that a kill costs milliseconds.
"""

import io
import os
import signal
import sys
import time
import uuid
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import Error, connection
from PIL import Image

from deploy.local import children
from orgs.models import Person
from tests.faults import people
from tickets.services import attaching


def a_photo() -> bytes:
    """Bytes that nobody has sent before."""
    out = io.BytesIO()
    Image.frombytes("RGB", (64, 64), os.urandom(64 * 64 * 3)).save(out, "PNG")
    return out.getvalue()


def keep(person: Person) -> None:
    """The product's way."""
    kept = attaching.keep(
        [SimpleUploadedFile("photo.png", a_photo())],
        person=person,
        client_token=uuid.uuid4(),
    )
    assert not kept.problems


def main(county: str, pid_file: str) -> None:
    """Fork a child that keeps photos for ever; when it is killed, fork the next."""
    person = people.read(Path(county)).firm.person
    connection.close()
    parent = os.getpid()
    while True:
        child = os.fork()
        if child == 0:
            children._die_with(parent, signal.SIGKILL)
            _keep_for_ever(person)
        fresh = Path(f"{pid_file}.new")
        fresh.write_text(str(child))
        fresh.replace(pid_file)
        os.waitpid(child, 0)


def _keep_for_ever(person: Person) -> None:
    while True:
        try:
            keep(person)
        except Error as error:
            sys.stderr.write(f"again after {type(error).__name__}\n")
            connection.close()
            time.sleep(0.2)
        time.sleep(0.1)
