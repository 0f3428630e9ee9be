"""The big county: what is written in bulk is what the services would have written, act by act, row by row."""

import os
from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test.utils import override_settings
from pytest_django import DjangoDbBlocker

from tests.orgs.test_calendar import at
from tests.tickets.replaying import Stage
from tickets.seeding.bulk import Asked, building
from tickets.seeding.bulk.telling import Telling

pytestmark = pytest.mark.django_db
LIVES = int(os.environ.get("QIHU_REPLAYED_LIVES", "150"))
UNTIL = at("2026-11-24 10:20")


@pytest.fixture(scope="module")
def telling(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Telling]:
    """A county that is open, and its cases, none of which is written."""
    asked = Asked(cases=LIVES, until=UNTIL, seed="replay")
    with django_db_blocker.unblock(), transaction.atomic():
        yield building.telling_of(building._open(asked), asked)
        transaction.set_rollback(True)


def test_lives_told_in_bulk_are_what_the_services_write(telling: Telling) -> None:
    stage = Stage(telling)
    wrong = {}

    with override_settings(JOURNAL_CONSUMERS={}):
        for ordinal, ledger in enumerate(telling.ledgers(0, LIVES)):
            wrong |= stage.played(ledger, ordinal)

    assert wrong == {}
