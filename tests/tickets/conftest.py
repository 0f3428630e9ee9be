"""The county that tests about cases play in."""

import pytest

from tests import cast


@pytest.fixture
def world(db: None) -> cast.World:
    """A small county, built afresh."""
    return cast.county()
