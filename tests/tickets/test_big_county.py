"""The big county: what is written in bulk is what the services would have written, act by act, row by row."""

import os
import re
from collections.abc import Iterator
from hashlib import sha256

import pytest
from django.db import transaction
from django.test.utils import override_settings
from pytest_django import DjangoDbBlocker

from orgs.exceptions import Refused
from tests.orgs.test_calendar import at
from tests.tickets.replaying import Stage
from tickets.seeding.bulk import Asked, building, loading
from tickets.seeding.bulk.telling import Telling

pytestmark = pytest.mark.django_db
LIVES = int(os.environ.get("QIHU_REPLAYED_LIVES", "150"))
"""Of the replay, spread over the whole. A thousand take some minutes: the number of the issue, on request."""

UNTIL = at("2026-11-24 10:20")


@pytest.fixture(scope="module")
def telling(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Telling]:
    """A county that is open, and its cases, none of which is written."""
    asked = Asked(cases=LIVES, until=UNTIL, seed="replay")
    with django_db_blocker.unblock(), transaction.atomic():
        yield building.telling_of(building.open_county(asked), asked)
        transaction.set_rollback(True)


def digest(telling: Telling) -> str:
    """One word for every column of every row that is told; of what is sealed the mark alone is the same each time."""
    tables, seen = loading.tables_of_a_case(), sha256()
    for ledger in telling.ledgers(0, 40):
        for model, rows in ledger.rows.items():
            for row in rows:
                seen.update(re.sub(r"gAAAAA[\w=-]+|674141414141[0-9a-f]+", "", tables[model].line(row)).encode())
    return seen.hexdigest()


def told_again(telling: Telling, *, seed: str) -> Telling:
    return Telling(telling.scene, telling.season, seed=seed, floors=telling.floors)


@pytest.mark.untraced
def test_lives_told_in_bulk_are_what_the_services_write(telling: Telling) -> None:
    stage = Stage(telling)
    wrong: dict[str, tuple[object, object]] = {}

    with override_settings(JOURNAL_CONSUMERS={}):
        for place in range(LIVES):
            ordinal = place * len(telling.season) // LIVES
            (ledger,) = telling.ledgers(ordinal, ordinal + 1)
            wrong |= stage.played(ledger, ordinal)

    assert wrong == {}


def test_a_life_told_wrongly_would_be_found(telling: Telling) -> None:
    ledger = next(telling.ledgers(0, 1))
    ledger.ticket.version += 1

    with override_settings(JOURNAL_CONSUMERS={}):
        assert list(Stage(telling).played(ledger, 0)) == [f"Ticket {ledger.ticket.pk} version"]


def test_the_same_seed_tells_the_same_rows_and_another_seed_others(telling: Telling) -> None:
    told = digest(telling)

    assert digest(told_again(telling, seed="replay")) == told
    assert digest(told_again(telling, seed="other")) != told


def test_a_case_is_the_same_in_whatever_chunk_it_is_told(telling: Telling) -> None:
    (alone,) = telling.ledgers(30, 31)
    among = list(telling.ledgers(25, 35))[5]

    assert [alone.ticket.number, alone.ticket.chain_head] == [among.ticket.number, among.ticket.chain_head]


def test_a_county_that_is_half_written_is_known_and_left_alone(telling: Telling) -> None:
    with pytest.raises(Refused, match="只有一半"):
        building.build(Asked(cases=5, until=UNTIL))
