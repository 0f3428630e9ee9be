"""Whoever sits at a round table."""

import pytest

from tests import cast
from tests.cast import World
from tests.roundtable.table import Table, table


@pytest.fixture
def world(db: None) -> World:
    return cast.county()


@pytest.fixture
def seats(world: World) -> Table:
    return table(world)
