"""The county that tests about figures count in."""

from tests.orgs.conftest import register
from tests.tickets.conftest import world

__all__ = ["register", "world"]
