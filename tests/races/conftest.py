"""The county in which people meet at the same instant; committed rows, so that every thread sees them."""

import pytest

from tests import cast


@pytest.fixture
def world(transactional_db: None) -> cast.World:
    """A small county, committed."""
    return cast.county()
