"""The tables of round tables."""

from roundtable.models.meetings import AgendaItem, Meeting, Seat
from roundtable.models.topics import Topic

__all__ = ["AgendaItem", "Meeting", "Seat", "Topic"]
