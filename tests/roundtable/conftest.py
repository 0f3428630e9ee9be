"""Whoever sits at a round table."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from journal import clock
from roundtable.models import Decision
from tests import cast
from tests.cast import MONDAY, World
from tests.roundtable import held
from tests.roundtable.convened import NEXT_WEEK
from tests.roundtable.table import Table, table


@pytest.fixture
def world(db: None) -> World:
    return cast.county()


@pytest.fixture
def seats(world: World) -> Table:
    return table(world)


@pytest.fixture
def decision(world: World, seats: Table) -> Iterator[Decision]:
    """In force since the afternoon of the meeting, which is not over yet."""
    with clock.moved_to(MONDAY):
        made = held.signed(world, seats)[2]
    with clock.moved_to(NEXT_WEEK + timedelta(hours=3)):
        yield made
