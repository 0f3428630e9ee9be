"""The 46 meetings of a year, as a literal table: who met, when, and how each item of the agenda went on.

Letters of `items`, in the order of the agenda: P a firm's problem that is solved within the year, L one that is solved
after it, O one that nobody has solved, U a unit's matter (struck off, but no firm has said "solved"), A answered at the
table, R not adopted, s a suggestion. P counts 71.
"""

from typing import Final, NamedTuple

from roundtable.meeting_kinds import MeetingKind

GENERAL: Final = "泽丰县电商产业综合党委"
MAIN: Final = "电商行业党委"
DRESS, WOOD, PARCELS, LIVE = "演出服饰行业党委", "木制品家居行业党委", "快递物流行业党委", "直播行业党委"

ROUND, JOINT, LIAISON, SPECIAL = (
    MeetingKind.ROUND_TABLE,
    MeetingKind.JOINT,
    MeetingKind.LIAISON,
    MeetingKind.SPECIAL,
)


class Row(NamedTuple):
    """A meeting: its committee, kind, day (the first working day from there on) and items."""

    committee: str
    kind: MeetingKind
    month: int
    day: int
    items: str


TIMETABLE: Final = (
    Row(MAIN, ROUND, 1, 15, "PPPPss"),
    Row(PARCELS, ROUND, 1, 22, "Ps"),
    Row(MAIN, ROUND, 2, 19, "PPPPAss"),
    Row(MAIN, LIAISON, 2, 25, "sss"),
    Row(DRESS, ROUND, 2, 27, "Ps"),
    Row(GENERAL, ROUND, 3, 5, "PPPUsss"),
    Row(MAIN, ROUND, 3, 12, "PPPPss"),
    Row(WOOD, ROUND, 3, 19, "Ps"),
    Row(GENERAL, JOINT, 3, 26, "PPUUsss"),
    Row(LIVE, ROUND, 3, 27, "A"),
    Row(PARCELS, ROUND, 4, 2, "A"),
    Row(DRESS, ROUND, 4, 10, "As"),
    Row(MAIN, ROUND, 4, 16, "PPPPRss"),
    Row(GENERAL, SPECIAL, 4, 23, "ss"),
    Row(MAIN, ROUND, 5, 14, "PPPPAss"),
    Row(MAIN, SPECIAL, 5, 22, "PPs"),
    Row(MAIN, LIAISON, 5, 27, "sss"),
    Row(GENERAL, ROUND, 6, 5, "PPPUAsss"),
    Row(MAIN, ROUND, 6, 11, "PPPPss"),
    Row(LIVE, ROUND, 6, 12, "R"),
    Row(DRESS, ROUND, 6, 18, "Ps"),
    Row(GENERAL, JOINT, 6, 25, "PPUUsss"),
    Row(WOOD, ROUND, 6, 26, "As"),
    Row(PARCELS, ROUND, 7, 10, "Ps"),
    Row(MAIN, ROUND, 7, 16, "PPPPAss"),
    Row(MAIN, ROUND, 8, 13, "PPPPRss"),
    Row(MAIN, LIAISON, 8, 20, "sss"),
    Row(MAIN, SPECIAL, 8, 27, "PPs"),
    Row(GENERAL, ROUND, 9, 4, "PPPUsss"),
    Row(MAIN, ROUND, 9, 10, "PPPPss"),
    Row(WOOD, ROUND, 9, 11, "Ps"),
    Row(DRESS, ROUND, 9, 17, "As"),
    Row(LIVE, ROUND, 9, 18, "s"),
    Row(GENERAL, JOINT, 9, 25, "PPUsss"),
    Row(MAIN, ROUND, 10, 15, "PPPPOAss"),
    Row(PARCELS, ROUND, 10, 17, "s"),
    Row(GENERAL, SPECIAL, 10, 30, "ss"),
    Row(GENERAL, ROUND, 11, 6, "PPLUAsss"),
    Row(MAIN, ROUND, 11, 12, "PPPLLAss"),
    Row(LIVE, ROUND, 11, 13, "A"),
    Row(MAIN, LIAISON, 11, 19, "sss"),
    Row(DRESS, ROUND, 11, 20, "Os"),
    Row(PARCELS, ROUND, 11, 27, "As"),
    Row(WOOD, ROUND, 12, 4, "Rs"),
    Row(MAIN, ROUND, 12, 10, "PLLLRAss"),
    Row(GENERAL, JOINT, 12, 18, "LLUsss"),
)

UNHEARD: Final = 40
"""So many more suggestions came in and went into another one or were declined: 80 are heard, 120 received."""
CORRECTED: Final = (MAIN, 3, 12)
"""Whose minutes were corrected a week after they were signed."""
