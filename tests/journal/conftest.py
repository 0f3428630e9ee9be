"""What the journal's tests stand on: a county as the chained subject, a person who acts, and a vandal."""

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import psycopg2
import pytest
from django.conf import LazySettings
from django.db import connection, transaction

from journal import access, checkpoints, events
from journal.canonical import Data
from journal.models import AccessKind, Event
from journal.verifying import verify
from orgs.models import County

NOON = datetime(2026, 11, 18, 4, 0, 0, 123456, tzinfo=UTC)
Vandal = Callable[..., int]


@pytest.fixture(autouse=True)
def nobody_listens(settings: LazySettings) -> None:
    settings.JOURNAL_CONSUMERS = {}


@pytest.fixture
def clerk() -> Any:
    return SimpleNamespace(id=7, person_id=3)


def a_county(name: str = "泽丰县") -> County:
    number = County.objects.count() + 1
    return County.objects.create(name=f"{name}{number}", code=f"37{number:04d}")


def act(subject: County, verb: str = "county.touched", *, data: Data = events.NOTHING, times: int = 1) -> list[Event]:
    """Record events the way a service does: on the locked row, in one transaction each."""
    recorded = []
    for _ in range(times):
        with transaction.atomic():
            row = County.objects.select_for_update().get(pk=subject.pk)
            recorded.append(events.record(verb, row, actor=None, at=NOON, data=data))
    return recorded


@pytest.fixture
def county(db: None) -> County:
    return a_county()


@pytest.fixture
def journal(transactional_db: None) -> County:
    """Two counties with five events each and two access notes, in two sealed and anchored halves. Sound."""
    first, second = a_county(), a_county()
    for times in (3, 2):
        act(first, data={"words": "企呼"}, times=times)
        act(second, times=times)
        access.note(AccessKind.EXPORT, actor=None, data={"rows": 5})
        checkpoints.seal()
    assert verify().broken is None
    return first


@pytest.fixture
def vandal(transactional_db: None) -> Iterator[Vandal]:
    """A superuser with the triggers switched off. Answers with the number of rows it touched."""
    named = connection.settings_dict
    reached = psycopg2.connect(host=named["HOST"], user="postgres", password="throwaway", dbname=named["NAME"])
    reached.autocommit = True

    def run(sql: str, *params: object) -> int:
        with reached.cursor() as cursor:
            cursor.execute(sql, params)
            return int(cursor.rowcount)

    with closing(reached):
        run("SET session_replication_role = replica")
        yield run
