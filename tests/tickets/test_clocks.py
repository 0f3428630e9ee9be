"""How long each clock runs: DESIGN §6 as literal tables. November 2026 has no holiday."""

from datetime import datetime

import pytest

from orgs.calendar import COUNTY_TIME, WorkCalendar
from tickets.clock import after_pause, limit_for, runs_from
from tickets.services.catalogue import shipped
from tickets.statuses import DeadlineKind, Tier

CALENDAR = WorkCalendar()
TIERS = shipped()["tiers"]


def at(words: str) -> datetime:
    """`16 09:00` is 16 November 2026, nine o'clock in the county."""
    return datetime.strptime(f"2026-11-{words}", "%Y-%m-%d %H:%M").replace(tzinfo=COUNTY_TIME)


# kind, tier, starts, counted from, warned, due. 16 November 2026 is a Monday.
TABLE = [
    ("accept", "T3", "16 09:00", "16 09:00", "16 11:48", "16 14:45"),
    ("accept", "T3", "16 12:30", "16 14:00", "16 16:48", "16 17:45"),
    ("accept", "T3", "14 20:36", "16 08:30", "16 11:18", "16 14:15"),
    ("accept", "T0", "14 20:36", "14 20:36", "14 20:47", "14 20:51"),
    ("dispatch", "T3", "16 09:00", "16 09:00", "16 11:48", "16 14:45"),
    ("dispatch", "T0", "14 20:36", "14 20:36", "14 20:47", "14 20:51"),
    ("sign", "T0", "14 23:00", "14 23:00", "14 23:11", "14 23:15"),
    ("sign", "T1", "16 17:00", "16 17:00", "17 09:00", "17 09:30"),
    ("sign", "T3", "16 09:00", "16 09:00", "17 14:22", "17 18:00"),
    ("contact", "T0", "14 23:00", "14 23:00", "15 00:30", "15 01:00"),
    ("resolve", "T0", "14 23:00", "14 23:00", "15 17:00", "15 23:00"),
    ("resolve", "T2", "16 09:00", "16 09:00", "18 18:00", "19 18:00"),
    ("resolve", "T3", "16 09:00", "16 09:00", "20 18:00", "23 18:00"),
    ("resolve", "T3", "14 20:36", "16 08:30", "20 18:00", "23 18:00"),
    ("info", "T3", "16 09:00", "16 09:00", "20 18:00", "23 18:00"),
    ("assist", "T3", "16 09:00", "16 09:00", "18 18:00", "19 18:00"),
    ("review", "T3", "16 09:00", "16 09:00", "17 14:22", "17 18:00"),
    ("confirm", "T3", "16 09:00", "16 09:00", "21 15:00", "23 09:00"),
    ("calls", "T3", "16 09:00", "16 09:00", "18 18:00", "19 18:00"),
]


@pytest.mark.parametrize(("kind", "tier", "starts", "counted", "warned", "due"), TABLE)
def test_a_clock_starts_warns_and_runs_out_by_the_table(
    kind: str, tier: str, starts: str, counted: str, warned: str, due: str
) -> None:
    begun = at(starts)
    half_day = CALENDAR.half_day_minutes(CALENDAR.received_on(begun))
    limit = limit_for(DeadlineKind(kind), TIERS[tier], tier=Tier(tier), half_day=half_day)

    runs = runs_from(limit, begun, CALENDAR)

    minutes = [moment.replace(second=0) for moment in (runs, limit.warn(runs, CALENDAR), limit.due(runs, CALENDAR))]
    assert minutes == [at(counted), at(warned), at(due)]


# due, paused, resumed, wall, due afterwards
PAUSES = [
    ("20 18:00", "17 10:00", "18 10:00", False, "23 18:00"),
    ("20 18:00", "17 19:00", "18 08:00", False, "20 18:00"),
    ("20 18:00", "17 11:00", "17 15:30", False, "23 11:00"),
    ("17 09:00", "17 10:00", "19 10:00", False, "17 09:00"),
    ("17 23:00", "17 10:00", "18 11:30", True, "19 00:30"),
]


@pytest.mark.parametrize(("due", "paused", "resumed", "wall", "afterwards"), PAUSES)
def test_a_pause_is_credited_exactly_and_never_mends_what_was_missed(
    due: str, paused: str, resumed: str, wall: bool, afterwards: str
) -> None:
    moved = after_pause(at(due), paused=at(paused), resumed=at(resumed), wall=wall, calendar=CALENDAR)

    assert moved == at(afterwards)
