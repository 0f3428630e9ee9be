"""The county that tests about figures count in."""

from tests.tickets.conftest import world

__all__ = ["world"]
