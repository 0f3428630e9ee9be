"""How long each clock runs (DESIGN §6). Pure: no database, `now` and calendar come in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.conf import settings

from orgs.calendar import WorkCalendar
from tickets.exclusion_kinds import HEAD_WORKING_DAYS, OFFICE_WORKING_DAYS
from tickets.statuses import DeadlineKind, Tier

INFO_WORKING_DAYS: Final = 5
ASSIST_WORKING_DAYS: Final = 3
REVIEW_WORKING_DAYS: Final = 1
CONFIRM_DAYS: Final = 7
CALLS_WORKING_DAYS: Final = 3
WITHDREW_WORKING_DAYS: Final[int] = settings.LIMITS["WITHDRAWAL_CALLS"]
REWORK_WORKING_DAYS: Final = 5  # DOMAIN §2.9: a bad rating is made good in five working days
SETTLE_WORKING_DAYS: Final[int] = settings.LIMITS["SETTLE"]
CRITICAL_ACCEPT_MINUTES: Final = 15
# DOMAIN §2.7: 平谷 reports in within 30 minutes, at any hour; one working day for the other whistles is our default.
EMERGENCY_CHECK_IN_MINUTES: Final = 30
CHECK_IN_WORKING_DAYS: Final[int] = settings.LIMITS["WHISTLE_CHECK_IN"]
MUTUAL_RATING_WORKING_DAYS: Final[int] = settings.LIMITS["WHISTLE_RATING"]
# DOMAIN §2.7 names no limits: proposals of ours. An order says its own days; where all runs by the hour, two hours.
ANSWER_WORKING_DAYS: Final[int] = settings.LIMITS["ORDER_ANSWER"]
MOST_ANSWER_WORKING_DAYS: Final = 10
CRITICAL_ANSWER_MINUTES: Final = 120
JUDGE_WORKING_DAYS: Final = 1
# What a leader wants to hear of is asked for with days of its own; three are offered, a proposal of ours.
REPORT_WORKING_DAYS: Final[int] = settings.LIMITS["INSTRUCTION_REPORT"]
MOST_REPORT_WORKING_DAYS: Final = 15
LONG_PAUSE_WORKING_DAYS: Final = 5  # UX S3: what has stood still so long is looked at
PARTS_WORKING_DAYS: Final[int] = settings.LIMITS["PARTS"]  # as long as the slowest usual tier, by default


@dataclass(frozen=True, slots=True)
class Limit:
    """A length of time: working days, or minutes by the wall or by office hours."""

    working_days: int = 0
    minutes: int = 0
    wall: bool = False

    def due(self, starts: datetime, calendar: WorkCalendar) -> datetime:
        """When the limit runs out. Days end at close of business (DOMAIN §2.10)."""
        if self.working_days:
            return calendar.add_working_days(starts, self.working_days)
        if self.wall:
            return starts + timedelta(minutes=self.minutes)
        return calendar.add_working_minutes(starts, self.minutes)

    def warn(self, starts: datetime, calendar: WorkCalendar) -> datetime:
        """One working day before; for anything shorter a quarter of the span (DESIGN §6)."""
        if self.working_days > 1:
            return calendar.add_working_days(starts, self.working_days - 1)
        due = self.due(starts, calendar)
        if self.wall:
            return starts + (due - starts) * 3 / 4
        span = calendar.working_minutes_between(starts, due)
        return calendar.add_working_minutes(starts, span * 3 // 4)


def _limit(rules: Mapping[str, Any], kind: str) -> Limit:
    """Read `sign_*`, `contact_*` or `resolve_*` of a tier or category."""
    if days := rules.get(f"{kind}_wd"):
        return Limit(working_days=days)
    if hours := rules.get(f"{kind}_hours"):
        return Limit(minutes=hours * 60, wall=True)
    return Limit(minutes=rules[f"{kind}_minutes"], wall=rules.get(f"{kind}_clock", "working") == "wall")


_OF_THE_DESK: Final = frozenset({DeadlineKind.ACCEPT, DeadlineKind.DISPATCH, DeadlineKind.RULING, DeadlineKind.REOPEN})
_HALF_A_DAY: Final = _OF_THE_DESK | {DeadlineKind.COUNTERSIGN}  # a leader's signature: a GUESS
_IN_AN_EMERGENCY: Final = {
    **dict.fromkeys(_HALF_A_DAY, CRITICAL_ACCEPT_MINUTES),
    DeadlineKind.ANSWER: CRITICAL_ANSWER_MINUTES,
}


def limit_for(
    kind: DeadlineKind, rules: Mapping[str, Any], *, tier: Tier, half_day: int, days: int | None = None
) -> Limit:
    """The limit of one clock for a case of this tier; `days` where a person set it."""
    if kind in _IN_AN_EMERGENCY and tier == Tier.T0:
        return Limit(minutes=_IN_AN_EMERGENCY[kind], wall=True)
    if kind in _HALF_A_DAY:
        return Limit(minutes=half_day)
    if kind in {DeadlineKind.SIGN, DeadlineKind.CONTACT}:
        return _limit(rules, kind)
    if kind == DeadlineKind.RESOLVE:
        return Limit(working_days=days) if days else _limit(rules, kind)
    if kind == DeadlineKind.CONFIRM:
        return Limit(minutes=CONFIRM_DAYS * 24 * 60, wall=True)
    return Limit(
        working_days=days
        or {
            DeadlineKind.INFO: INFO_WORKING_DAYS,
            DeadlineKind.ASSIST: ASSIST_WORKING_DAYS,
            DeadlineKind.REVIEW: REVIEW_WORKING_DAYS,
            DeadlineKind.CALLS: CALLS_WORKING_DAYS,
            DeadlineKind.WITHDREW: WITHDREW_WORKING_DAYS,
            DeadlineKind.SETTLE: SETTLE_WORKING_DAYS,
            DeadlineKind.ANSWER: ANSWER_WORKING_DAYS,
            DeadlineKind.JUDGE: JUDGE_WORKING_DAYS,
            DeadlineKind.INSTRUCT: REPORT_WORKING_DAYS,
            DeadlineKind.PARTS: PARTS_WORKING_DAYS,
            DeadlineKind.AGREE: HEAD_WORKING_DAYS,
            DeadlineKind.EXCLUDE: OFFICE_WORKING_DAYS,
        }[kind]
    )


def clocks_of_a_lead(*, confidential: bool) -> tuple[DeadlineKind, ...]:
    """What a unit owes from its dispatch on. One that may not know who calls has nobody to ring: the desk does."""
    return (DeadlineKind.SIGN,) if confidential else (DeadlineKind.SIGN, DeadlineKind.CONTACT)


def limit_for_check_in(*, emergency: bool) -> Limit:
    """How long a called unit has: an emergency runs by the wall, nights and holidays included."""
    if emergency:
        return Limit(minutes=EMERGENCY_CHECK_IN_MINUTES, wall=True)
    return Limit(working_days=CHECK_IN_WORKING_DAYS)


def runs_from(limit: Limit, at: datetime, calendar: WorkCalendar) -> datetime:
    """Office clocks of a night or a holiday start at the next opening; wall clocks at once."""
    return at if limit.wall else calendar.next_opening(at)


def after_pause(due: datetime, *, paused: datetime, resumed: datetime, wall: bool, calendar: WorkCalendar) -> datetime:
    """The due time with the pause credited exactly; one already missed is not mended."""
    if due <= paused:
        return due
    if wall:
        return due + (resumed - paused)
    left = calendar.working_minutes_between(paused, due)
    return calendar.add_working_minutes(calendar.next_opening(resumed), left)
