"""The tables of round tables."""

from roundtable.models.decisions import Decision, DecisionCard, DecisionNote, DecisionStrike, Named
from roundtable.models.enclosures import Enclosure, with_files
from roundtable.models.materials import Material
from roundtable.models.meetings import AgendaItem, Meeting, Seat
from roundtable.models.minutes import Carried, ItemRecord, Minutes, Release
from roundtable.models.reminders import Reminder
from roundtable.models.topics import Topic

__all__ = [
    "AgendaItem",
    "Carried",
    "Decision",
    "DecisionCard",
    "DecisionNote",
    "DecisionStrike",
    "Enclosure",
    "ItemRecord",
    "Material",
    "Meeting",
    "Minutes",
    "Named",
    "Release",
    "Reminder",
    "Seat",
    "Topic",
    "with_files",
]
