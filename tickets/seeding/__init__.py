"""The demonstration: 60 requests of a fictional county, played through the real services. Nothing in it is real."""

from tickets.seeding.demonstration import play_demonstration

__all__ = ["play_demonstration"]
