"""The county in which pages are counted."""

import pytest

from tests import cast
from tests.cast import World


@pytest.fixture
def world(db: None) -> World:
    """A small county with its people."""
    return cast.county()
