"""Consumers for the relay's tests. Each counts in the database or fails on request."""

import time

from django.db import connection

from journal.models import Event

heard: list[int] = []
failing: set[int] = set()


class OutOfOrder(RuntimeError):
    """What a consumer says when it cannot."""


def listen(event: Event) -> None:
    """Remember the event; fail for the subjects that a test chose, quoting something personal."""
    if event.subject_id in failing:
        raise OutOfOrder("张三 13800000000")
    heard.append(event.pk)


def listen_slowly(event: Event) -> None:
    """Long enough for other relays to come by."""
    time.sleep(0.01)
    heard.append(event.pk)


def spoil(event: Event) -> None:
    """Write something, then break the statement: the relay must survive the broken transaction."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE orgs_county SET hotline = 'half done' WHERE id = %s", [event.subject_id])
        cursor.execute("SELECT 1 / 0")
