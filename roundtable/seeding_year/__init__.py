"""A year of meetings for the demonstration: the last closed one gives 46 meetings, 71 problems solved, 120 suggestions.

`timetable` says which meetings there were and what came of their items, `matters` what was said, `sitting` holds a
meeting and `pursuit` follows a decision up, each through the services at its own instant; `diary` keeps them in one
order of time.
"""

from roundtable.seeding_year.playing import play_year

__all__ = ["play_year"]
