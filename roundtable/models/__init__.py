"""The tables of round tables."""

from roundtable.models.topics import Topic

__all__ = ["Topic"]
